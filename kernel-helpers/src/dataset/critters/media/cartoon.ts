import { lightness, mix } from "../palette.js";
import type { Shape } from "../shape.js";
import { type Medium, paintParts, strokeAttributes } from "./medium.js";

/** Half of it shows outside a shape: 1.5 pixels in a picture of 64. */
const OUTLINE = 6;
const INK = "#33211b";

/** Flat fills and thick dark outlines, like a picture book or a sticker. */
export const cartoon: Medium = {
  paintScene: (parts, brush) => paintParts(parts, brush, (shape) => `<path d="${shape.path}"${flat(shape, 3)}/>`),
  paintShadow: (path) => `<path d="${path}" fill="#1d2238" opacity="0.25"/>`,
  paintFigure: (parts, brush) =>
    paintParts(parts, brush, (shape) => `<path d="${shape.path}"${flat(shape, OUTLINE)}/>`),
  paintRim: (silhouette, colour) =>
    lightness(colour) < 0.5 // the outline does it
      ? ""
      : `<g fill="${colour}" stroke="${colour}" stroke-width="14" stroke-linejoin="round">${silhouette}</g>`,
  paintLight(lighting) {
    if (lighting === "bright") return '<path d="M0 0H256V256H0Z" fill="#fff3c9" opacity="0.06"/>';
    return '<path d="M0 0H256V256H0Z" fill="#141a3e" opacity="0.38"/>';
  },
};

function flat(shape: Shape, outline: number): string {
  if (shape.finish === "line") return strokeAttributes(shape);
  const ink = shape.finish === "body" ? ` stroke="${mix(INK, shape.fill, 0.08)}" stroke-width="${outline}"` : "";
  return ` fill="${shape.fill}"${ink}${strokeAttributes(shape)}`;
}
