import { bootstrap } from "./bootstrap.js";
import { complement, type Estimate } from "./estimate.js";
import type { Scores } from "./scores.js";
import type { LabelTally } from "./tally.js";

/** Places in the counts of one label. */
const [PREDICTED, RIGHT, ACTUAL, FOUND, COUNTS] = [0, 1, 2, 3, 4];

/**
 * Means of scores over labels, each label as heavy as any other ("macro"). A label without a value is left out of that mean; n says how
 * many are in it. Intervals come from drawing images again; a label that no drawn image has keeps its value, else rare labels would drop
 * out of the mean and move it.
 * @param byImage for each image its tallies     @param labels every label of the tallies
 */
export function averageLabels(
  byImage: readonly (readonly LabelTally[])[],
  labels: readonly string[],
  seed: number,
): Scores {
  const place = new Map(labels.map((label, index) => [label, index]));
  const entries = byImage.map((tallies) =>
    tallies.map((tally) => ({ at: COUNTS * (place.get(tally.label) as number), tally })),
  );
  const counts = new Float64Array(COUNTS * labels.length);
  const valuesOf = (draws: Uint32Array): Values => {
    counts.fill(0);
    draws.forEach((times, image) => {
      if (times === 0) return;
      for (const { at, tally } of entries[image]) {
        counts[at + PREDICTED] += times * tally.predicted;
        counts[at + RIGHT] += times * tally.right;
        counts[at + ACTUAL] += times * tally.actual;
        counts[at + FOUND] += times * tally.found;
      }
    });
    return valuesFrom(counts);
  };
  const own = valuesOf(new Uint32Array(byImage.length).fill(1));
  const means = own.map((values) => meanOf(values, values));
  const intervals = bootstrap(
    byImage.length,
    (draws) => valuesOf(draws).map((values, i) => meanOf(values, own[i]).value),
    seed,
  );
  const [precision, recall, f1] = means.map(
    ({ value, n }, i): Estimate => ({ value, low: intervals[i]?.low ?? null, high: intervals[i]?.high ?? null, n }),
  );
  return { precision, recall, f1, hallucination: complement(precision), omission: complement(recall) };
}

/** Precision, recall and F1, each for every label; NaN where there is nothing to divide by. */
type Values = readonly Float64Array[];

function valuesFrom(counts: Float64Array): Values {
  const values = [0, 1, 2].map(() => new Float64Array(counts.length / COUNTS));
  for (let at = 0, i = 0; at < counts.length; at += COUNTS, i++) {
    const [predicted, right, actual, found] = counts.subarray(at, at + COUNTS);
    values[0][i] = right / predicted;
    values[1][i] = found / actual;
    values[2][i] = (right + found) / (predicted + actual);
  }
  return values;
}

/** @param own what a label without a value has in its place; NaN leaves it out */
function meanOf(values: Float64Array, own: Float64Array): { readonly value: number | null; readonly n: number } {
  let [sum, n] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(own[i])) continue;
    sum += Number.isNaN(values[i]) ? own[i] : values[i];
    n += 1;
  }
  return { value: n === 0 ? null : sum / n, n };
}
