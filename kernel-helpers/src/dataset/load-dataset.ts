import { createHash } from "node:crypto";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { cacheFolder } from "../files/cache-folder.js";
import type { Dataset, DatasetFormat, Problem } from "../types.js";
import { addProvenance } from "./add-provenance.js";
import { cropBoxes } from "./crop-boxes.js";
import { fileFinder } from "./find-file.js";
import { findRoot } from "./find-root.js";
import { detectFormats, type FoundFormat } from "./formats/detect-format.js";
import { listCoco } from "./formats/list-coco.js";
import { listCsv } from "./formats/list-csv.js";
import { listHuggingFace } from "./formats/list-hugging-face.js";
import { listParquet } from "./formats/list-parquet.js";
import { listVoc } from "./formats/list-voc.js";
import { listYolo } from "./formats/list-yolo.js";
import type { Source } from "./formats/source.js";
import { isPictureName } from "./ignored-entries.js";
import type { ImageListing } from "./image-listing.js";
import { listFiles } from "./list-files.js";
import { listImageFolder } from "./load-image-folder.js";
import { checkTestShare, describeProblems, type LoadOptions, loadListed } from "./load-listed.js";
import { quoteName } from "./name-some.js";
import { sortCodepoints } from "./sort-codepoints.js";

export interface LoadDatasetOptions extends LoadOptions {
  /** default: what the folder looks like; notes tell what was chosen */
  readonly format?: DatasetFormat;
  /** one image for each box, cut out, of the box's class; default false: whole images, of the class whose boxes cover most */
  readonly crop?: boolean;
  /** where cut-out boxes and pictures from Parquet files are written; default: a folder of this dataset in the user's cache */
  readonly cache?: string;
}

const NAMES: Readonly<Record<DatasetFormat, string>> = {
  imagefolder: "a folder of images",
  coco: "COCO",
  yolo: "YOLO",
  voc: "Pascal VOC",
  csv: "a table of images",
  hf: "a Hugging Face imagefolder",
  parquet: "Parquet with images",
};

/** Formats that have a file of their own, by its ending, for a path that names one. */
const BY_ENDING: readonly (readonly [RegExp, DatasetFormat])[] = [
  [/(^|\/)metadata\.(jsonl|csv)$/i, "hf"],
  [/\.json$/i, "coco"],
  [/\.ya?ml$/i, "yolo"],
  [/\.[ct]sv$/i, "csv"],
  [/\.parquet$/i, "parquet"],
];

/**
 * Loads images in any format it knows: class folders, COCO, YOLO, Pascal VOC, tables (CSV), Hugging Face imagefolder, Parquet with image bytes.
 * The format is told by the files; dataset.format and dataset.notes say what was found. Boxes are kept in image.boxes.
 * @param path the dataset's folder, or its file of annotations (instances.json, data.yaml, images.csv, metadata.jsonl, train.parquet)
 * @returns images in code point order of their paths; what was left out, and what looks wrong, in problems
 * @throws Error when there is no such path, no readable image, or a bad file under "throw"
 */
export async function loadDataset(path: string, options: LoadDatasetOptions = {}): Promise<Dataset> {
  checkTestShare(options.testShare, "loadDataset");
  const { root, only } = await findPlace(path);
  const files = await listFiles(root);
  const cache = resolve(options.cache ?? defaultCache(root));
  const source: Source = { root, files, finder: fileFinder(files.paths), only, cache };
  const found = await chooseFormats(source, options.format);
  const { listing, chosen, passedOver } = await listFirst(found, source);
  const told = [
    `read as ${NAMES[listing.format]}${chosen.evidence ? ` (${chosen.evidence})` : ""}`,
    ...listing.notes,
    ...alsoFound(found.slice(found.indexOf(chosen))),
  ];
  const problems = files.problems.concat(passedOver, listing.problems, unnamedPictures(source, listing));
  const whole = withOrder(await addProvenance({ ...listing, problems, notes: told }));
  if (whole.images.length === 0) {
    throw new Error(`loadDataset: no image in ${root}, ${told[0]}:\n${describeProblems(whole.problems)}`);
  }
  const { maxPixels = 100e6, signal } = options;
  const images = options.crop ? await cropBoxes(whole, { cache, maxPixels, signal }) : whole;
  return loadListed(images, { ...options, name: options.name ?? basename(root) }, "loadDataset");
}

