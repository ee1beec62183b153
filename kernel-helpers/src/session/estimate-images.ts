import { imagesAtOnce } from "./check-generator.js";
import type { SessionState } from "./session-state.js";

/** What some work on images is expected to take, before it spends anything. */
export interface Expense {
  readonly images: number;
  /** null where nobody knows */
  readonly seconds: number | null;
  /** null where no price is named */
  readonly dollars: number | null;
}

/** What generating so many images would take: by the generator's own word, else by its latest iteration in this session. */
export function estimateGenerating(state: SessionState, images: number): Expense {
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

/** What labelling so many images would take, by the labeler's own word. */
export function estimateLabelling({ providers }: SessionState, images: number): Expense {
  const { seconds, dollars } = providers.labeler.expected ?? {};
  return { images, seconds: times(seconds, images), dollars: times(dollars, images) };
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
