import { open, stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { replaceFile } from "../files/replace-file.js";
import { renderPreview, thumbnailUris } from "../jupyter/workbench-preview.js";
import { imagesShown, REPORT_MARK, reportPage } from "../report/report-page.js";
import type { ReportStory, StoryEvaluation } from "../report/run-story.js";
import { readLayouts } from "../store/layout-table.js";
import { readMeta } from "../store/meta.js";
import { readVerdicts } from "../store/verdict-table.js";
import { messageOf } from "./message-of.js";
import { sessionEffort } from "./session-effort.js";
import { readNotes } from "./session-notes.js";
import type { SessionState } from "./session-state.js";
import { tellStory } from "./tell-story.js";

/** What a report wrote. */
export interface WrittenReport {
  /** absolute */
  readonly path: string;
  readonly bytes: number;
}

const THUMBNAIL_PX = 96;
/** The mark stands within so many bytes of a report's beginning. */
const BEGINNING = 1000;
const { version } = require("../../package.json") as { version: string };

/**
 * Writes the story of the run as one HTML page that needs nothing else: images, map, measures, prompts and why, accuracy, time and cost.
 * An earlier report of that name is replaced; any other file is not.
 * @param path ends in .html; its folder is made where there is none
 * @throws RangeError for another ending; Error when the file is something else, or cannot be written
 */
export async function reportSession(state: SessionState, path: string): Promise<WrittenReport> {
  const absolute = resolve(path);
  if (![".html", ".htm"].includes(extname(absolute).toLowerCase())) {
    throw new RangeError(
      `report: ${JSON.stringify(path)} does not end in .html; give a file name such as "report.html".`,
    );
  }
  await assertReplaceable(absolute);
  const story = tellReport(state);
  const images = imagesShown(story).flatMap(({ id }) => state.findImage(id) ?? []);
  const page = reportPage(story, {
    thumbnails: await thumbnailUris(images, THUMBNAIL_PX),
    map: state.layout ? (await renderPreview(state, state.layout)).png : null,
  });
  try {
    await replaceFile(absolute, page);
  } catch (cause) {
    throw new Error(`report: ${absolute} cannot be written (${messageOf(cause)}); give another path.`, { cause });
  }
  state.log("report", "write a report");
  return { path: absolute, bytes: Buffer.byteLength(page) };
}

function tellReport(state: SessionState): ReportStory {
  const { generator, embedder, labeler, editor } = state.providers;
  return {
    ...tellStory(state, readLayouts(state.store)),
    writtenAt: state.now(),
    version,
    seed: state.facts.seed,
    helpers: { generator: generator.name, embedder: embedder.name, labeler: labeler.name, editor: editor.name },
    evaluation: readEvaluation(state),
    spent: state.iterations,
    effort: sessionEffort(state),
    notes: readNotes(state),
    reasons: new Map(
      [...readVerdicts(state.store)].flatMap(([id, { reason }]) => (reason === null ? [] : [[id, reason] as const])),
    ),
  };
}

/** @returns null where nobody evaluated, or only iterations later than where the session went back to */
function readEvaluation(state: SessionState): StoryEvaluation | null {
  const written = readMeta(state.store.database, "evaluation");
  if (written === null) return null;
  const evaluation = JSON.parse(written) as StoryEvaluation;
  return evaluation.iteration <= state.latest() ? evaluation : null;
}

/** @throws Error when something else is there: a slip in a name must not cost a file */
async function assertReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (found.isFile() && (found.size === 0 || (await readBeginning(path)).includes(REPORT_MARK))) return;
  throw new Error(`report: ${path} is there already and is no report; give another name, or move it away.`);
}

async function readBeginning(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}
