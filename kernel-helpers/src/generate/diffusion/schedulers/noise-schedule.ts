import type { SchedulerConfig } from "./scheduler-config.js";

/** Smallest half-precision number; stands for 0 where its reciprocal is needed. */
const ALMOST_ZERO = 2 ** -24;

/**
 * How much of the picture is left at each training time: the running product of 1 - beta, shape (numTrainTimesteps).
 * Rounded to 32 bits where the original rounds, so that sigmas agree to the last digits.
 * @source Ho et al. 2020 (betas), Nichol & Dhariwal 2021 (cosine), Lin et al. 2023 (zero terminal SNR)
 */
export function cumulativeAlphas(config: SchedulerConfig): Float32Array {
  const betas = makeBetas(config);
  const alphas = cumulate(betas);
  return config.rescaleBetasZeroSnr ? cumulate(toZeroTerminalSnr(alphas)) : alphas;
}

/**
 * Noise over picture at each training time: sqrt((1 - a) / a), ascending.
 * @param alphas of cumulativeAlphas; a last one of 0 counts as almost 0
 */
export function trainingSigmas(alphas: Float32Array): Float64Array {
  return Float64Array.from(alphas, (alpha) => {
    const left = alpha === 0 ? ALMOST_ZERO : alpha;
    return Math.sqrt((1 - left) / left);
  });
}

function cumulate(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta);
    return product;
  });
}

function makeBetas({
  trainedBetas,
  betaSchedule,
  betaStart,
  betaEnd,
  numTrainTimesteps: n,
}: SchedulerConfig): Float32Array {
  if (trainedBetas) return Float32Array.from(trainedBetas);
  if (betaSchedule === "squaredcos_cap_v2") return cosineBetas(n);
  if (betaSchedule === "linear") return linear(betaStart, betaEnd, n);
  return linear(Math.sqrt(betaStart), Math.sqrt(betaEnd), n).map((root) => root * root);
}

function linear(start: number, end: number, n: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => start + ((end - start) * i) / Math.max(1, n - 1));
}

function cosineBetas(n: number): Float32Array {
  const left = (t: number): number => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  return Float32Array.from({ length: n }, (_, i) => Math.min(1 - left((i + 1) / n) / left(i / n), 0.999));
}

/** Betas with which the last cumulative alpha is 0 and the first stays. */
function toZeroTerminalSnr(alphas: Float32Array): Float32Array {
  const roots = alphas.map(Math.sqrt);
  const first = roots[0];
  const last = roots[roots.length - 1];
  const scaled = roots.map((root) => ((root - last) * first) / (first - last)).map((root) => root * root);
  return scaled.map((alpha, i) => 1 - (i === 0 ? alpha : alpha / scaled[i - 1]));
}
