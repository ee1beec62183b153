import { join, posix } from "node:path";
import type { Box, Problem } from "../../types.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { nameSome, quoteName } from "../name-some.js";
import { readTextFile } from "../read-text-file.js";
import { splitInName } from "../split-names.js";
import { readCocoCaptions } from "./coco-captions.js";
import { type CocoFile, readCocoFile } from "./coco-file.js";
import { annotationFiles, type Source } from "./source.js";

/**
 * Lists COCO instances: any JSON files with "images", "annotations" and "categories", in annotations/, beside the images or at the root;
 * the split from the file's or the folder's name. captions_*.json beside them gives images their captions.
 */
export async function listCoco(source: Source): Promise<ImageListing> {
  const images = new Map<string, ListedImage>();
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const path of instanceFiles(source)) {
    const file = await readTextFile(source.root, join(source.root, path))
      .then(readCocoFile)
      .catch((error: Error) => {
        problems.push({ path: join(source.root, path), reason: error.message });
        return null;
      });
    if (file === null) {
      if (source.only !== null && problems.length === 0)
        problems.push({ path: join(source.root, path), reason: NO_COCO });
      continue;
    }
    problems.push(...nameSome(join(source.root, path), file.bad));
    const missing = addImages(source, path, file, images);
    problems.push(...nameSome(join(source.root, path), missing));
    notes.push(describe(path, file));
  }
  for (const path of captionFiles(source)) {
    const { note, bad } = await addCaptions(source, path, images).catch((error: Error) => ({
      ...{ note: [], bad: [error.message] },
    }));
    problems.push(...nameSome(join(source.root, path), bad));
    notes.push(...note);
  }
  return { format: "coco", root: source.root, images: [...images.values()], problems, notes };
}

const NO_COCO = 'is no COCO file: it needs the lists "images", "annotations" and "categories".';

/** Where some files are called "instances_...", others beside them tell of the same images again, with key points. */
function instanceFiles(source: Source): string[] {
  const all = annotationFiles(source, /\.json$/i);
  const instances = all.filter((path) => /(^|\/)(instances_[^/]*|_annotations\.coco)\.json$/i.test(path));
  return instances.length > 0 ? instances : all;
}

/** captions_*.json; of one file of instances that was asked for, the captions of the same name. */
function captionFiles({ files, only }: Source): string[] {
  const all = files.paths.filter((path) => /(^|\/)captions(_[^/]*)?\.json$/i.test(path));
  return only === null ? all : all.filter((path) => path === only.replace(/(?<=^|\/)instances(?=[^/]*$)/i, "captions"));
}

/** Gives images that have none yet their captions. @throws Error whose message completes "<path> ..." */
async function addCaptions(
  { root, finder }: Source,
  path: string,
  images: Map<string, ListedImage>,
): Promise<{ readonly note: readonly string[]; readonly bad: readonly string[] }> {
  const { captions, further, bad } = readCocoCaptions(await readTextFile(root, join(root, path)));
  const bases = likelyFolders(path);
  let [given, others] = [0, 0];
  for (const [name, caption] of captions) {
    const relativePath = finder.find(name, bases);
    const image = relativePath === null ? undefined : images.get(relativePath);
    if (image === undefined || image.caption !== null) others += 1;
    else {
      images.set(image.relativePath, { ...image, caption });
      given += 1;
    }
  }
  const lost = [
    ...(further > 0 ? [`${further} further captions of images that have one, left out`] : []),
    ...(others > 0 ? [`${others} captions of images that are not there, or have one from another file, left out`] : []),
  ];
  return { note: [`${path}: captions of ${given} images${lost.map((text) => `; ${text}`).join("")}`], bad };
}

/** @returns what could not be found, a line each */
function addImages({ finder }: Source, path: string, file: CocoFile, images: Map<string, ListedImage>): string[] {
  const split = splitInName(path) ?? "train";
  const bases = likelyFolders(path);
  const missing: string[] = [];
  for (const { file: name, width, height, boxes } of file.images) {
    const relativePath = finder.find(name, bases);
    if (relativePath === null) {
      missing.push(`names ${quoteName(name)}, which is not in the folder, or there several times.`);
      continue;
    }
    const known = images.get(relativePath);
    if (known) {
      // one list that grows: a file may name the same image a million times
      for (const box of boxes) (known.boxes as Box[]).push(box);
      continue;
    }
    images.set(relativePath, {
      ...{ relativePath, split, className: null, caption: null, attributes: {} },
      boxes: [...boxes],
      ...(width !== null && height !== null ? { drawnFor: { width, height } } : {}),
    });
  }
  return missing;
}

/** "annotations/instances_train2017.json" has its images in train2017/, images/train2017/, ...; Roboflow's lie beside the file. */
function likelyFolders(path: string): string[] {
  const folder = posix.dirname(path) === "." ? "" : posix.dirname(path);
  const word = posix
    .basename(path)
    .replace(/\.json$/i, "")
    .split("_")
    .at(-1)!;
  const above = posix.dirname(folder) === "." ? "" : posix.dirname(folder);
  const places = [folder, above, ""].flatMap((base) =>
    [word, `images/${word}`, `data/${word}`, "images", "data", ""].map((end) =>
      posix.join(base, end).replace(/^\.$|\/$/g, ""),
    ),
  );
  return [...new Set(places)];
}

function describe(path: string, { images, crowds, outlines }: CocoFile): string {
  const boxes = images.reduce((sum, image) => sum + image.boxes.length, 0);
  const lost = [
    ...(outlines > 0 ? [`${outlines} outlines or sets of key points, of which only the box is kept`] : []),
    ...(crowds > 0 ? [`${crowds} boxes around crowds, left out`] : []),
  ];
  return `${path}: ${images.length} images, ${boxes} boxes${lost.map((text) => `; ${text}`).join("")}`;
}
