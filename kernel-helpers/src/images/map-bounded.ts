import type { CallOptions } from "../types.js";

/**
 * Maps with at most `limit` calls under way; results stand in the order of the items.
 * The first failure stops the rest and is thrown once the calls under way have ended; so is the signal's reason.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  call: (item: Item, index: number) => Promise<Result>,
  { signal, onProgress }: CallOptions = {},
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let done = 0;
  let stopped = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !stopped) {
      const index = next++;
      try {
        signal?.throwIfAborted();
        results[index] = await call(items[index], index);
      } catch (error) {
        stopped = true;
        throw error;
      }
      onProgress?.(++done, items.length);
    }
  };
  signal?.throwIfAborted();
  const ends = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}
