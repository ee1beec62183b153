import { openSnapshot } from "../store/open-snapshot.js";
import { SCHEMA_VERSION } from "../store/schema.js";
import type { CallOptions } from "../types.js";
import { checkFiles } from "./verify/check-files.js";
import { checkRows } from "./verify/check-rows.js";
import { checkVectors } from "./verify/check-vectors.js";
import { type Finding, gatherFindings } from "./verify/findings.js";

/** What a look at a whole session folder found. */
export interface VerifyReport {
  /** absolute */
  readonly directory: string;
  readonly images: number;
  /** image files that were hashed; images with the same bytes share one */
  readonly files: number;
  /** false when there is at least one error */
  readonly isWhole: boolean;
  /** errors first, then notes */
  readonly findings: readonly Finding[];
  /** all of it as lines for a terminal */
  readonly text: string;
}

/**
 * Looks at everything in a session folder: every file's hash, every row's references, every vector's length, every prompt, and what lies there beside. Writes nothing, and may run while a kernel has the session open.
 * @throws Error when there is no session that can be read; the signal's reason when aborted
 */
export async function verifySession(directory: string, options: CallOptions = {}): Promise<VerifyReport> {
  const snapshot = await openSnapshot(directory);
  const findings = gatherFindings();
  const { database } = snapshot;
  let images = 0;
  let files = 0;
  try {
    if (snapshot.version < SCHEMA_VERSION) {
      findings.note(
        "session of an older version",
        `schema ${snapshot.version}, now ${SCHEMA_VERSION}`,
        "nothing: openSession brings it up to date",
      );
    }
    images = Number(database.get("SELECT count(*) AS n FROM images")?.n);
    checkRows(database, findings);
    checkVectors(database, findings);
    files = await checkFiles(snapshot.directory, database, findings, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    findings.error(
      "session.db is damaged",
      (error as Error).message,
      "restore the session from a copy; the images beside it are untouched",
    );
  } finally {
    snapshot.close();
  }
  const list = findings.list();
  const report = {
    directory: snapshot.directory,
    images,
    files,
    isWhole: list.every(({ level }) => level === "note"),
    findings: list,
  };
  return { ...report, text: describe(report) };
}

function describe({ directory, images, files, isWhole, findings }: Omit<VerifyReport, "text">): string {
  const lines = findings.flatMap(({ level, problem, count, places, advice }) => [
    `${level.padEnd(5)}  ${problem}: ${places.join(", ")}${count > places.length ? ` and ${count - places.length} more` : ""}`,
    `       what to do: ${advice}.`,
  ]);
  const errors = findings.filter(({ level }) => level === "error").length;
  const verdict = isWhole
    ? "All is as it was written."
    : `${errors} ${errors === 1 ? "kind" : "kinds"} of damage found.`;
  return [...lines, `${directory}: ${images} images, ${files} files hashed. ${verdict}`].join("\n");
}
