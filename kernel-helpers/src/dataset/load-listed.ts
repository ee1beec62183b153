import { createHash } from "node:crypto";
import { join } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import type { CallOptions, Dataset, DatasetImage, Problem } from "../types.js";
import { classOfBoxes } from "./class-of-boxes.js";
import { describeCopies, findCopies } from "./find-copies.js";
import { fitBoxes } from "./fit-boxes.js";
import { groupByClass } from "./group-by-class.js";
import type { ImageListing, ListedImage } from "./image-listing.js";
import { readImageFile } from "./read-image-file.js";
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

/** @throws RangeError when testShare is no share */
export function checkTestShare(testShare: number | undefined, caller: string): void {
  if (testShare !== undefined && !(testShare > 0 && testShare < 1)) {
    throw new RangeError(`${caller}: testShare = ${testShare}; give a share between 0 and 1, such as 0.2.`);
  }
}

/**
 * Reads the images of a listing: every file is decoded once, so what is in the dataset can be read later.
 * @param caller for messages
 * @throws Error when no image is readable, or one is not under "throw"
 */
export async function loadListed(
  { format, root, images: listed, problems, notes }: ImageListing,
  options: LoadOptions & { readonly name: string },
  caller: string,
): Promise<Dataset> {
  const { onProblem = "skip", testShare, seed = 0, maxPixels = 100e6, signal, onProgress } = options;
  const read = await mapBounded(listed, CONCURRENCY, (image) => readOne(root, image, maxPixels), {
    signal,
    onProgress,
  });
  const images = read.flatMap(({ image }) => image ?? []);
  const refused = problems.concat(read.flatMap(({ problem }) => problem ?? []));
  if (onProblem === "throw" && refused.length > 0) {
    throw new Error(`${caller}: ${refused.length} problems in ${root}:\n${describeProblems(refused)}`);
  }
  if (images.length === 0) throw new Error(`${caller}: no readable image in ${root}:\n${describeProblems(refused)}`);
  const hasTest = images.some((image) => image.split === "test");
  const split = testShare !== undefined && !hasTest ? splitTestShare(images, testShare, seed) : images;
  const copies = findCopies(split);
  return {
    name: options.name,
    root,
    classes: sortCodepoints([...new Set(split.map((image) => image.className))]),
    images: split,
    problems: refused.concat(smallClasses(root, split), describeCopies(copies)),
    format,
    notes,
  };
}

/** What became of one listed image: one or the other, or an image with something to say about it. */
interface ReadResult {
  readonly image?: DatasetImage;
  readonly problem?: Problem;
}

async function readOne(root: string, listed: ListedImage, maxPixels: number): Promise<ReadResult> {
  const { relativePath, split, caption, attributes } = listed;
  const path = join(root, relativePath);
  try {
    const { contentHash, width, height } = await readImageFile(root, path, maxPixels);
    const { boxes, dropped } = fitBoxes(listed, width, height);
    const className = listed.className ?? classOfBoxes(boxes);
    if (className === null) throw new Error("has no box and no class; it was left out.");
    const id = createHash("sha256").update(`${relativePath}\0${contentHash}`).digest("hex").slice(0, 16);
    const image = { id, path, className, contentHash, split, width, height, caption, attributes };
    const reason = `has ${dropped} boxes without area or outside the image; they were left out.`;
    return {
      image: listed.boxes === undefined ? image : { ...image, boxes },
      ...(dropped > 0 ? { problem: { path, reason } } : {}),
    };
  } catch (error) {
    return { problem: { path, reason: (error as Error).message } };
  }
}

/** Classes too small to learn: kept, and named. */
function smallClasses(root: string, images: readonly DatasetImage[]): Problem[] {
  const problems: Problem[] = [];
  for (const [className, members] of groupByClass(images)) {
    const name = JSON.stringify(className);
    if (members.length === 1) {
      const reason = `class ${name} has one image: kept, but it cannot be tested; add more.`;
      problems.push({ path: members[0].path, reason });
    } else if (members.every((image) => image.split === "test")) {
      const reason = `class ${name} has test images only: kept, but it cannot be learned; add training images.`;
      problems.push({ path: root, reason });
    }
  }
  return problems;
}

/** A list of problems for an error: the first twenty, the rest counted. */
export function describeProblems(problems: readonly Problem[]): string {
  const shown = problems.slice(0, 20).map(({ path, reason }) => `- ${path} ${reason}`);
  return [...shown, ...(problems.length > 20 ? [`- and ${problems.length - 20} more.`] : [])].join("\n");
}
