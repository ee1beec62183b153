import { imagesAtOnce } from "./check-generator.js";
import type { SessionState } from "./session-state.js";

/** What generating is expected to take, before it spends anything. */
export interface Estimate {
  readonly images: number;
  /** null where nobody knows: the generator does not say, and has made none in this session */
  readonly seconds: number | null;
  /** null where the generator names no price */
  readonly dollars: number | null;
}

/** What so many images would take: by the generator's own word, else by its latest iteration in this session. */
export function estimateImages(state: SessionState, images: number): Estimate {
  const { generator } = state.providers;
  // read anew each time: a generator learns from what it makes
  const { seconds, dollars } = generator.expected ?? {};
  const rounds = Math.ceil(images / imagesAtOnce(generator));
  return {
    images,
    seconds: times(seconds, rounds) ?? times(secondsPerImageBefore(state), images),
    dollars: times(dollars, images),
  };
}

/** By the clock: images made side by side share their time. */
function secondsPerImageBefore({ images, iterations, providers }: SessionState): number | undefined {
  const last = images.findLast(({ generator }) => generator === providers.generator.name);
  const { seconds = null, generated = 0 } = (last && iterations[last.iteration - 1]) ?? {};
  return seconds !== null && generated > 0 ? seconds / generated : undefined;
}

function times(each: number | undefined, count: number): number | null {
  // without the noise of multiplying fractions
  return each !== undefined && Number.isFinite(each) ? Number((each * count).toFixed(6)) : null;
}
