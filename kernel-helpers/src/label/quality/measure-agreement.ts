import { bootstrap } from "./bootstrap.js";
import { cohenKappa } from "./cohen-kappa.js";
import type { Estimate } from "./estimate.js";
import type { AgreedLabel, AgreementNumbers, ImageChange } from "./label-agreement.js";
import { shareOf } from "./share-of.js";

/** Labels of one image at both times, without repeats. */
export interface AskedTwice {
  readonly id: string;
  readonly first: readonly string[];
  readonly second: readonly string[];
}

/**
 * Agreement of two askings, per label and per image.
 * @param seed of the intervals of kappa and Jaccard
 */
export function measureAgreement(
  asked: readonly AskedTwice[],
  seed: number,
): Pick<AgreementNumbers, "images" | "same" | "jaccard" | "labels" | "changes"> {
  const changes = asked.map(changeOf);
  const changed = changes.filter((change) => sizeOf(change) > 0);
  return {
    images: asked.length,
    same: shareOf(asked.length - changed.length, asked.length),
    jaccard: meanJaccard(asked, changes, seed),
    labels: agreeOnLabels(asked, seed),
    changes: changed.sort((a, b) => sizeOf(b) - sizeOf(a)),
  };
}

function changeOf({ id, first, second }: AskedTwice): ImageChange {
  const [before, after] = [new Set(first), new Set(second)];
  return {
    id,
    onlyFirst: first.filter((label) => !after.has(label)),
    onlySecond: second.filter((label) => !before.has(label)),
  };
}

function sizeOf({ onlyFirst, onlySecond }: ImageChange): number {
  return onlyFirst.length + onlySecond.length;
}

/** @source Jaccard 1912; an image without any label has none and is left out */
function meanJaccard(asked: readonly AskedTwice[], changes: readonly ImageChange[], seed: number): Estimate {
  const values = asked.flatMap(({ first }, i) => {
    const shared = first.length - changes[i].onlyFirst.length;
    const all = first.length + changes[i].onlySecond.length;
    return all === 0 ? [] : [shared / all];
  });
  const n = values.length;
  if (n === 0) return { value: null, low: null, high: null, n };
  const mean = (draws: Uint32Array): number => values.reduce((sum, value, i) => sum + draws[i] * value, 0) / n;
  const [interval] = bootstrap(n, (draws) => [mean(draws)], seed);
  const value = mean(new Uint32Array(n).fill(1));
  return { value, low: interval?.low ?? null, high: interval?.high ?? null, n };
}

/** Counts of one label, in this order. */
const [BOTH, FIRST, SECOND, COUNTS] = [0, 1, 2, 3];

function agreeOnLabels(asked: readonly AskedTwice[], seed: number): AgreedLabel[] {
  const n = asked.length;
  const { labels, raised } = countedPlaces(asked);
  const count = (draws: Uint32Array): Uint32Array => {
    const counts = new Uint32Array(COUNTS * labels.length);
    raised.forEach((places, image) => {
      for (const at of places) counts[at] += draws[image];
    });
    return counts;
  };
  const kappas = (counts: Uint32Array): (number | null)[] =>
    labels.map((_, i) => {
      const at = COUNTS * i;
      return cohenKappa(n, counts[at + BOTH], counts[at + FIRST], counts[at + SECOND]);
    });
  const counts = count(new Uint32Array(n).fill(1));
  const values = kappas(counts);
  const intervals = bootstrap(n, (draws) => kappas(count(draws)), seed);
  return labels
    .map((label, i): AgreedLabel => {
      const [both, onlyFirst, onlySecond] = counts.subarray(COUNTS * i, COUNTS * (i + 1));
      return {
        label,
        onlyFirst,
        onlySecond,
        both,
        equal: shareOf(n - onlyFirst - onlySecond, n),
        repeated: shareOf(both, both + onlyFirst + onlySecond),
        kappa: { value: values[i], low: intervals[i]?.low ?? null, high: intervals[i]?.high ?? null, n },
      };
    })
    .sort(unstableFirst);
}

interface CountedPlaces {
  readonly labels: readonly string[];
  /** for each image the places in the counts of all labels that it raises by one */
  readonly raised: readonly (readonly number[])[];
}

function countedPlaces(asked: readonly AskedTwice[]): CountedPlaces {
  const labels = [...new Set(asked.flatMap(({ first, second }) => [...first, ...second]))];
  const place = new Map(labels.map((label, i) => [label, COUNTS * i]));
  const raised = asked.map((image) => {
    const { onlyFirst, onlySecond } = changeOf(image);
    const gone = new Set(onlyFirst);
    const placesOf = (some: readonly string[], which: number): number[] =>
      some.map((label) => (place.get(label) as number) + which);
    return [
      ...placesOf(
        image.first.filter((label) => !gone.has(label)),
        BOTH,
      ),
      ...placesOf(onlyFirst, FIRST),
      ...placesOf(onlySecond, SECOND),
    ];
  });
  return { labels, raised };
}

/** A label missed once in one image proves little: what is surely unstable goes before what may be. */
function unstableFirst(a: AgreedLabel, b: AgreedLabel): number {
  return (a.repeated.high ?? 1) - (b.repeated.high ?? 1) || b.repeated.n - a.repeated.n || (a.label < b.label ? -1 : 1);
}
