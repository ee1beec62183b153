import { mix } from "../palette.js";
import type { Shape } from "../shape.js";
import { type Brush, type Medium, paintParts, strokeAttributes } from "./medium.js";

/** Without it librsvg turns every pixel into linear light and back. */
const SRGB = 'color-interpolation-filters="sRGB"';

/** Rounded shading from a light at the upper left, short fur, a soft background: as if a camera had been there. */
export const photo: Medium = {
  paintScene(parts, brush) {
    // librsvg takes what lies outside the canvas for transparent, so the sharp picture stays under the soft one's edges
    const blur = brush.definitions.add(
      "filter",
      SRGB,
      '<feGaussianBlur stdDeviation="4" result="soft"/><feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="soft"/></feMerge>',
    );
    const lit = paintParts(parts, brush, (shape) => `<path d="${shape.path}"${sceneFill(shape, brush)}/>`);
    return `<g filter="${blur}">${lit}</g>`;
  },
  paintShadow(path, brush) {
    const fade = brush.definitions.add(
      "radialGradient",
      "",
      '<stop offset="0.35" stop-color="#0d1020" stop-opacity="0.55"/><stop offset="1" stop-color="#0d1020" stop-opacity="0"/>',
    );
    return `<path d="${path}" fill="${fade}"/>`;
  },
  paintFigure(parts, brush) {
    const painted = paintParts(parts, brush, (shape) => `<path d="${shape.path}"${figureFill(shape, brush)}/>`);
    return `<g filter="${fur(brush)}">${painted}</g>`;
  },
  paintRim(silhouette, colour, brush) {
    const blur = brush.definitions.add("filter", SRGB, '<feGaussianBlur stdDeviation="3"/>');
    return `<g filter="${blur}" fill="${colour}" stroke="${colour}" stroke-width="7" opacity="0.75">${silhouette}</g>`;
  },
  paintLight(lighting, brush) {
    const stops =
      lighting === "bright"
        ? '<stop offset="0" stop-color="#fff4cf" stop-opacity="0.26"/><stop offset="0.7" stop-color="#fff4cf" stop-opacity="0"/>'
        : '<stop offset="0" stop-color="#161b40" stop-opacity="0.26"/><stop offset="1" stop-color="#0b0e26" stop-opacity="0.56"/>';
    const place = lighting === "bright" ? 'cx="0.2" cy="0" r="1.1"' : 'cx="0.5" cy="0.5" r="0.75"';
    return `<path d="M0 0H256V256H0Z" fill="${brush.definitions.add("radialGradient", place, stops)}"/>`;
  },
};

function sceneFill(shape: Shape, { definitions }: Brush): string {
  if (shape.finish === "line") return strokeAttributes(shape);
  const stops = `<stop offset="0" stop-color="${mix(shape.fill, "#ffffff", 0.22)}"/><stop offset="1" stop-color="${mix(shape.fill, "#1a2238", 0.12)}"/>`;
  return ` fill="${definitions.add("linearGradient", 'x2="0" y2="1"', stops)}"${strokeAttributes(shape)}`;
}

function figureFill(shape: Shape, { definitions }: Brush): string {
  if (shape.finish !== "body")
    return shape.finish === "line" ? strokeAttributes(shape) : ` fill="${shape.fill}"${strokeAttributes(shape)}`;
  const stops = [
    `<stop offset="0" stop-color="${mix(shape.fill, "#ffffff", 0.42)}"/>`,
    `<stop offset="0.5" stop-color="${shape.fill}"/>`,
    `<stop offset="1" stop-color="${mix(shape.fill, "#2a1838", 0.42)}"/>`,
  ].join("");
  const round = definitions.add("radialGradient", 'cx="0.42" cy="0.36" r="0.72" fx="0.34" fy="0.22"', stops);
  return ` fill="${round}" stroke="${mix(shape.fill, "#24140f", 0.6)}" stroke-width="2" stroke-opacity="0.6"`;
}

function fur({ definitions }: Brush): string {
  const noise = [
    '<feTurbulence type="fractalNoise" baseFrequency="0.3 0.16" numOctaves="1" seed="3"/>',
    '<feColorMatrix values="0 0 0 0 0.1  0 0 0 0 0.05  0 0 0 0 0.05  0.36 0 0 0 -0.13"/>',
    '<feComposite in2="SourceAlpha" operator="in" result="hair"/>',
    '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="hair"/></feMerge>',
  ].join("");
  return definitions.add(
    "filter",
    'x="-0.1" y="-0.1" width="1.2" height="1.2" color-interpolation-filters="sRGB"',
    noise,
  );
}
