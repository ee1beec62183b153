import type { Random } from "../../types.js";
import { drawPerturbation, type LatentPerturbation, perturbLatents } from "./perturb-latents.js";

export interface PerturbationSearch {
  /** shape (channels, h, w) */
  readonly latents: Float32Array;
  readonly channels: number;
  /** how far a point may move, in latent units */
  readonly ball: number;
  readonly method: "best-of" | "spsa";
  /** how often the VAE may decode; best-of: at least 1, SPSA: at least 3 */
  readonly decodes: number;
  readonly random: Random;
}

/** Decodes latent images and scores what they show; more is better. */
export type ScoreLatents = (
  latents: readonly Float32Array[],
) => Promise<{ readonly images: readonly Uint8ClampedArray[]; readonly scores: readonly number[] }>;

export interface FoundPerturbation {
  readonly pixels: Uint8ClampedArray;
  readonly score: number;
  /** how often the VAE decoded */
  readonly decodes: number;
}

/** Probe distance and step of SPSA: GIF's one step is 0.1, too. */
const PROBE = 0.1;
const STEP = 0.1;

/**
 * Looks for a perturbation that scores well, without derivatives: the best of several drawn, or one step of SPSA from one drawn.
 * @source for SPSA: Spall 1992
 */
export function searchPerturbation(search: PerturbationSearch, score: ScoreLatents): Promise<FoundPerturbation> {
  return search.method === "best-of" ? bestOf(search, score) : spsa(search, score);
}

async function bestOf(search: PerturbationSearch, score: ScoreLatents): Promise<FoundPerturbation> {
  const { latents, channels, ball, decodes, random } = search;
  const drawn = Array.from({ length: decodes }, () =>
    perturbLatents(latents, drawPerturbation(channels, random), ball),
  );
  const { images, scores } = await score(drawn);
  const best = scores.indexOf(Math.max(...scores));
  return { pixels: images[best], score: scores[best], decodes };
}

/** Pairs of probes on both sides in random directions say which way is up for all numbers at once. */
async function spsa(search: PerturbationSearch, score: ScoreLatents): Promise<FoundPerturbation> {
  const { latents, channels, ball, random } = search;
  const start = drawPerturbation(channels, random);
  const pairs = Math.floor((search.decodes - 1) / 2);
  const directions = Array.from({ length: pairs }, () =>
    Array.from({ length: 2 * channels }, () => (random() < 0.5 ? -1 : 1)),
  );
  const probes = directions.flatMap((signs) => [move(start, signs, PROBE), move(start, signs, -PROBE)]);
  const { scores } = await score(probes.map((probe) => perturbLatents(latents, probe, Number.POSITIVE_INFINITY)));
  const slope = Array.from({ length: 2 * channels }, (_, i) =>
    directions.reduce((sum, signs, pair) => sum + (scores[2 * pair] - scores[2 * pair + 1]) * signs[i], 0),
  );
  const end = move(start, slope.map(Math.sign), STEP);
  const final = await score([perturbLatents(latents, end, ball)]);
  return { pixels: final.images[0], score: final.scores[0], decodes: 2 * pairs + 1 };
}

function move({ gains, offsets }: LatentPerturbation, signs: readonly number[], by: number): LatentPerturbation {
  return {
    gains: gains.map((gain, i) => gain + by * signs[i]),
    offsets: offsets.map((offset, i) => offset + by * signs[gains.length + i]),
  };
}
