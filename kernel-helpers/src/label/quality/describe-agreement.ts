import { alignColumns } from "./align-columns.js";
import { estimateText } from "./estimate-text.js";
import type { AgreementNumbers } from "./label-agreement.js";
import { oneLine } from "./one-line.js";

/** Rows listed in full; the rest are counted. */
const MOST_ROWS = 40;

const HEADING = ["", "with it", "both times", "repeated", "equal answers", "kappa"];

/** The agreement in plain text, the surely unstable labels first. */
export function describeAgreement({ first, second, images, same, jaccard, labels, failed }: AgreementNumbers): string {
  const who = first === second ? `${first}, asked twice` : `${first} and ${second}`;
  const rows = labels
    .slice(0, MOST_ROWS)
    .map(({ label, repeated, both, equal, kappa }) => [
      label,
      String(repeated.n),
      String(both),
      ...[repeated, equal, kappa].map(estimateText),
    ]);
  return [
    `${who}: ${images} images; share with the same labels ${estimateText(same)}, mean overlap of labels ${estimateText(jaccard)}`,
    ...alignColumns([HEADING, ...rows]),
    ...(labels.length > MOST_ROWS ? [`and ${labels.length - MOST_ROWS} more labels`] : []),
    ...(failed.length > 0
      ? [`left out, could not be labelled: ${failed.length} images: ${oneLine(failed[0].reason)}`]
      : []),
  ].join("\n");
}
