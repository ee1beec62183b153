import type { AgreedLabel, LabelAgreement } from "../label/quality/label-agreement.js";
import type { LabelComparison } from "../label/quality/label-comparison.js";
import type { Scores } from "../label/quality/scores.js";
import { type DotPlot, type DotRow, dotPlotSvg } from "./dot-plot-svg.js";
import type { LayoutPicture } from "./layout-picture.js";

export interface LabelQualityPictureOptions {
  /** above the picture; default: none */
  readonly title?: string;
  /** labels drawn, at most; the rest are counted. 1 to 200, default 30 */
  readonly labels?: number;
  /** pixels, 480 to 2000; default 720 */
  readonly width?: number;
}

const INTERVALS = "Lines: 95 % intervals. No dot: nothing to divide by.";

/**
 * Draws a comparison: a row for all labels and one for each label, with its precision and recall and their intervals, and how often it is
 * true and was predicted.
 * @throws RangeError for a setting that makes no picture
 */
export function labelQualityPicture(
  comparison: LabelComparison,
  options: LabelQualityPictureOptions = {},
): LayoutPicture {
  const row = (name: string, { precision, recall }: Scores): DotRow => ({
    name,
    dots: [precision, recall],
    note: `${recall.n} / ${precision.n}`,
  });
  const { micro, macro, labels } = comparison;
  const means = { ...row("mean of labels", macro), note: "", isOverall: true };
  return picture(String(comparison), options, {
    series: ["precision: of what was predicted", "recall: of what is true"],
    noteTitle: "true / predicted",
    overall: [{ ...row("all labels", micro), isOverall: true }, means],
    rows: labels.map((scores) => row(scores.label, scores)),
    from: 0,
  });
}

/**
 * Draws an agreement: for each label how often it was repeated and its kappa, with their intervals, the surely unstable first.
 * @throws RangeError for a setting that makes no picture
 */
export function labelAgreementPicture(
  agreement: LabelAgreement,
  options: LabelQualityPictureOptions = {},
): LayoutPicture {
  const row = ({ label, repeated, kappa, both }: AgreedLabel): DotRow => ({
    name: label,
    dots: [repeated, kappa],
    note: `${both} / ${repeated.n}`,
  });
  const lowest = Math.min(0, ...agreement.labels.map(({ kappa }) => kappa.low ?? kappa.value ?? 0));
  return picture(String(agreement), options, {
    series: ["repeated: given both times", "kappa: agreement beyond chance"],
    noteTitle: "both times / at all",
    overall: [],
    rows: agreement.labels.map(row),
    from: Math.floor(4 * lowest) / 4,
  });
}

type Drawn = Pick<DotPlot, "series" | "noteTitle" | "rows" | "from"> & { readonly overall: readonly DotRow[] };

function picture(text: string, options: LabelQualityPictureOptions, { overall, rows, ...plot }: Drawn): LayoutPicture {
  const { title = "", labels = 30, width = 720 } = options;
  checkSetting("labels", labels, 1, 200);
  checkSetting("width", width, 480, 2000);
  const shown = rows.slice(0, labels);
  const rest = rows.length - shown.length;
  const footnote = rest > 0 ? `${rest} more labels are not shown. Lines: 95 % intervals.` : INTERVALS;
  const { svg, height } = dotPlotSvg({ ...plot, title, width, footnote, rows: [...overall, ...shown] });
  return { svg, width, height, text, toMimeBundle: () => ({ "image/svg+xml": svg, "text/plain": text }) };
}

function checkSetting(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(`labelQualityPicture: ${name} = ${value}; give a whole number from ${low} to ${high}.`);
}
