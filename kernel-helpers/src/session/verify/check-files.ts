import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { mapBounded } from "../../images/map-bounded.js";
import type { Database } from "../../store/database.js";
import { IMAGE_FILE } from "../../store/image-files.js";
import type { CallOptions } from "../../types.js";
import type { Findings } from "./findings.js";

const AT_ONCE = 8;
const RESTORE =
  "restore the file from a copy of the session; replay() makes generated images again where the generator repeats itself";
const OWN_ENTRIES = /^session\.(db|lock)(-wal|-shm|-journal)?$/;

/** Hashes every image file that the tables name, and names every file they do not. @returns how many were hashed */
export async function checkFiles(
  directory: string,
  database: Database,
  findings: Findings,
  { signal, onProgress }: CallOptions,
): Promise<number> {
  const rows = database.all("SELECT file, min(content_hash) AS hash, min(id) AS id FROM images GROUP BY file");
  const named = new Set<string>();
  let done = 0;
  await mapBounded(rows, AT_ONCE, async ({ file, hash, id }) => {
    signal?.throwIfAborted();
    named.add(String(file));
    await checkFile(directory, String(file), String(hash), String(id), findings);
    onProgress?.(++done, rows.length);
  });
  await checkForeign(directory, named, findings);
  return rows.length;
}

async function checkFile(directory: string, file: string, hash: string, id: string, findings: Findings): Promise<void> {
  if (!IMAGE_FILE.test(file)) {
    findings.error("image row that names a file outside images/", `${id}: ${file}`, RESTORE);
    return;
  }
  const found = await lstat(join(directory, file)).catch(() => null);
  if (!found) findings.error("image file missing", file, RESTORE);
  else if (!found.isFile()) findings.error("image file that is a link or a folder", file, RESTORE);
  else {
    const actual = await hashFile(join(directory, file)).catch((error: NodeJS.ErrnoException) => error);
    if (actual instanceof Error) findings.error("image file that cannot be read", `${file} (${actual.code})`, RESTORE);
    else if (actual !== hash || !file.includes(hash))
      findings.error("image file with other bytes than were written", file, RESTORE);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function checkForeign(directory: string, named: ReadonlySet<string>, findings: Findings): Promise<void> {
  for (const entry of await readdir(directory)) {
    if (entry === "images" || OWN_ENTRIES.test(entry)) continue;
    findings.note("file that is not the session's", entry, "move it elsewhere if you did not put it here");
  }
  const images = await readdir(join(directory, "images"), { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of images) {
    if (entry.isDirectory()) continue;
    const file = join(entry.parentPath, entry.name)
      .slice(directory.length + 1)
      .replaceAll("\\", "/");
    if (named.has(file)) continue;
    if (file.startsWith("images/.unfinished/")) {
      findings.note(
        "half-written image of a killed or running kernel",
        file,
        "nothing: it is removed when the session is opened next",
      );
    } else if (IMAGE_FILE.test(file)) {
      findings.note(
        "image file that no row names",
        file,
        "nothing: a kernel was killed, or writes at this moment; making the image again gives the same file",
      );
    } else {
      findings.note("file that is not the session's", file, "move it elsewhere if you did not put it here");
    }
  }
}
