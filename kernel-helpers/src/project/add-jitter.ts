import { randomNormal } from "../linalg/random.js";
import type { Random } from "../types.js";

/** Moves every coordinate a little, in place, so that no two points share one position for ever. @param size standard deviation */
export function addJitter(positions: Float64Array, size: number, random: Random): void {
  for (let t = 0; t < positions.length; t++) positions[t] += size * randomNormal(random);
}
