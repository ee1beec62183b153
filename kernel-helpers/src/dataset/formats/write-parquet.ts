import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mapBounded } from "../../images/map-bounded.js";
import type { CallOptions } from "../../types.js";
import { readToSave, stemOf } from "../copy-images.js";
import type { ImageToSave, SavedImage } from "../image-to-save.js";
import { boxLists } from "../metadata-line.js";
import { distinctNames } from "../safe-names.js";
import { formatParquet, type ParquetColumn, type ParquetElement } from "./parquet.js";
import { type TableColumn, tableColumns } from "./table-columns.js";
import type { WriteContext } from "./write-context.js";
import { hubSplit } from "./write-hugging-face.js";

/** A file is made in memory; the Hub too cuts at about this size. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * data/<split>-00000-of-00001.parquet with the images' bytes, as Hugging Face writes them: "image" of { bytes, path }, "label" as a ClassLabel,
 * "objects" (boxes) where there are any, and a column for everything else that is known.
 * @returns the files, files[i] holds images[i]
 */
export async function writeParquet(
  root: string,
  images: readonly ImageToSave[],
  context: WriteContext,
  caller: string,
  options: CallOptions,
): Promise<string[]> {
  await mkdir(join(root, "data"));
  const names = distinctNames(images.map(stemOf));
  const files = new Array<string>(images.length);
  for (const split of context.splits) {
    const members = images.flatMap((image, i) => ((image.split ?? "train") === split ? [i] : []));
    const shards = await cutIntoShards(images, members);
    for (const [k, shard] of shards.entries()) {
      const file = `data/${hubSplit(split)}-${String(k).padStart(5, "0")}-of-${String(shards.length).padStart(5, "0")}.parquet`;
      const read = await mapBounded(shard, 8, (i) => readToSave(images[i].path, caller), options);
      const rows = shard.map((i, at): Row => {
        const { bytes, extension, width, height } = read[at];
        return { ...images[i], split, file: `${names[i]}.${extension}`, width, height, bytes };
      });
      await writeFile(join(root, file), await formatRows(rows, context, images));
      for (const i of shard) files[i] = file;
    }
  }
  return files;
}

interface Row extends SavedImage {
  readonly bytes: Uint8Array;
}

async function cutIntoShards(images: readonly ImageToSave[], members: readonly number[]): Promise<number[][]> {
  const shards: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const i of members) {
    const { size } = await stat(images[i].path).catch(() => ({ size: 0 })); // reading it tells what is wrong
    if (bytes + size > MAX_BYTES) {
      shards.push([]);
      bytes = 0;
    }
    shards.at(-1)!.push(i);
    bytes += size;
  }
  return shards;
}

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" } as const;

function formatRows(
  rows: readonly Row[],
  { classes, splits }: WriteContext,
  all: readonly ImageToSave[],
): Promise<Uint8Array> {
  // every file of the set has the same columns, whatever its own rows have
  const everything = all.map((image) => ({ ...image, split: splits[0], file: "", width: 0, height: 0 }));
  const kinds = new Map(tableColumns(everything).map((column) => [column.name, kindOf(column)]));
  const own = new Map(tableColumns(rows).map((column) => [column.name, column.cells]));
  const extras = [...kinds].map(([name, kind]) => extraColumn(name, kind, own.get(name) ?? rows.map(() => null)));
  const hasBoxes = all.some(({ boxes }) => boxes !== undefined);
  const columns: ParquetColumn[] = [
    {
      name: "image",
      data: rows.map(({ bytes, file }) => ({ bytes, path: file })),
      schema: [
        { name: "image", num_children: 2, repetition_type: "OPTIONAL" },
        { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
        { name: "path", ...TEXT },
      ],
    },
    {
      name: "label",
      data: rows.map(({ className }) => BigInt(classes.indexOf(className))),
      schema: [{ name: "label", type: "INT64", repetition_type: "OPTIONAL" }],
    },
    ...extras.map(({ column }) => column),
    ...(hasBoxes ? [boxColumn(rows)] : []),
  ];
  const features = {
    image: { _type: "Image" },
    label: { names: classes, _type: "ClassLabel" },
    ...Object.fromEntries(extras.map(({ column, dtype }) => [column.name, { dtype, _type: "Value" }])),
    ...(hasBoxes ? { objects: BOX_FEATURE } : {}),
  };
  return formatParquet(columns, { huggingface: JSON.stringify({ info: { features } }) });
}

const BOX_FEATURE = {
  bbox: { feature: { feature: { dtype: "float64", _type: "Value" }, _type: "List" }, _type: "List" },
  categories: { feature: { dtype: "string", _type: "Value" }, _type: "List" },
};

type Kind = "int64" | "float64" | "string";

function kindOf({ cells }: TableColumn): Kind {
  const known = cells.filter((cell) => cell !== null);
  if (!known.every((cell) => typeof cell === "number")) return "string";
  return known.every(Number.isSafeInteger) ? "int64" : "float64";
}

function extraColumn(name: string, dtype: Kind, cells: TableColumn["cells"]): { column: ParquetColumn; dtype: Kind } {
  const types = { int64: "INT64", float64: "DOUBLE" } as const;
  const element: ParquetElement =
    dtype === "string" ? { name, ...TEXT } : { name, type: types[dtype], repetition_type: "OPTIONAL" };
  const convert = { int64: BigInt, float64: Number, string: String }[dtype] as (cell: string | number) => unknown;
  return {
    dtype,
    column: { name, data: cells.map((cell) => (cell === null ? null : convert(cell))), schema: [element] },
  };
}

function boxColumn(rows: readonly Row[]): ParquetColumn {
  const list = (name: string): ParquetElement => ({
    name,
    num_children: 1,
    repetition_type: "OPTIONAL",
    converted_type: "LIST",
  });
  const items: ParquetElement = { name: "list", num_children: 1, repetition_type: "REPEATED" };
  return {
    name: "objects",
    data: rows.map(({ boxes }) => (boxes === undefined ? null : boxLists(boxes))),
    schema: [
      { name: "objects", num_children: 2, repetition_type: "OPTIONAL" },
      ...[list("bbox"), items, list("element"), items],
      { name: "element", type: "DOUBLE", repetition_type: "OPTIONAL" },
      ...[list("categories"), items],
      { name: "element", ...TEXT },
    ],
  };
}
