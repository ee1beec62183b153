import { alignColumns } from "./align-columns.js";
import { estimateText } from "./estimate-text.js";
import type { ComparisonNumbers, LeftOutLabel } from "./label-comparison.js";
import { oneLine } from "./one-line.js";
import type { Scores } from "./scores.js";

/** Rows and names listed in full; the rest are counted. */
const MOST_ROWS = 40;
const MOST_NAMES = 10;

const HEADING = ["", "true", "predicted", "precision", "recall", "F1"];

/** The comparison in plain text: overall first, then label by label, then what was not judged and why. */
export function describeComparison(comparison: ComparisonNumbers): string {
  const { images, labels, micro, macro } = comparison;
  const row = (name: string, scores: Scores): string[] => [
    name,
    String(scores.recall.n),
    String(scores.precision.n),
    ...[scores.precision, scores.recall, scores.f1].map(estimateText),
  ];
  const rows = [row("all labels", micro), row("mean of labels", macro)];
  const shown = labels.slice(0, MOST_ROWS).map((scores) => row(scores.label, scores));
  return [
    `${images.length} images, ${labels.length} labels: ${headline(micro)}`,
    ...alignColumns([HEADING, ...rows, ...shown]),
    ...(labels.length > MOST_ROWS ? [`and ${labels.length - MOST_ROWS} more labels`] : []),
    ...notes(comparison),
  ].join("\n");
}

function notes({ micro, leftOut, failed, onlyPredicted, onlyReference }: ComparisonNumbers): string[] {
  const said = leftOut.reduce((sum, { predicted }) => sum + predicted, 0);
  const actual = leftOut.reduce((sum, { reference }) => sum + reference, 0);
  const byHierarchy = micro.rightByHierarchy + micro.foundByHierarchy;
  return [
    ...(byHierarchy > 0
      ? [
          `${micro.rightByHierarchy} predicted labels are right and ${micro.foundByHierarchy} true ones found only by hierarchy`,
        ]
      : []),
    ...(leftOut.length > 0
      ? [`not judged, outside the vocabulary: ${said} predicted and ${actual} true labels: ${names(leftOut)}`]
      : []),
    ...(failed.length > 0
      ? [`not compared, could not be labelled: ${failed.length} images: ${oneLine(failed[0].reason)}`]
      : []),
    ...(onlyReference.length > 0 ? [`not compared, without predicted labels: ${onlyReference.length} images`] : []),
    ...(onlyPredicted.length > 0 ? [`not compared, not in the reference: ${onlyPredicted.length} images`] : []),
  ];
}

function names(leftOut: readonly LeftOutLabel[]): string {
  const rest = leftOut.length - MOST_NAMES;
  const shown = leftOut.slice(0, MOST_NAMES).map(({ label, predicted, reference }) => {
    const counts = [predicted > 0 ? `${predicted} predicted` : "", reference > 0 ? `${reference} true` : ""];
    return `${label} (${counts.filter((count) => count !== "").join(", ")})`;
  });
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function headline({ hallucination, omission }: Scores): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const wrong = hallucination.value;
  const missed = omission.value;
  return [
    wrong === null ? "nothing was predicted" : `${percent(wrong)} of the predicted labels are not in the image`,
    missed === null ? "nothing was to be found" : `${percent(missed)} of the true ones were not predicted`,
  ].join(", ");
}