/** The folder to look in: of "annotations/instances.json", the one above annotations. */
async function findPlace(path: string): Promise<{ readonly root: string; readonly only: string | null }> {
  const full = resolve(path);
  const found = await stat(full).catch(() => null);
  if (!found?.isFile()) return { root: await findRoot(full, "loadDataset"), only: null };
  const file = await realpath(full);
  const folder = dirname(file);
  const root = /^annotations?$/i.test(basename(folder)) ? dirname(folder) : folder;
  return { root, only: file.slice(root.length + 1).replaceAll("\\", "/") };
}

async function chooseFormats(source: Source, wanted: DatasetFormat | undefined): Promise<readonly FoundFormat[]> {
  if (wanted !== undefined && !Object.hasOwn(NAMES, wanted)) {
    throw new RangeError(
      `loadDataset: format ${JSON.stringify(wanted)} is not known; use one of ${Object.keys(NAMES).join(", ")}.`,
    );
  }
  if (source.only !== null) {
    const format = wanted ?? BY_ENDING.find(([ending]) => ending.test(source.only!))?.[1];
    if (format) return [{ format, evidence: source.only }];
    throw new Error(
      `loadDataset: ${join(source.root, source.only)} is no file of annotations that is known here; give the dataset's folder.`,
    );
  }
  const found = await detectFormats(source);
  if (wanted === undefined) return found;
  return [found.find(({ format }) => format === wanted) ?? { format: wanted, evidence: null }];
}

interface FirstListing {
  readonly listing: ImageListing;
  readonly chosen: FoundFormat;
  /** what looked like annotations, but not of these images */
  readonly passedOver: readonly Problem[];
}

/**
 * The first format that names an image: a stray JSON or XML file beside class folders must not stand in their way.
 * Where none does, the first one, whose problems tell most.
 */
async function listFirst(found: readonly FoundFormat[], source: Source): Promise<FirstListing> {
  const passedOver: Problem[] = [];
  let first: { readonly listing: ImageListing } | { readonly error: unknown } | null = null;
  for (const chosen of found) {
    let why = "";
    try {
      const listing = await listAs(chosen, source);
      if (listing.images.length > 0) return { listing, chosen, passedOver };
      first ??= { listing };
      why = listing.problems[0]?.reason ?? "";
    } catch (error) {
      first ??= { error };
      why = (error as Error).message;
    }
    const reason = `looks like ${NAMES[chosen.format]}, but names no image here${why && `: ${why}`}`;
    passedOver.push({ path: join(source.root, chosen.evidence ?? ""), reason });
  }
  if (first !== null && "listing" in first) return { listing: first.listing, chosen: found[0], passedOver: [] };
  throw first?.error;
}

function listAs({ format, evidence }: FoundFormat, source: Source): Promise<ImageListing> {
  switch (format) {
    case "coco":
      return listCoco(source);
    case "yolo":
      if (evidence !== null) return listYolo(source, evidence);
      throw new Error(`loadDataset: ${source.root} has no YAML file with "names" and "train"; YOLO needs one.`);
    case "voc":
      return listVoc(source);
    case "csv":
      return listCsv(source);
    case "hf":
      return listHuggingFace(source);
    case "parquet":
      return listParquet(source);
    case "imagefolder":
      return listImageFolder(source.root);
  }
}

/** Pictures that no annotation names: an annotation file that was cut off, or images nobody has looked at yet. */
function unnamedPictures({ root, files, only }: Source, listing: ImageListing): Problem[] {
  if (only !== null || listing.format === "imagefolder" || listing.format === "parquet") return [];
  const named = new Set(listing.images.map(({ relativePath }) => relativePath));
  const others = files.paths.filter((path) => !named.has(path) && isPictureName(path));
  if (others.length === 0) return [];
  const first = others.slice(0, 3).map(quoteName).join(", ");
  const reason = `holds ${others.length} images that no annotation names, such as ${first}; they were left out.`;
  return [{ path: root, reason }];
}

/** What else it may be, other than folders, which everything is. */
function alsoFound(found: readonly FoundFormat[]): string[] {
  return found
    .slice(1)
    .flatMap(({ format, evidence }) =>
      evidence === null
        ? []
        : [`${evidence} looks like ${NAMES[format]} too: { format: ${JSON.stringify(format)} } reads that instead`],
    );
}

function withOrder(listing: ImageListing): ImageListing {
  const byPath = new Map(listing.images.map((image) => [image.relativePath, image]));
  return { ...listing, images: sortCodepoints([...byPath.keys()]).map((path) => byPath.get(path)!) };
}

/** One folder for each dataset's place on disk. */
function defaultCache(root: string): string {
  const hash = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return join(cacheFolder(), "datacrafter", "datasets", hash);
}
