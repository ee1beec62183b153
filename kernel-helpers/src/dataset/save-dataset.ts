import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Box, CallOptions, DatasetFormat } from "../types.js";
import { PROVENANCE } from "./add-provenance.js";
import { copyImages } from "./copy-images.js";
import { datasetCard } from "./dataset-card.js";
import { writeCoco } from "./formats/write-coco.js";
import type { WriteContext } from "./formats/write-context.js";
import { writeCsv } from "./formats/write-csv.js";
import { hubSplit, writeHuggingFace } from "./formats/write-hugging-face.js";
import { writeParquet } from "./formats/write-parquet.js";
import { writeVoc } from "./formats/write-voc.js";
import { writeYolo } from "./formats/write-yolo.js";
import type { ImageToSave, SavedImage, SavedSplit } from "./image-to-save.js";
import { WHOLE_IMAGE } from "./read-record.js";
import { replaceFolder } from "./replace-folder.js";
import { classFolders, writeMetadata } from "./save-image-folder.js";
import { sortCodepoints } from "./sort-codepoints.js";

export interface SaveDatasetOptions extends CallOptions {
  /** default "imagefolder" */
  readonly format?: DatasetFormat;
  /** default: the folder's name */
  readonly name?: string;
  /** the licence of the images, in words; it goes into README.md and where the format has a place for it */
  readonly license?: string;
  /** further lines for README.md */
  readonly notes?: readonly string[];
}

export interface SavedDataset {
  /** absolute */
  readonly directory: string;
  readonly format: DatasetFormat;
  /** from the directory, with "/"; files[i] is, or for Parquet holds, images[i] */
  readonly files: readonly string[];
}

/** Formats whose place for a class is a box. */
export const BOX_FORMATS: ReadonlySet<DatasetFormat> = new Set<DatasetFormat>(["coco", "yolo", "voc"]);

const NOT_STATED = "Not stated when this set was written. Ask whoever made the images before you share it.";

type Folders = (split: SavedSplit, classFolder: string) => string;

/** Where the images lie; Parquet holds them itself. */
const FOLDERS: Readonly<Record<Exclude<DatasetFormat, "parquet">, Folders>> = {
  imagefolder: classFolders,
  coco: (split) => `images/${split}`,
  yolo: (split) => `images/${split}`,
  voc: () => "JPEGImages",
  csv: (split) => `images/${split}`,
  hf: hubSplit,
};

type Writer = (root: string, saved: readonly SavedImage[], context: WriteContext) => Promise<void>;

const WRITERS: Readonly<Record<Exclude<DatasetFormat, "parquet">, Writer>> = {
  imagefolder: (root, saved) => writeMetadata(root, saved),
  coco: writeCoco,
  yolo: writeYolo,
  voc: writeVoc,
  csv: writeCsv,
  hf: writeHuggingFace,
};

/**
 * Writes images as a dataset that other tools and loadDataset read, their bytes unchanged, with README.md and the history of every image.
 * COCO, YOLO and VOC know a class by its boxes only: an image without boxes gets one around all of it, marked in provenance.jsonl.
 * All or nothing: a failure or an abort leaves what was there before. A folder written here earlier is replaced; any other that holds something is refused.
 * @throws RangeError for a format that is not known; Error when there are no images, the folder is not ours, or an image cannot be read
 */
export async function saveDataset(
  directory: string,
  images: readonly ImageToSave[],
  options: SaveDatasetOptions = {},
): Promise<SavedDataset> {
  const {
    format = "imagefolder",
    name = basename(resolve(directory)),
    license = NOT_STATED,
    notes = [],
    ...call
  } = options;
  if (format !== "parquet" && !Object.hasOwn(FOLDERS, format)) {
    const known = [...Object.keys(FOLDERS), "parquet"].join(", ");
    throw new RangeError(`saveDataset: format ${JSON.stringify(format)} is not known; use one of ${known}.`);
  }
  if (images.length === 0) throw new Error("saveDataset: no images; give at least one.");
  const boxed = BOX_FORMATS.has(format);
  const context = describeSet(images, { name, license });
  const { directory: target, result } = await replaceFolder(directory, "saveDataset", async (root) => {
    await writeFile(
      join(root, "README.md"),
      datasetCard(images, { name, format, license, notes, generators: generatorsOf(images) }),
    );
    if (format === "parquet") return writeParquet(root, images, context, "saveDataset", call);
    if (format === "hf") for (const split of context.splits) await mkdir(join(root, hubSplit(split)));
    const copied = await copyImages(root, images, FOLDERS[format], "saveDataset", call);
    const saved = boxed ? copied.map(withWholeBox) : copied;
    await WRITERS[format](root, saved, context);
    if (boxed || format === "csv") await writeMetadata(root, saved, PROVENANCE);
    return saved.map(({ file }) => file);
  });
  return { directory: target, format, files: result };
}

function describeSet(
  images: readonly ImageToSave[],
  { name, license }: { name: string; license: string },
): WriteContext {
  const classes = new Set(
    images.flatMap(({ className, boxes = [] }) => [className, ...boxes.map((box) => box.className)]),
  );
  const splits = (["train", "val", "test"] as const).filter((split) =>
    images.some((image) => (image.split ?? "train") === split),
  );
  return { name, license, classes: sortCodepoints([...classes]), splits };
}

function withWholeBox(image: SavedImage): SavedImage {
  if (image.boxes !== undefined) return image;
  const { className, width, height } = image;
  const boxes: readonly Box[] = [{ className, x: 0, y: 0, width, height }];
  return { ...image, boxes, metadata: { ...image.metadata, boxes_from: WHOLE_IMAGE } };
}

function generatorsOf(images: readonly ImageToSave[]): string[] {
  const names = images.flatMap(({ metadata }) => (typeof metadata?.generator === "string" ? [metadata.generator] : []));
  return sortCodepoints([...new Set(names)]);
}
