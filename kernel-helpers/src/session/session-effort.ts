import type { SessionEvent } from "../store/act-table.js";
import { readEvents } from "../store/act-table.js";
import type { Iteration, Measures } from "../types.js";
import type { SessionState } from "./session-state.js";

export interface EffortOptions {
  /** Pauses between two acts count up to this many seconds; default 120. What is longer was probably not spent on the session. */
  readonly longestPause?: number;
}

/** What a person did after an iteration was made, and what that iteration was worth. */
export interface IterationEffort {
  /** 1, 2, ...; 0 stands for the time before the first */
  readonly iteration: number;
  /** acts by kind ("reject", "select", "accept", ...), those taken back later too: they were work */
  readonly acts: Readonly<Record<string, number>>;
  /** images in all selections, each as often as it was selected; selecting is how images are looked at closely */
  readonly imagesSelected: number;
  readonly imagesRejected: number;
  readonly imagesWanted: number;
  /** proposals accepted as they were, or in other words */
  readonly promptsAccepted: number;
  /** prompts rewritten by hand */
  readonly promptsEdited: number;
  /** words and signs that came into prompts by hand */
  readonly wordsTyped: number;
  /** clicks of the acts that were counted in clicks; null where none was */
  readonly clicks: number | null;
  /** time between the acts, machine time left out and long pauses cut */
  readonly seconds: number;
  /** images this iteration made; 0 for iteration 0 */
  readonly generated: number;
  readonly dollars: number | null;
  /** how its images measure up; null for iteration 0 and where not measured */
  readonly measures: Measures | null;
  /** what the latest evaluate() in this time found; null where there was none on the session's own vectors */
  readonly accuracy: AccuracyGain | null;
}

/** Accuracies in [0, 1] on the test images, without and with the generated images. */
export interface AccuracyGain {
  readonly originalLinearProbe: number;
  readonly expandedLinearProbe: number;
  readonly originalNearestNeighbours: number;
  readonly expandedNearestNeighbours: number;
}

const LONGEST_PAUSE_S = 120;
/** Events of the machine: what went before them was waiting, not work. */
const RUNS: ReadonlySet<string> = new Set(["start", "expand", "evaluate", "export", "report", "refine"]);

/**
 * Effort against gain: one row for the time before the first iteration, and one for the time after each.
 * @throws RangeError when longestPause is not above 0
 */
export function sessionEffort(
  state: SessionState,
  { longestPause = LONGEST_PAUSE_S }: EffortOptions = {},
): readonly IterationEffort[] {
  if (!(longestPause > 0)) {
    throw new RangeError(`effort: longestPause = ${longestPause}; give seconds above 0.`);
  }
  const rounds = splitByIteration(readEvents(state.store), state.iterations);
  return rounds.map((events, iteration) =>
    effortOf(events, iteration, state.iterations[iteration - 1] ?? null, longestPause),
  );
}

/** Events after the end of iteration i, in place i; the end is its "expand", which a killed iteration gets when it is finished. */
function splitByIteration(events: readonly SessionEvent[], iterations: readonly Iteration[]): SessionEvent[][] {
  const rounds: SessionEvent[][] = Array.from({ length: iterations.length + 1 }, () => []);
  let round = 0;
  for (const event of events) {
    if (event.kind === "expand") round = Math.min(round + 1, iterations.length);
    rounds[round].push(event);
  }
  return rounds;
}

function effortOf(
  events: readonly SessionEvent[],
  iteration: number,
  made: Iteration | null,
  longestPause: number,
): IterationEffort {
  const acts = events.filter(({ kind }) => !RUNS.has(kind) || kind === "refine");
  const ofKind = (kind: string): SessionEvent[] => acts.filter((event) => event.kind === kind);
  return {
    iteration,
    acts: countKinds(acts),
    imagesSelected: sum(ofKind("select").map(({ details }) => details?.images ?? 0)),
    imagesRejected: sum(ofKind("reject").map(({ changes }) => changes.length)),
    imagesWanted: sum(ofKind("want").map(({ changes }) => changes.length)),
    promptsAccepted: ofKind("accept").length,
    promptsEdited: ofKind("edit").length,
    wordsTyped: sum(acts.map(({ details }) => details?.words ?? 0)),
    clicks: addClicks(acts),
    seconds: secondsBetween(events, longestPause),
    generated: made?.generated ?? 0,
    dollars: made?.dollars ?? null,
    measures: made?.measures ?? null,
    accuracy: latestAccuracy(events),
  };
}

function countKinds(acts: readonly SessionEvent[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of acts) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function addClicks(acts: readonly SessionEvent[]): number | null {
  const known = acts.flatMap(({ details }) => (details?.clicks === undefined ? [] : [details.clicks]));
  return known.length > 0 ? sum(known) : null;
}

function secondsBetween(events: readonly SessionEvent[], longestPause: number): number {
  let seconds = 0;
  for (let i = 1; i < events.length; i++) {
    if (RUNS.has(events[i].kind)) continue;
    // a clock that was put back gives no negative time
    seconds += Math.min(Math.max(0, (events[i].at - events[i - 1].at) / 1000), longestPause);
  }
  return Number(seconds.toFixed(3));
}

function latestAccuracy(events: readonly SessionEvent[]): AccuracyGain | null {
  const found = events.filter(({ kind, details }) => kind === "evaluate" && details?.isOwn === 1).at(-1)?.details;
  if (!found) return null;
  const { originalLinearProbe, expandedLinearProbe, originalNearestNeighbours, expandedNearestNeighbours } = found;
  return { originalLinearProbe, expandedLinearProbe, originalNearestNeighbours, expandedNearestNeighbours };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
