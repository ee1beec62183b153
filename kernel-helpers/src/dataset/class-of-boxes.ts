import type { Box } from "../types.js";

/**
 * The class of an image that has boxes only: that whose boxes cover most of it, summed; the first in the list where two are equal.
 * @returns null when there are no boxes
 */
export function classOfBoxes(boxes: readonly Box[]): string | null {
  const areas = new Map<string, number>();
  for (const { className, width, height } of boxes) areas.set(className, (areas.get(className) ?? 0) + width * height);
  let best: string | null = null;
  for (const [className, area] of areas) if (best === null || area > areas.get(best)!) best = className;
  return best;
}
