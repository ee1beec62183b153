import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import type { Box } from "../../types.js";

export interface VocFile {
  /** null where the file does not say */
  readonly file: string | null;
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly boxes: readonly Box[];
}

/** Only the five entities that every XML has; a file that declares its own is refused before. */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  maxNestedTags: 100,
  isArray: (name) => name === "object",
});

const word = z.string().max(4096);
// VOC's own tools wrote whole numbers, others write decimals
const edge = z.string().max(40).transform(Number).pipe(z.number());
const shape = z.object({
  annotation: z.looseObject({
    filename: word.optional(),
    size: z.looseObject({ width: edge, height: edge }).optional().catch(undefined),
    object: z
      .array(
        z.looseObject({
          name: word,
          json_name: word.optional(),
          bndbox: z.looseObject({ xmin: edge, ymin: edge, xmax: edge, ymax: edge }),
        }),
      )
      .default([]),
  }),
});

/**
 * Understands one Pascal VOC annotation. Its pixels are counted from 1 and both edges belong to the box, so xmin = 1, xmax = 10 is ten pixels wide from 0.
 * @throws Error whose message completes "<path> ...": no XML, cut off, with a DOCTYPE, or without what a box needs
 */
export function readVocFile(content: string): VocFile {
  if (/<!(DOCTYPE|ENTITY)/i.test(content))
    throw new Error("holds a DOCTYPE, which no annotation needs; it was not read.");
  const valid = XMLValidator.validate(content);
  if (valid !== true)
    throw new Error(`is not XML, or cut off (line ${valid.err.line}: ${valid.err.msg.slice(0, 100)}).`);
  let value: unknown;
  try {
    value = parser.parse(content);
  } catch (cause) {
    throw new Error(`is not XML (${(cause as Error).message.slice(0, 100)}).`, { cause });
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new Error(`is no VOC annotation: "${path.map(String).join(".").slice(0, 80)}": ${message}.`);
  }
  const { filename, size, object } = parsed.data.annotation;
  const boxes = object.map(({ name, json_name, bndbox: { xmin, ymin, xmax, ymax } }) => ({
    className: trueName(name, json_name),
    ...{ x: xmin - 1, y: ymin - 1, width: xmax - xmin + 1, height: ymax - ymin + 1 },
  }));
  return { file: filename?.trim() || null, size: size ? { width: size.width, height: size.height } : null, boxes };
}

/** Names that XML cannot hold stand beside it as JSON. */
function trueName(name: string, json: string | undefined): string {
  if (json === undefined) return name.trim();
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : name;
  } catch {
    return name;
  }
}
