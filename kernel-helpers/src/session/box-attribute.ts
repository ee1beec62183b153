import { boxLists } from "../dataset/metadata-line.js";
import { readRecord } from "../dataset/read-record.js";
import type { Box, DatasetImage } from "../types.js";

/** The attribute in which a session keeps an original's boxes, as datasets do: { bbox, categories } as JSON. */
const BOXES = "objects";

/** The image's attributes with its boxes among them; as they are where nobody drew any. */
export function attributesWithBoxes({ attributes, boxes }: DatasetImage): Readonly<Record<string, string>> {
  return boxes === undefined ? attributes : { ...attributes, [BOXES]: JSON.stringify(boxLists(boxes)) };
}

/** Takes them apart again; an attribute of that name that holds no boxes stays an attribute. */
export function splitBoxes(attributes: Readonly<Record<string, string>>): {
  readonly attributes: Readonly<Record<string, string>>;
  readonly boxes?: readonly Box[];
} {
  const { [BOXES]: json, ...others } = attributes;
  const row = json === undefined ? "" : readRecord({ file_name: "-", objects: json });
  return typeof row === "string" || row.boxes === undefined ? { attributes } : { attributes: others, boxes: row.boxes };
}
