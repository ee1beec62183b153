import { join, posix } from "node:path";
import { mapBounded } from "../../images/map-bounded.js";
import type { DatasetImage, Problem } from "../../types.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { nameSome, quoteName } from "../name-some.js";
import { readTextFile } from "../read-text-file.js";
import { splitInName } from "../split-names.js";
import { annotationFiles, type Source } from "./source.js";
import { readVocFile } from "./voc-file.js";

const MAX_BYTES = 16 * 2 ** 20;
const AT_ONCE = 16;
const PICTURES = ["jpg", "png", "jpeg", "webp", "gif", "avif", "tif", "tiff", "JPG", "PNG", "JPEG"];

/**
 * Lists Pascal VOC annotations: one XML file an image, in Annotations/ or beside the images. The split comes from ImageSets/Main/train.txt, test.txt, val.txt,
 * else from the folders' names. Difficult and truncated objects count like others.
 */
export async function listVoc(source: Source): Promise<ImageListing> {
  const { root } = source;
  const splits = await readImageSets(source);
  const bad: string[] = [];
  const listed = await mapBounded(
    annotationFiles(source, /\.xml$/i),
    AT_ONCE,
    async (path): Promise<ListedImage | null> => {
      try {
        const file = readVocFile(await readTextFile(root, join(root, path), MAX_BYTES));
        const relativePath = pictureOf(source, path, file.file);
        if (relativePath === null)
          throw new Error(
            `names ${quoteName(file.file ?? "no image")}, which is not in the folder, or there several times.`,
          );
        const split =
          splits.get(posix.basename(path, posix.extname(path))) ?? splitInName(posix.dirname(path)) ?? "train";
        return {
          ...{ relativePath, split, className: null, caption: null, attributes: {}, boxes: file.boxes },
          ...(file.size ? { drawnFor: file.size } : {}),
        };
      } catch (error) {
        bad.push(`${path} ${(error as Error).message}`);
        return null;
      }
    },
  );
  const images = [
    ...new Map(listed.flatMap((image) => (image ? [[image.relativePath, image] as const] : []))).values(),
  ];
  const boxes = images.reduce((sum, image) => sum + (image.boxes?.length ?? 0), 0);
  const problems: Problem[] = nameSome(root, bad);
  return {
    format: "voc",
    root,
    images,
    problems,
    notes: [`${listed.length} XML files: ${images.length} images, ${boxes} boxes`],
  };
}

/** The picture named in the file; else, as many tools rename pictures and leave the XML, the one of the XML file's own name. */
function pictureOf({ finder }: Source, xml: string, name: string | null): string | null {
  const folder = posix.dirname(xml) === "." ? "" : posix.dirname(xml);
  const above = posix.dirname(folder) === "." ? "" : posix.dirname(folder);
  const bases = [posix.join(above, "JPEGImages"), folder, posix.join(above, "images"), above, ""];
  const found = name === null ? null : finder.find(name, bases);
  if (found !== null) return found;
  const stem = posix.basename(xml, posix.extname(xml));
  for (const base of bases) {
    for (const extension of PICTURES) {
      const path = posix.join(base, `${stem}.${extension}`);
      if (finder.has(path)) return path;
    }
  }
  return null;
}

async function readImageSets(source: Source): Promise<ReadonlyMap<string, DatasetImage["split"]>> {
  const splits = new Map<string, DatasetImage["split"]>();
  const lists = source.files.paths.filter((path) => /(^|\/)ImageSets\/Main\/(train|val|test)\.txt$/.test(path));
  for (const path of lists) {
    const content = await readTextFile(source.root, join(source.root, path)).catch(() => "");
    for (const line of content.split(/\r?\n/)) {
      if (line.trim() !== "") splits.set(line.trim(), splitInName(posix.basename(path)) ?? "train");
    }
  }
  return splits;
}
