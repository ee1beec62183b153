import { basename, join } from "node:path";
import type { Dataset, Problem } from "../types.js";
import { type FoundFile, findImageFiles } from "./find-image-files.js";
import { findRoot } from "./find-root.js";
import type { ImageListing } from "./image-listing.js";
import { checkTestShare, type LoadOptions, loadListed } from "./load-listed.js";
import { quoteName } from "./name-some.js";
import { readMetadata } from "./read-metadata.js";
import type { ImageRow } from "./read-record.js";

/**
 * Reads a folder of images: one folder per class, at the root or inside train, test, val (counts as test).
 * Every file is decoded once, so what is in the dataset can be read later. Order and ids are the same on every machine.
 * metadata.jsonl at the root may add captions, attributes, boxes and true class names.
 * @returns images in code point order of their paths; what was left out, and what looks wrong, in problems
 * @throws Error when the folder is missing, holds no class folders or no readable image, or has a bad file under "throw"
 */
export async function loadImageFolder(directory: string, options: LoadOptions = {}): Promise<Dataset> {
  checkTestShare(options.testShare, "loadImageFolder");
  const root = await findRoot(directory, "loadImageFolder");
  return loadListed(
    await listImageFolder(root),
    { ...options, name: options.name ?? basename(root) },
    "loadImageFolder",
  );
}

/**
 * Lists the images of class folders.
 * @param root a real path, free of links
 */
export async function listImageFolder(root: string): Promise<ImageListing> {
  const found = await findImageFiles(root);
  const metadata = await readMetadata(root);
  const images = found.files.map(({ relativePath, split, folderName }) => {
    const row = metadata.byFile.get(relativePath);
    const { caption = null, attributes = {}, boxes } = row ?? {};
    const className = row?.trueName ?? folderName;
    return { relativePath, split, className, caption, attributes, ...(boxes ? { boxes } : {}) };
  });
  const problems = [...found.problems, ...metadata.problems, ...unmatched(root, found.files, metadata.byFile)];
  return { format: "imagefolder", root, images, problems, notes: [] };
}

function unmatched(root: string, files: readonly FoundFile[], byFile: ReadonlyMap<string, ImageRow>): Problem[] {
  const known = new Set(files.map((file) => file.relativePath));
  const unknown = [...byFile.keys()].filter((file) => !known.has(file));
  if (unknown.length === 0) return [];
  const first = unknown.slice(0, 3).map(quoteName).join(", ");
  const reason = `${unknown.length} lines name files that are not in the class folders: ${first}${unknown.length > 3 ? ", ..." : ""}.`;
  return [{ path: join(root, "metadata.jsonl"), reason }];
}
