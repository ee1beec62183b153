import type { LayoutPicture } from "./layout-picture.js";

const GAP_PX = 8;

/**
 * Several pictures as one, in rows.
 * @param columns pictures per row; default 2
 * @throws RangeError when there is none, or columns is no count
 */
export function sideBySide(pictures: readonly LayoutPicture[], columns: number = 2): LayoutPicture {
  if (pictures.length === 0) throw new RangeError("sideBySide: no pictures; give at least one.");
  if (!(Number.isInteger(columns) && columns >= 1)) {
    throw new RangeError(`sideBySide: columns = ${columns}; give a whole number, 1 or more.`);
  }
  let [width, height] = [0, 0];
  const parts: string[] = [];
  for (let first = 0; first < pictures.length; first += columns) {
    const row = pictures.slice(first, first + columns);
    let left = 0;
    for (const picture of row) {
      parts.push(picture.svg.replace("<svg ", `<svg x="${left}" y="${height}" `));
      left += picture.width + GAP_PX;
    }
    width = Math.max(width, left - GAP_PX);
    height += Math.max(...row.map((picture) => picture.height)) + GAP_PX;
  }
  height -= GAP_PX;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join("")}</svg>`;
  const text = pictures.map((picture) => picture.text).join("\n");
  return { svg, width, height, text, toMimeBundle: () => ({ "image/svg+xml": svg, "text/plain": text }) };
}
