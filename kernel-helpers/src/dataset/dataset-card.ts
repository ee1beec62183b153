import type { DatasetFormat } from "../types.js";
import { groupByClass } from "./group-by-class.js";
import type { ImageToSave } from "./image-to-save.js";

/** What a card tells beside what the images say themselves. */
export interface CardFacts {
  readonly name: string;
  readonly format: DatasetFormat;
  readonly license: string;
  /** names of the generators that made images of the set */
  readonly generators: readonly string[];
  /** further lines, such as what was left out */
  readonly notes: readonly string[];
}

/** Classes listed one by one; a set of thousands needs no page of them. */
const MOST_CLASSES = 200;

const KEEPS: Readonly<Record<DatasetFormat, string>> = {
  imagefolder: "`<split>/<class>/<file>`, and `metadata.jsonl` with a line for each image.",
  coco: "`images/<split>/`, `annotations/instances_<split>.json`, and `provenance.jsonl` with a line for each image.",
  yolo: "`data.yaml`, `images/<split>/`, `labels/<split>/`, and `provenance.jsonl` with a line for each image.",
  voc: "`JPEGImages/`, `Annotations/`, `ImageSets/Main/`, and `provenance.jsonl` with a line for each image.",
  csv: "`images/<split>/`, `images.csv` with a row for each image, and the same as lines in `provenance.jsonl`.",
  hf: "`<split>/` with its images and their `metadata.jsonl`.",
  parquet: "`data/<split>-....parquet`, a row for each image with its bytes and all that is known of it.",
};

/** README.md of a set that is given away: what is in it, whose it may be, where each image's history stands. Names from strangers are plain text in it. */
export function datasetCard(
  images: readonly ImageToSave[],
  { name, format, license, generators, notes }: CardFacts,
): string {
  const classes = [...groupByClass(images)];
  const shown = classes.slice(0, MOST_CLASSES).map(([className, members]) => {
    const counts = (["train", "val", "test"] as const).map(
      (split) => members.filter((image) => (image.split ?? "train") === split).length,
    );
    return `| ${plainText(className)} | ${counts.join(" | ")} |`;
  });
  const made = generators.map(plainText).join(", ");
  return [
    `# ${plainText(name)}`,
    "",
    `${images.length} images of ${classes.length} classes.`,
    "",
    "| class | train | val | test |",
    "|---|---|---|---|",
    ...shown,
    ...(classes.length > MOST_CLASSES ? [`| and ${classes.length - MOST_CLASSES} more | | | |`] : []),
    "",
    `Files: ${KEEPS[format]}`,
    ...notes.map((note) => `\n${plainText(note)}`),
    "",
    "## Licence",
    "",
    plainText(license),
    ...(made === ""
      ? []
      : [
          "",
          `Generated images were made by ${made}. The licences of the models behind it may limit what the images may be used for.`,
        ]),
    "",
  ].join("\n");
}

/** One line in which nothing is markup. */
function plainText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>()#+!|~&$-]/g, "\\$&")
    .trim();
}
