import { setImmediate } from "node:timers/promises";
import { mapBounded } from "../images/map-bounded.js";
import { decodeRgbInside, type RgbImage } from "../images/sharp.js";
import type { ImageRef, Labeler, LabelledImage, LabelOptions } from "../types.js";
import { COLOUR_SHARE, LABEL_RULES, type LabelRule, MAX_COLOURS, MAX_LABELS } from "./label-rules.js";
import { measurePixels, type PixelMeasures } from "./measure-pixels.js";

/** Images are measured at this size or below, pixels. */
const LONGEST_SIDE = 128;

/**
 * A labeler that needs no model: it measures pixels and says in words what it measured ("orange", "dark", "grainy", "line drawing").
 * It never names things: no cat, no grass. Each image gets its one or two main colours first, then what holds of label-rules.ts; 2 to 6 labels.
 */
export function imageStatistics(): Labeler {
  return { name: "image statistics", label };
}

async function label(images: readonly ImageRef[], options: LabelOptions = {}): Promise<readonly LabelledImage[]> {
  return mapBounded(
    images,
    8,
    async (image, index) => {
      const pixels = await decode(image.path);
      await setImmediate(); // the kernel answers between two images
      const found = { labels: labelsFor(measurePixels(pixels)) };
      options.onImage?.(index, found);
      return found;
    },
    options,
  );
}

async function decode(path: string): Promise<RgbImage> {
  return decodeRgbInside(path, LONGEST_SIDE).catch((error: Error) => {
    throw new Error(`imageStatistics: ${path} cannot be read as an image (${error.message}); load the folder again.`, {
      cause: error,
    });
  });
}

/** Words for measures: main colours, then the rules that hold, in the order of their table. */
export function labelsFor(measures: PixelMeasures): string[] {
  const main = measures.colours.filter(
    ({ share }, rank) => rank === 0 || (rank < MAX_COLOURS && share >= COLOUR_SHARE),
  );
  const rules = LABEL_RULES.filter((rule) => holds(rule, measures)).map((rule) => rule.label);
  const labels = [...main.map(({ name }) => name), ...rules].slice(0, MAX_LABELS);
  // neither bright nor dark nor anything else: what is left to say
  return labels.length < 2 ? [...labels, "mid-tone"] : labels;
}

function holds({ bounds }: LabelRule, measures: PixelMeasures): boolean {
  return Object.entries(bounds).every(([name, [low, high]]) => {
    const value = measures[name as keyof LabelRule["bounds"]];
    return value >= low && value < high;
  });
}
