/** The golden ratio's fraction: its multiples never bunch up. */
const GOLDEN = 0.618_033_988_749_894_9;

/**
 * The numbers 0 to n - 1 in an order of which every beginning is spread evenly over all of them: a sample of a list sorted by class has every class.
 * @returns a new array, the same for the same n
 */
export function spreadOrder(n: number): number[] {
  const keys = Float64Array.from({ length: n }, (_, i) => (i * GOLDEN) % 1);
  return Array.from({ length: n }, (_, i) => i).sort((a, b) => keys[a] - keys[b]);
}
