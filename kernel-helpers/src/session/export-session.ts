import type { ImageToSave } from "../dataset/image-to-save.js";
import { BOX_FORMATS, saveDataset } from "../dataset/save-dataset.js";
import type { StoredImage } from "../store/image-table.js";
import { readVerdicts } from "../store/verdict-table.js";
import type { CallOptions, DatasetFormat } from "../types.js";
import { balanceClasses } from "./balance-classes.js";
import { splitBoxes } from "./box-attribute.js";
import { type FollowBoxesOptions, type FollowedBoxes, followBoxes } from "./follow-boxes.js";
import type { SessionState } from "./session-state.js";
import { validationFamilies } from "./split-families.js";

export interface ExportOptions extends CallOptions {
  /** default "imagefolder": one folder per class, with metadata.jsonl beside them */
  readonly format?: DatasetFormat;
  /** default true; false leaves only what was generated */
  readonly includeOriginals?: boolean;
  /** default false: rejected images stay in the session only */
  readonly includeRejected?: boolean;
  /** in (0, 1): this share of each class's training originals becomes the split "val"; never is an image there and one made from it, or it was made from, in "train" */
  readonly valShare?: number;
  /** default false: images made from those in "val" are left out, so that it holds nothing generated; true: they go there too */
  readonly generatedInVal?: boolean;
  /** most training images of a class, originals first; "smallest": as many as the smallest class has; default: all */
  readonly perClass?: number | "smallest";
  /** when a generated image has its original's boxes */
  readonly boxes?: FollowBoxesOptions;
  /** the licence of the originals, in words, for README.md and where the format has a place for it */
  readonly license?: string;
}

/** What an export wrote, and what it left out. */
export interface ExportResult {
  /** absolute */
  readonly directory: string;
  readonly format: DatasetFormat;
  readonly images: number;
  readonly splits: Readonly<Record<"train" | "val" | "test", number>>;
  /** how many images were left out, and for what */
  readonly leftOut: {
    readonly originals: number;
    readonly rejected: number;
    /** made from images of "val" */
    readonly madeFromVal: number;
    /** more than perClass */
    readonly balance: number;
    /** generated images whose boxes do not hold, in formats that are about boxes */
    readonly boxes: number;
  };
  /** generated images whose original has boxes: how many have them too, and how many could not; null where no original has any */
  readonly boxes: { readonly followed: number; readonly failed: number } | null;
}

/**
 * Writes the expanded set for other tools, each image with its history. All or nothing, as saveDataset does.
 * @throws RangeError for another format, settings that make no sense, or when nothing would be written; Error when the folder cannot be written
 */
export async function exportSession(
  state: SessionState,
  directory: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  checkOptions(options);
  const { format = "imagefolder", signal, onProgress } = options;
  const chosen = chooseImages(state, options);
  const generated = chosen.images.filter(({ origin }) => origin === "generated");
  const followed = await followBoxes(generated, state.images, options.boxes, { signal });
  const failed = new Set([...followed].flatMap(([id, { boxes }]) => (boxes === null ? [id] : [])));
  const dropped = BOX_FORMATS.has(format) ? failed : new Set<string>();
  const images = chosen.images.filter(({ id }) => !dropped.has(id));
  if (images.length === 0) {
    throw new RangeError("export: there is nothing to write; generate some images, or include originals.");
  }
  const verdicts = readVerdicts(state.store);
  const splitOf = (image: StoredImage): "train" | "val" | "test" => (chosen.val.has(image.id) ? "val" : image.split);
  const saved = await saveDataset(
    directory,
    images.map((image) =>
      toSave(image, splitOf(image), followed.get(image.id), verdicts.get(image.id)?.reason ?? null),
    ),
    {
      ...{
        format,
        name: state.facts.name,
        signal,
        onProgress,
        notes: noteOf(followed.size, failed.size, dropped.size),
      },
      ...(options.license === undefined ? {} : { license: options.license }),
    },
  );
  state.log("export", `export ${images.length} images`);
  const splits = { train: 0, val: 0, test: 0 };
  for (const image of images) splits[splitOf(image)] += 1;
  return {
    ...{ directory: saved.directory, format, images: images.length, splits },
    leftOut: { ...chosen.leftOut, boxes: dropped.size },
    boxes: followed.size === 0 ? null : { followed: followed.size - failed.size, failed: failed.size },
  };
}

