import type { RgbImage } from "../../images/sharp.js";

/** What a classifier with features (CLIP with the classes' names) says of one image. */
export interface ImagePrediction {
  /** one per class, sum 1 */
  readonly probabilities: ArrayLike<number>;
  /** L2-normalised */
  readonly features: ArrayLike<number>;
}

/** Scores candidates for one source; more is better. */
export type PerturbationScore = (candidates: readonly RgbImage[], source: RgbImage) => Promise<readonly number[]>;

/**
 * GIF's score of each candidate: informativeness (how much less certain of its class the classifier gets) + class maintenance (the probability of
 * the class it gives the source) + diversity (KL divergence of the candidate's features, as a distribution, from the candidates' mean).
 * @source Zhang et al. 2023 (GIF, arXiv 2211.13976), section 4.2
 */
export function gifScores(source: ImagePrediction, candidates: readonly ImagePrediction[]): number[] {
  const likeliest = indexOfLargest(source.probabilities);
  const before = entropy(source.probabilities);
  const mean = softmax(
    Array.from(
      source.features,
      (_, i) => candidates.reduce((sum, { features }) => sum + features[i], 0) / candidates.length,
    ),
  );
  return candidates.map(({ probabilities, features }) => {
    const informativeness = entropy(probabilities) - before;
    return informativeness + probabilities[likeliest] + divergence(mean, softmax(Array.from(features)));
  });
}

/** A score for a perturbation from a classifier of decoded images. */
export function gifStyleScore(
  predict: (images: readonly RgbImage[]) => Promise<readonly ImagePrediction[]>,
): PerturbationScore {
  return async (candidates, source) => {
    const [first, ...others] = await predict([source, ...candidates]);
    return gifScores(first, others);
  };
}

function entropy(probabilities: ArrayLike<number>): number {
  return Array.from(probabilities).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

function divergence(from: readonly number[], to: readonly number[]): number {
  return from.reduce((sum, p, i) => sum + p * Math.log(p / to[i]), 0);
}

function softmax(values: readonly number[]): number[] {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function indexOfLargest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((best, value, i, all) => (value > all[best] ? i : best), 0);
}
