import { randomNormal } from "../linalg/random.js";
import type { Random } from "../types.js";

/**
 * Moves points a little, in place, so that no two share one position for ever.
 * @param size standard deviation
 * @param isMoved which points; all when left out
 */
export function addJitter(
  positions: Float64Array,
  size: number,
  random: Random,
  isMoved: (i: number) => boolean = () => true,
): void {
  for (let t = 0; t < positions.length; t++) if (isMoved(t >> 1)) positions[t] += size * randomNormal(random);
}
