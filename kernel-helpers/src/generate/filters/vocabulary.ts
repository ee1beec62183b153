import { cartoon, oilPainting, sketch, stylized, watercolor } from "./art.js";
import { cold, colorful, grayscale, hueShifted, muted, night, pastel, sepia, warm } from "./colour.js";
import type { Filter } from "./filter.js";
import { mirrored, natural, rotated, sheared, stretched, upsideDown, zoomed } from "./geometry.js";
import { recoloured, recolourings } from "./recolour.js";
import { blurred, grainy, pixelated, sharpened } from "./texture.js";
import { bright, dark, foggy, highContrast, inverted, lowContrast, posterized, solarized } from "./tone.js";

/**
 * All filters, in the order they are applied whatever the order of the words: the subject's colour first (found best in the untouched
 * picture), then place, light, medium, and last what a camera or a printer adds.
 */
export const FILTERS: readonly Filter[] = [
  ...recolourings,
  recoloured,
  natural,
  zoomed,
  rotated,
  sheared,
  stretched,
  mirrored,
  upsideDown,
  bright,
  dark,
  warm,
  cold,
  night,
  highContrast,
  lowContrast,
  colorful,
  muted,
  pastel,
  hueShifted,
  stylized,
  cartoon,
  oilPainting,
  watercolor,
  sketch,
  grayscale,
  sepia,
  posterized,
  solarized,
  inverted,
  foggy,
  sharpened,
  blurred,
  pixelated,
  grainy,
];

/** Words that carry no wish. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  "a an the of in on at by with and or as to for from its his her their is are this that one some style styled look looking like made very version form effect colors colours color colour lighting toned tones tone".split(
    " ",
  ),
);