function checkOptions({ includeOriginals = true, valShare, perClass, boxes = {} }: ExportOptions): void {
  if (valShare !== undefined && !(valShare > 0 && valShare < 1)) {
    throw new RangeError(`export: valShare = ${valShare}; give a share between 0 and 1, such as 0.2.`);
  }
  if (valShare !== undefined && !includeOriginals) {
    throw new RangeError("export: valShare takes originals for the validation split; leave includeOriginals on.");
  }
  if (perClass !== undefined && perClass !== "smallest" && !(Number.isInteger(perClass) && perClass > 0)) {
    throw new RangeError(`export: perClass = ${perClass}; give a whole number from 1, or "smallest".`);
  }
  const { maxStrength = 1, leastSimilarity = 0 } = boxes;
  if (!(maxStrength > 0 && maxStrength <= 1)) {
    throw new RangeError(`export: boxes.maxStrength = ${maxStrength}; give a number above 0, at most 1.`);
  }
  if (!(leastSimilarity >= -1 && leastSimilarity <= 1)) {
    throw new RangeError(`export: boxes.leastSimilarity = ${leastSimilarity}; give a number from -1 to 1.`);
  }
}

interface ChosenImages {
  readonly images: readonly StoredImage[];
  /** ids */
  readonly val: ReadonlySet<string>;
  readonly leftOut: Omit<ExportResult["leftOut"], "boxes">;
}

function chooseImages(state: SessionState, options: ExportOptions): ChosenImages {
  const { includeOriginals = true, includeRejected = false, valShare, generatedInVal = false, perClass } = options;
  const all = state.images;
  const val = valShare === undefined ? new Set<string>() : validationFamilies(all, valShare, state.facts.seed);
  const asked = all.filter(({ origin }) => origin === "generated" || includeOriginals);
  const judged = asked.filter(({ feedback }) => feedback !== "rejected" || includeRejected);
  const apart = judged.filter(({ id, origin }) => origin === "original" || generatedInVal || !val.has(id));
  const isTraining = (image: StoredImage): boolean => image.split === "train" && !val.has(image.id);
  const kept = perClass === undefined ? null : new Set(balanceClasses(apart.filter(isTraining), perClass));
  const images = kept === null ? apart : apart.filter((image) => !isTraining(image) || kept.has(image));
  return {
    images,
    val,
    leftOut: {
      originals: all.length - asked.length,
      rejected: asked.length - judged.length,
      madeFromVal: judged.length - apart.length,
      balance: apart.length - images.length,
    },
  };
}

function toSave(
  image: StoredImage,
  split: "train" | "val" | "test",
  followed: FollowedBoxes | undefined,
  reason: string | null,
): ImageToSave {
  const own = splitBoxes(image.attributes);
  const boxes = image.origin === "original" ? own.boxes : (followed?.boxes ?? undefined);
  const told = followed && {
    boxes_from: followed.boxes === null ? null : "source",
    ...(followed.similarity === null ? {} : { box_similarity: Number(followed.similarity.toFixed(4)) }),
    ...(followed.reason === null ? {} : { boxes_dropped: followed.reason }),
  };
  return {
    ...{ path: image.path, className: image.className, split, fileName: image.id },
    ...(boxes ? { boxes } : {}),
    // why it was judged, not by whom: names of accounts are nobody else's business
    metadata: { ...provenance(image, own.attributes), ...(reason === null ? {} : { reason }), ...told },
  };
}

/** What a user of the exported set may want to know of an image; nothing of this machine. */
function provenance(image: StoredImage, attributes: Readonly<Record<string, string>>): Record<string, unknown> {
  const caption = image.givenCaption ?? image.caption;
  const common = {
    id: image.id,
    origin: image.origin,
    labels: image.labels,
    feedback: image.feedback,
    ...(caption === null ? {} : { caption }),
  };
  if (image.origin === "original") return { ...common, attributes };
  return {
    ...common,
    iteration: image.iteration,
    sourceId: image.sourceId,
    prompt: image.prompt,
    seed: image.seed,
    generator: image.generator,
    parameters: image.parameters,
  };
}

function noteOf(compared: number, failed: number, dropped: number): string[] {
  if (compared === 0) return [];
  const what = dropped > 0 ? "were left out" : "have none";
  const rest = failed > 0 ? ` ${failed} did not keep what was in the boxes and ${what}.` : "";
  return [
    `Of ${compared} generated images whose original has boxes, ${compared - failed} have the same boxes, checked by the structure in each.${rest}`,
  ];
}
