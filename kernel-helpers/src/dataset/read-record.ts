import { z } from "zod";
import type { Box, DatasetImage } from "../types.js";
import { splitInName } from "./split-names.js";

/** What one row, line or object says about one image. */
export interface ImageRow {
  readonly file: string;
  /** from class_name, class, label, category or labels */
  readonly className: string | null;
  /** from class_name alone, which overrides a folder's name; it may be empty */
  readonly trueName: string | null;
  readonly split: DatasetImage["split"] | null;
  readonly caption: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly boxes?: readonly Box[];
  /** its only box stands for the whole image: nobody drew one */
  readonly wholeImage: boolean;
}

/** The value of "boxes_from" for an image that was written with one box around all of it. */
export const WHOLE_IMAGE = "whole image";

/** Keys and columns that name the image, the likeliest first. */
export const FILE_KEYS = ["file_name", "filename", "file", "image_path", "filepath", "path", "image"] as const;
const CLASS_KEYS = ["class_name", "class", "label", "category", "labels"] as const;
const CAPTION_KEYS = ["caption", "text", "description"] as const;
const SPLIT_KEYS = ["split", "subset", "partition"] as const;
const EDGES = ["xmin", "ymin", "xmax", "ymax"] as const;
const MOST_BOXES = 100_000;

const text = z.string().max(10_000);
const attribute = z.union([text, z.number(), z.boolean()]).nullable();
const finite = z.number();
const named = z.union([z.string().max(1000), z.number(), z.bigint()]);
const bbox = z.tuple([finite, finite, finite, finite]);
const boxLists = z.looseObject({ bbox: z.array(bbox).max(MOST_BOXES) });
const boxObjects = z.array(z.looseObject({ bbox })).max(MOST_BOXES);

/**
 * Understands one row of a table of images, whatever tool wrote it: which file, and where known its class, split, caption, attributes and boxes
 * (Hugging Face's "objects", with bbox as [x, y, width, height] in pixels, or the columns xmin, ymin, xmax, ymax).
 * @param classNames what numbers in the class column stand for, where the file says it
 * @returns the row, or in words what is wrong with it
 */
export function readRecord(
  record: Readonly<Record<string, unknown>>,
  classNames: readonly string[] = [],
): ImageRow | string {
  const file = pick(record, FILE_KEYS);
  if (typeof file !== "string" || file.trim() === "" || file.length > 4096) return `names no image; give "file_name".`;
  const trueName = typeof record.class_name === "string" ? record.class_name : null;
  const className = nameOf(pick(record, CLASS_KEYS), classNames) ?? trueName;
  if (className !== null && className.length > 1000) return "has a class name of more than 1000 characters.";
  const caption = pick(record, CAPTION_KEYS) ?? null;
  if (caption !== null && !text.safeParse(caption).success)
    return `"caption": must be a text of at most 10000 characters.`;
  const attributes = readAttributes(fromJson(record.attributes) ?? {});
  if (attributes === null) return `"attributes": must be texts, numbers or truth values by name.`;
  const boxes = readBoxes(record, className, classNames);
  if (typeof boxes === "string") return boxes;
  const isBox = hasEdges(record); // then the class is the box's
  const split = pick(record, SPLIT_KEYS);
  return {
    file,
    className: isBox ? null : className,
    trueName,
    split: typeof split === "string" ? splitInName(split) : null,
    caption: caption as string | null,
    attributes,
    ...(boxes === null ? {} : { boxes }),
    wholeImage: record.boxes_from === WHOLE_IMAGE,
  };
}

function pick(record: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  for (const key of keys)
    if (Object.hasOwn(record, key) && record[key] !== null && record[key] !== "") return record[key];
  return undefined;
}

/** A cell of a table may hold JSON. */
function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (value.trim() === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Texts by name, any name, "__proto__" too; null when there is something else among them. */
function readAttributes(value: unknown): Record<string, string> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  if (!entries.every(([key, entry]) => text.safeParse(key).success && attribute.safeParse(entry).success)) return null;
  return Object.fromEntries(entries.flatMap(([key, entry]) => (entry === null ? [] : [[key, String(entry)]])));
}

function nameOf(value: unknown, classNames: readonly string[]): string | null {
  if (typeof value === "number" || typeof value === "bigint") return classNames[Number(value)] ?? String(value);
  return typeof value === "string" ? value : null;
}

function readBoxes(
  record: Readonly<Record<string, unknown>>,
  className: string | null,
  classNames: readonly string[],
): readonly Box[] | null | string {
  if (hasEdges(record)) {
    const [left, top, right, bottom] = EDGES.map((edge) => (record[edge] === "" ? Number.NaN : Number(record[edge])));
    if (![left, top, right, bottom].every(Number.isFinite)) return "xmin, ymin, xmax, ymax: must be four numbers.";
    return [{ className: className ?? "object", x: left, y: top, width: right - left, height: bottom - top }];
  }
  const objects = fromJson(record.objects);
  if (objects === undefined || objects === null) return null;
  const pairs = pairBoxes(objects);
  if (pairs === null) return `"objects": must have "bbox", a list of [x, y, width, height], and as many "categories".`;
  return pairs.map(([[x, y, width, height], name]) => ({
    className: nameOf(name, classNames) ?? className ?? "object",
    ...{ x, y, width, height },
  }));
}

function hasEdges({ xmin }: Readonly<Record<string, unknown>>): boolean {
  return xmin !== undefined && xmin !== null && xmin !== "";
}

type NumberedBox = readonly [readonly [number, number, number, number], unknown];

/** "objects" comes as lists side by side, or as a list of objects; null when it is neither. */
function pairBoxes(objects: unknown): NumberedBox[] | null {
  const lists = boxLists.safeParse(objects);
  if (lists.success) {
    const { bbox: boxes, ...others } = lists.data;
    const names = pick(others, ["categories", "category", "labels", "label"]) ?? boxes.map(() => null);
    if (!Array.isArray(names) || names.length !== boxes.length) return null;
    if (!names.every((name) => name === null || named.safeParse(name).success)) return null;
    return boxes.map((box, i) => [box, names[i]]);
  }
  const list = boxObjects.safeParse(objects);
  if (!list.success) return null;
  return list.data.map(({ bbox: box, ...others }) => [box, pick(others, ["category", "categories", "label"]) ?? null]);
}
