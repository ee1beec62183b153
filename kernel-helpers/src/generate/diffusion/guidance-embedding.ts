/**
 * Guidance as a latent consistency model takes it: sines and cosines of (guidance - 1) * 1000.
 * @returns length size
 * @source Luo et al. 2023; the angles are those of Vaswani et al. 2017
 */
export function guidanceEmbedding(guidance: number, size: number): Float32Array {
  const half = Math.floor(size / 2);
  const embedding = new Float32Array(size);
  for (let i = 0; i < half; i++) {
    const angle = (guidance - 1) * 1000 * Math.exp((-Math.log(10_000) * i) / (half - 1));
    embedding[i] = Math.sin(angle);
    embedding[half + i] = Math.cos(angle);
  }
  return embedding;
}
