import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Box } from "../../types.js";
import type { SavedImage } from "../image-to-save.js";
import type { WriteContext } from "./write-context.js";

/** Annotations/<file>.xml for the images in JPEGImages, and ImageSets/Main/<split>.txt, as Pascal VOC 2012 has them: pixels counted from 1. */
export async function writeVoc(root: string, saved: readonly SavedImage[], context: WriteContext): Promise<void> {
  await mkdir(join(root, "Annotations"));
  await mkdir(join(root, "ImageSets/Main"), { recursive: true });
  for (const image of saved) {
    await writeFile(join(root, "Annotations", `${stem(image)}.xml`), annotation(image, context.name));
  }
  for (const split of context.splits) {
    const names = saved.filter((image) => image.split === split).map((image) => `${stem(image)}\n`);
    await writeFile(join(root, `ImageSets/Main/${split}.txt`), names.join(""));
  }
}

function stem({ file }: SavedImage): string {
  return basename(file, extname(file));
}

function annotation({ file, width, height, boxes = [] }: SavedImage, name: string): string {
  const head = `<folder>JPEGImages</folder><filename>${text(basename(file))}</filename><source><database>${text(name)}</database></source>`;
  const size = `<size><width>${width}</width><height>${height}</height><depth>3</depth></size><segmented>0</segmented>`;
  return `<annotation>\n${head}\n${size}\n${boxes.map(object).join("")}</annotation>\n`;
}

function object({ className, x, y, width, height }: Box): string {
  const edges = { xmin: x + 1, ymin: y + 1, xmax: x + width, ymax: y + height };
  const box = Object.entries(edges).map(([edge, value]) => `<${edge}>${Number(value.toFixed(4))}</${edge}>`);
  // a name that XML would change is kept beside it, as JSON
  const json = isPlain(className) ? "" : `<json_name>${text(asciiJson(className))}</json_name>`;
  return `<object><name>${text(className)}</name>${json}<pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult><bndbox>${box.join("")}</bndbox></object>\n`;
}

// what XML 1.0 cannot hold, not even as a reference, and the control characters that are better not in it: halves of characters among them
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu;

function isPlain(name: string): boolean {
  return name !== "" && name === name.trim() && !/[\r\n\t]/.test(name) && name.search(FORBIDDEN) === -1;
}

function text(value: string): string {
  return value.replace(FORBIDDEN, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function asciiJson(value: string): string {
  const code = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[^ -~]/g, code);
}
