import type { PixelMeasures } from "./measure-pixels.js";

/** A label and the bounds that all must hold for it; a bound is [at least, less than]. */
export interface LabelRule {
  readonly label: string;
  readonly bounds: Partial<Record<Exclude<keyof PixelMeasures, "colours">, readonly [number, number]>>;
}

/**
 * Every threshold of the labeler. They come from the scales the measures have, not from any dataset:
 * - lightness: mid-grey (sRGB 119) is 0.57; bright and dark leave a wide middle without a label.
 * - contrast: a picture half black, half white has 0.5, an even ramp 0.29, a misty photograph under 0.1.
 * - colourfulness: the paper's own steps, "quite colourful" from 59; under 15 is nearest to "not colourful".
 * - chroma: colours under 0.02 cannot be told from grey side by side.
 * - warmth: a white wall in evening light (3500 K, sRGB 255, 196, 137) has 0.09; half of it, as a mean over the picture, reads as warm.
 * - noise: 8 of 255 levels is what a camera shows at its highest sensitivities; JPEG at quality 50 stays under 3.
 * - edges: photographs of single things have about 0.1 to 0.35.
 * - a line drawing is grey, on paper, with edges; each alone proves nothing.
 */
export const LABEL_RULES: readonly LabelRule[] = [
  { label: "line drawing", bounds: { paper: [0.5, 1.01], chroma: [0, 0.02], edges: [0.08, 1.01] } },
  { label: "grayscale", bounds: { chroma: [0, 0.02] } },
  { label: "bright", bounds: { lightness: [0.75, 2] } },
  { label: "dark", bounds: { lightness: [-1, 0.4] } },
  { label: "high-contrast", bounds: { contrast: [0.24, 1] } },
  { label: "low-contrast", bounds: { contrast: [0, 0.1] } },
  { label: "colorful", bounds: { colourfulness: [59, 1000] } },
  { label: "muted", bounds: { colourfulness: [0, 15], chroma: [0.02, 1] } },
  { label: "warm", bounds: { warmth: [0.04, 1] } },
  { label: "cold", bounds: { warmth: [-1, -0.03] } },
  { label: "grainy", bounds: { noise: [8, 1000] } },
  { label: "smooth", bounds: { edges: [0, 0.06], noise: [0, 8] } },
  { label: "detailed", bounds: { edges: [0.4, 1.01], noise: [0, 8] } },
];

/** A colour is named when it covers at least this share of the picture, weighted to the middle. */
export const COLOUR_SHARE = 0.2;
/** At most so many colours are named. */
export const MAX_COLOURS = 2;
export const MAX_LABELS = 6;
