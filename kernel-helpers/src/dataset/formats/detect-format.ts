import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetFormat } from "../../types.js";
import { mayBePicture } from "../ignored-entries.js";
import { realPathInside } from "../inside-folder.js";
import { isImageTable } from "./list-csv.js";
import { METADATA_FILE } from "./list-hugging-face.js";
import { isYoloFile } from "./list-yolo.js";
import type { Source } from "./source.js";

/** A format that the files of a folder speak for, and the file that says so. */
export interface FoundFormat {
  readonly format: DatasetFormat;
  /** from the root; null for folders of images */
  readonly evidence: string | null;
}

const START_BYTES = 64 * 1024;
const MOST_LOOKED_AT = 50;

/**
 * All formats a folder may be in, the likeliest first; folders of images is always the last.
 * What says more goes before what says less: boxes before classes, annotations before folders' names.
 */
export async function detectFormats({ root, files }: Pick<Source, "root" | "files">): Promise<FoundFormat[]> {
  const found: FoundFormat[] = [];
  const matching = (ending: RegExp): string[] =>
    files.paths.filter((path) => ending.test(path)).slice(0, MOST_LOOKED_AT);
  const firstWhere = async (
    paths: readonly string[],
    test: (path: string) => Promise<boolean>,
  ): Promise<string | null> => {
    for (const path of paths) if (await test(path)) return path;
    return null;
  };
  const starts = (pattern: RegExp) => async (path: string) => pattern.test(await readStart(root, path));

  const yolo = await firstWhere(matching(/\.ya?ml$/i), (path) => isYoloFile(root, path));
  if (yolo !== null) found.push({ format: "yolo", evidence: yolo });
  const coco = await firstWhere(
    matching(/(^|\/)(instances_[^/]*|_annotations\.coco|[^/]*coco[^/]*|annotations?|labels)\.json$/i),
    async () => true,
  );
  const looksLikeCoco =
    coco ?? (await firstWhere(matching(/\.json$/i), starts(/"(images|annotations|categories)"\s*:\s*\[/)));
  if (looksLikeCoco !== null) found.push({ format: "coco", evidence: looksLikeCoco });
  const voc = await firstWhere(matching(/\.xml$/i), starts(/<annotation[\s>]/));
  if (voc !== null) found.push({ format: "voc", evidence: voc });
  const parquet = matching(/\.parquet$/i)[0];
  if (parquet !== undefined && !files.paths.some((path) => METADATA_FILE.test(path)))
    found.push({ format: "parquet", evidence: parquet });
  const table = await firstWhere(matching(/(?<!(^|\/)metadata)\.[ct]sv$/i), async (path) =>
    isImageTable(await readStart(root, path)),
  );
  if (table !== null) found.push({ format: "csv", evidence: table });
  const metadata = matching(METADATA_FILE).find((path) => isBesidePictures(files.paths, path));
  if (metadata !== undefined) found.push({ format: "hf", evidence: metadata });
  found.push({ format: "imagefolder", evidence: null });
  return found;
}

/** metadata.jsonl over class folders belongs to an image folder; one beside the pictures themselves, or a table, is all that tells their classes. */
function isBesidePictures(paths: readonly string[], metadata: string): boolean {
  if (metadata.includes("/") || metadata.endsWith(".csv")) return true;
  return (
    paths.some((path) => path !== metadata && path.split("/").length === 1 && mayBePicture(path)) ||
    hasFlatSplits(paths)
  );
}

function hasFlatSplits(paths: readonly string[]): boolean {
  return paths.some(
    (path) => /^(train|test|val|valid|validation|images|data)\/[^/]+$/i.test(path) && mayBePicture(path),
  );
}

async function readStart(root: string, path: string): Promise<string> {
  try {
    const target = await realPathInside(root, join(root, path));
    // a pipe would keep us waiting for ever
    if (!(await stat(target)).isFile()) return "";
    const file = await open(target);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return ""; // whoever reads all of it says what is wrong
  }
}
