// found once: in a context of node:vm each look-up of a global is slow
const { log1p } = Math;

/**
 * How well one heap that may lean to a side explains numbers: the log-likelihood of a normal distribution after the best Yeo-Johnson
 * transformation.
 * @param numbers not all equal
 * @source Yeo & Johnson 2000, A new family of power transformations to improve normality or symmetry
 */
export function leaningHeap(numbers: Float64Array): number {
  const n = numbers.length;
  const mean = numbers.reduce((a, b) => a + b, 0) / n;
  const width = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const standard = numbers.map((value) => (value - mean) / width);
  // log of the transformation's derivative is (power - 1) times this
  const bend = standard.reduce((sum, z) => sum + Math.sign(z) * log1p(Math.abs(z)), 0);
  let best = Number.NEGATIVE_INFINITY;
  for (let step = -30; step <= 50; step++) {
    const power = step / 10;
    const logLikelihood = normalLogLikelihood(standard.map((z) => yeoJohnson(z, power))) + (power - 1) * bend;
    best = Math.max(best, logLikelihood);
  }
  return best - n * Math.log(width);
}

function normalLogLikelihood(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return (-n / 2) * (Math.log(2 * Math.PI * variance) + 1);
}

/** @param power 1 changes nothing; below, it draws the upper tail in */
function yeoJohnson(z: number, power: number): number {
  if (z >= 0) return power === 0 ? log1p(z) : ((1 + z) ** power - 1) / power;
  return power === 2 ? -log1p(-z) : -((1 - z) ** (2 - power) - 1) / (2 - power);
}
