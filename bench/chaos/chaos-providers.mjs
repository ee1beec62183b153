/** In few steps, since what is tried is dying in the middle, not beauty; small batches, so that an iteration has several. */
const GENERATION = { steps: 8, strength: 0.5, batch: 4 };

/**
 * Who generates, labels and embeds in a session of chaos.
 * @param dc the package
 * @param world true: the small world's diffusion model and its CLIP, all in the inference process; false: nobody computes outside the kernel
 */
export function chaosProviders(dc, world) {
  if (world) return dc.smallWorld(GENERATION);
  return { generator: dc.filters(), labeler: dc.imageStatistics(), embedder: dc.descriptors() };
}
