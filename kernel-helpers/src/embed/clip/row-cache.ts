import { matrixFromRows, rowOf } from "../../linalg/matrix.js";
import type { CallOptions, Matrix } from "../../types.js";

/** Rows kept: 2 KB each for 512 numbers, so about 40 MB. */
const CAPACITY = 20_000;

/** Rows made at once: what a crash or an abort costs at most. */
const CHUNK = 128;

/** Rows already made, by what they are of. */
export interface RowCache {
  /**
   * @param keys what each wanted row is of; a key may come twice
   * @param make the rows of the keys at the given places, in that order
   * @returns a row per key
   */
  rows(
    keys: readonly string[],
    make: (places: readonly number[], options: CallOptions) => Promise<Matrix>,
    options?: CallOptions,
  ): Promise<Matrix>;
}

/** Keeps rows in memory; the oldest go first. What was made before a failure stays. */
export function createRowCache(): RowCache {
  const kept = new Map<string, Float32Array>();
  const keep = (key: string, row: Float32Array): void => {
    kept.set(key, row);
    if (kept.size > CAPACITY) kept.delete(kept.keys().next().value as string);
  };
  return {
    rows: async (keys, make, { signal, onProgress } = {}) => {
      const rows = new Map<string, Float32Array | undefined>(keys.map((key) => [key, kept.get(key)]));
      const firstPlaces = new Map(keys.map((_, i) => [keys[keys.length - 1 - i], keys.length - 1 - i]));
      const missing = [...rows.keys()].filter((key) => !rows.get(key)).map((key) => firstPlaces.get(key) as number);
      let done = keys.length - missing.length; // a key's second place costs nothing either
      if (done > 0) onProgress?.(done, keys.length);
      for (let start = 0; start < missing.length; start += CHUNK) {
        const places = missing.slice(start, start + CHUNK);
        const made = await make(places, { signal, onProgress: (more) => onProgress?.(done + more, keys.length) });
        places.forEach((place, i) => {
          const row = rowOf(made, i).slice();
          rows.set(keys[place], row);
          keep(keys[place], row);
        });
        done += places.length;
      }
      return matrixFromRows(keys.map((key) => rows.get(key) as Float32Array));
    },
  };
}
