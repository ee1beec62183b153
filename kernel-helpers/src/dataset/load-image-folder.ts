import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import type { CallOptions, Dataset, DatasetImage, Problem } from "../types.js";
import { type FoundFile, findImageFiles } from "./find-image-files.js";
import { groupByClass } from "./group-by-class.js";
import { readImageFile } from "./read-image-file.js";
import { type ImageMetadata, readMetadata } from "./read-metadata.js";
import { sortCodepoints } from "./sort-codepoints.js";
import { splitTestShare } from "./split-test-share.js";

export interface LoadOptions extends CallOptions {
  /** default: the folder's name */
  readonly name?: string;
  /** "skip" (default) leaves bad files out and lists them in problems; "throw" refuses the folder and lists them in the error */
  readonly onProblem?: "skip" | "throw";
  /** in (0, 1): where the folder has no test images, this share of each class becomes the test split */
  readonly testShare?: number;
  /** which images become the test split; default 0 */
  readonly seed?: number;
  /** images with more pixels are left out undecoded; default 100 million */
  readonly maxPixels?: number;
}

/** Files under way at once; each may hold one file's bytes. */
const CONCURRENCY = 8;

/**
 * Reads a folder of images: one folder per class, at the root or inside train, test, val (counts as test).
 * Every file is decoded once, so what is in the dataset can be read later. Order and ids are the same on every machine.
 * metadata.jsonl at the root may add captions, attributes and true class names.
 * @returns images in code point order of their paths; what was left out, and what looks wrong, in problems
 * @throws Error when the folder is missing, holds no class folders or no readable image, or has a bad file under "throw"
 */
export async function loadImageFolder(directory: string, options: LoadOptions = {}): Promise<Dataset> {
  const { onProblem = "skip", testShare, seed = 0, maxPixels = 100e6, signal, onProgress } = options;
  if (testShare !== undefined && !(testShare > 0 && testShare < 1)) {
    throw new RangeError(`loadImageFolder: testShare = ${testShare}; give a share between 0 and 1, such as 0.2.`);
  }
  const root = await findRoot(directory);
  const found = await findImageFiles(root);
  const metadata = await readMetadata(root);
  const read = await mapBounded(
    found.files,
    CONCURRENCY,
    (file) => readOne(root, file, metadata.byFile.get(file.relativePath), maxPixels),
    { signal, onProgress },
  );
  const images = read.filter((result) => "id" in result);
  const refused = [...found.problems, ...metadata.problems, ...read.filter((result) => "reason" in result)];
  refused.push(...unmatchedMetadata(root, found.files, metadata.byFile));
  if (onProblem === "throw" && refused.length > 0) {
    throw new Error(`loadImageFolder: ${refused.length} problems in ${root}:\n${describeProblems(refused)}`);
  }
  if (images.length === 0) {
    throw new Error(`loadImageFolder: no readable image in ${root}:\n${describeProblems(refused)}`);
  }
  const hasTest = images.some((image) => image.split === "test");
  const split = testShare !== undefined && !hasTest ? splitTestShare(images, testShare, seed) : images;
  return {
    name: options.name ?? basename(root),
    root,
    classes: sortCodepoints([...new Set(split.map((image) => image.className))]),
    images: split,
    problems: [...refused, ...doubts(root, split)],
  };
}

async function findRoot(directory: string): Promise<string> {
  const path = resolve(directory);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "does not exist" : `cannot be opened (${error.code})`;
    throw new Error(`loadImageFolder: ${path} ${why}; give the path of a folder of images.`, { cause: error });
  });
  if (!found.isDirectory())
    throw new Error(`loadImageFolder: ${path} is a file; give the folder that holds the class folders.`);
  return realpath(path);
}

async function readOne(
  root: string,
  { path, relativePath, split, folderName }: FoundFile,
  metadata: ImageMetadata | undefined,
  maxPixels: number,
): Promise<DatasetImage | Problem> {
  try {
    const { contentHash, width, height } = await readImageFile(root, path, maxPixels);
    const id = createHash("sha256").update(`${relativePath}\0${contentHash}`).digest("hex").slice(0, 16);
    const className = metadata?.className ?? folderName;
    const { caption = null, attributes = {} } = metadata ?? {};
    return { id, path, className, contentHash, split, width, height, caption, attributes };
  } catch (error) {
    return { path, reason: (error as Error).message };
  }
}

function unmatchedMetadata(
  root: string,
  files: readonly FoundFile[],
  byFile: ReadonlyMap<string, ImageMetadata>,
): Problem[] {
  const known = new Set(files.map((file) => file.relativePath));
  const unknown = [...byFile.keys()].filter((file) => !known.has(file));
  if (unknown.length === 0) return [];
  const first = unknown
    .slice(0, 3)
    .map((file) => JSON.stringify(file.slice(0, 80)))
    .join(", ");
  const path = join(root, "metadata.jsonl");
  return [
    {
      path,
      reason: `${unknown.length} lines name files that are not in the class folders: ${first}${unknown.length > 3 ? ", ..." : ""}.`,
    },
  ];
}

/** What is allowed but will hurt later: classes too small to learn, test images that were trained on. */
function doubts(root: string, images: readonly DatasetImage[]): Problem[] {
  const problems: Problem[] = [];
  for (const [className, members] of groupByClass(images)) {
    const train = members.filter((image) => image.split === "train").length;
    const name = JSON.stringify(className);
    if (members.length === 1) {
      problems.push({
        path: members[0].path,
        reason: `class ${name} has one image: kept, but it cannot be tested; add more.`,
      });
    } else if (train === 0) {
      problems.push({
        path: root,
        reason: `class ${name} has test images only: kept, but it cannot be learned; add training images.`,
      });
    }
  }
  const trained = new Map(images.filter((image) => image.split === "train").map((image) => [image.contentHash, image]));
  for (const image of images) {
    const twin = image.split === "test" ? trained.get(image.contentHash) : undefined;
    if (twin)
      problems.push({
        path: image.path,
        reason: `is the same file as ${twin.path} in train: kept, but it makes the test too easy; remove one.`,
      });
  }
  return problems;
}

function describeProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 20).map(({ path, reason }) => `- ${path} ${reason}`);
  return [...shown, ...(problems.length > 20 ? [`- and ${problems.length - 20} more.`] : [])].join("\n");
}
