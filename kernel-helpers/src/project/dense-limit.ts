/** Most images and labels together for methods over all pairs: 4,000 x 4,000 distances are 64 MB, and a step visits 8 million pairs. */
export const DENSE_LIMIT = 4000;

/**
 * The border of methods that keep all distances.
 * @param who the function to name in the message
 * @throws RangeError beyond 4,000 points
 */
export function checkDenseLimit(who: string, images: number, labels: number): void {
  if (images + labels <= DENSE_LIMIT) return;
  throw new RangeError(
    `${who}: ${images} images and ${labels} labels need a table of all their distances; use "m2m" or "tsne", or select at most ${DENSE_LIMIT} of them.`,
  );
}
