import type { LabelTree } from "../hierarchy/label-tree.js";
import { averageLabels } from "./average-labels.js";
import { describeComparison } from "./describe-comparison.js";
import { type ImageVerdict, judgeImage } from "./judge-image.js";
import type { ComparisonNumbers, LabelComparison, LabelScores } from "./label-comparison.js";
import { labelRelatives } from "./label-relatives.js";
import { pairLabels } from "./pair-labels.js";
import { comparisonTable } from "./quality-tables.js";
import { type LabelsById, labelReader, readLabels, type Synonyms } from "./read-labels.js";
import { scorePooled } from "./scores.js";
import { type LabelTally, tallyImage } from "./tally.js";
import { cutToVocabulary } from "./vocabulary.js";

export interface CompareOptions {
  /** labels that mean another one, on either side: { kitten: "cat" } */
  readonly synonyms?: Synonyms;
  /** lets a predicted label count as right when it stands above or below a true one in the tree, at most so many edges away */
  readonly hierarchy?: { readonly tree: LabelTree; readonly distance: number };
  /** the labels that both sides could have said; others are left out on both sides and counted. Default: all are judged */
  readonly vocabulary?: readonly string[];
  /** of the intervals of the means; default 1 */
  readonly seed?: number;
}

/**
 * Compares predicted labels with true ones, image by image: precision, recall, F1, hallucination and omission rate of each label and
 * overall, each with its 95 % interval and its n. Case and blanks of labels do not matter. Images that could not be labelled, or that
 * only one side has, are counted apart: a failure is neither a hallucination nor an omission.
 * @param predicted by image id, as lists or as a labeler gave them     @param reference what is truly in the images, by image id
 * @throws RangeError when no image can be compared, synonyms go round in a circle, or the distance is no count; TypeError when a list came
 * @example
 *   const found = await labeler.label(images);
 *   compareLabels(new Map(images.map((image, i) => [image.id, found[i]])), truth, { synonyms: { kitten: "cat" } });
 */
export function compareLabels(
  predicted: LabelsById,
  reference: LabelsById,
  options: CompareOptions = {},
): LabelComparison {
  const { pairs, ...uncompared } = pairLabels(predicted, reference);
  if (pairs.length === 0) throw new RangeError(explainNone(uncompared));
  const read = labelReader(options.synonyms);
  const { hierarchy } = options;
  const areRelated = hierarchy ? labelRelatives(hierarchy.tree, hierarchy.distance, read) : null;
  const { pairs: judged, leftOut } = cutToVocabulary(
    pairs.map(({ id, ...labels }) => ({
      id,
      predicted: readLabels(labels.predicted, read),
      reference: readLabels(labels.reference, read),
    })),
    options.vocabulary && readLabels(options.vocabulary, read),
  );
  const images = judged.map((pair) => judgeImage(pair.id, pair.predicted, pair.reference, areRelated));
  return withViews({ images, ...scoreImages(images, options.seed ?? 1), leftOut, ...uncompared });
}

function withViews(numbers: ComparisonNumbers): LabelComparison {
  const describe = (): string => describeComparison(numbers);
  return {
    ...numbers,
    table: () => comparisonTable(numbers.labels),
    toString: describe,
    toMimeBundle: () => ({ "text/plain": describe() }),
  };
}

function scoreImages(
  images: readonly ImageVerdict[],
  seed: number,
): Pick<ComparisonNumbers, "labels" | "micro" | "macro"> {
  const byImage = images.map(tallyImage);
  const byLabel = new Map<string, LabelTally[]>();
  for (const tally of byImage.flat()) {
    const tallies = byLabel.get(tally.label);
    if (tallies) tallies.push(tally);
    else byLabel.set(tally.label, [tally]);
  }
  const labels = [...byLabel].map(([label, tallies]): LabelScores => {
    return { label, ...scorePooled(tallies.map((tally) => [tally])) };
  });
  return {
    labels: labels.sort(byFrequency),
    micro: scorePooled(byImage),
    macro: averageLabels(byImage, [...byLabel.keys()].sort(), seed),
  };
}

function byFrequency(a: LabelScores, b: LabelScores): number {
  return b.f1.n - a.f1.n || (a.label < b.label ? -1 : 1);
}

function explainNone({ failed, onlyPredicted, onlyReference }: Omit<ReturnType<typeof pairLabels>, "pairs">): string {
  const failure = failed.length > 0 ? ` ${failed.length} could not be labelled (${failed[0].reason}).` : "";
  const other = (ids: readonly string[], side: string): string =>
    ids.length > 0 ? ` ${ids.length} are only ${side}, such as ${JSON.stringify(ids[0])}.` : "";
  return `compareLabels: no image to compare.${failure}${other(onlyPredicted, "predicted")}${other(onlyReference, "in the reference")} Give both sides labels by the same image ids.`;
}
