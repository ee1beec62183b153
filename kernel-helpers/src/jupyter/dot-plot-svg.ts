import { escapeXml, shorten, textWidth } from "../images/svg-text.js";
import { classColor, short } from "./class-mark.js";

/** A value with the ends of its interval, where it has one. */
export interface Dot {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface DotRow {
  readonly name: string;
  /** in the order of the plot's series */
  readonly dots: readonly Dot[];
  /** at the right end of the row */
  readonly note: string;
  /** set apart above the others */
  readonly isOverall?: boolean;
}

export interface DotPlot {
  readonly title: string;
  /** names of up to three kinds of dots, each with a colour and a shape of its own */
  readonly series: readonly string[];
  readonly rows: readonly DotRow[];
  /** under the notes, on the axis's line */
  readonly noteTitle: string;
  /** below the rows */
  readonly footnote: string;
  /** left end of the axis; its right end is 1 */
  readonly from: number;
  /** pixels */
  readonly width: number;
}

const INK = "#222";
const FAINT_INK = "#595959";
const GRID = "#ddd";
const FONT_PX = 12;
const MARGIN_PX = 14;
const TITLE_PX = 24;
const LEGEND_PX = 22;
const ROW_PX = 22;
const GAP_PX = 8;
const AXIS_PX = 18;
const FOOTNOTE_PX = 18;
const LONGEST_NAME = 28;
const LONGEST_TITLE = 90;
const TICKS = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1];

/** Where everything goes, pixels. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xOf: (value: number) => number;
  /** middle of a row */
  readonly yOf: (row: number) => number;
}

/**
 * Rows of dots on one axis, each dot with a line for its interval, on a white plate of its own for light and dark pages.
 * A dot without a value is not drawn; names are drawn as text whatever they hold.
 */
export function dotPlotSvg(plot: DotPlot): { readonly svg: string; readonly height: number } {
  const { width, title, rows, footnote } = plot;
  const frame = frameOf(plot);
  const height = frame.bottom + AXIS_PX + FOOTNOTE_PX + MARGIN_PX / 2;
  const parts = [
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6" fill="#fff" stroke="#ccc"/>`,
    title && text(MARGIN_PX, MARGIN_PX + 9, shorten(title, LONGEST_TITLE), `font-size="15" font-weight="bold"`),
    drawLegend(plot.series, frame.top - LEGEND_PX / 2 - 3),
    drawAxis(plot, frame),
    ...rows.map((row, i) => drawRow(row, frame, frame.yOf(i), width)),
    text(MARGIN_PX, height - MARGIN_PX / 2 - 4, footnote, `font-size="11" fill="${FAINT_INK}"`),
  ];
  const name = escapeXml(shorten(title || "dot plot", LONGEST_TITLE));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}" font-family="sans-serif" font-size="${FONT_PX}" fill="${INK}">${parts.join("")}</svg>`;
  return { svg, height };
}

function frameOf({ title, rows, noteTitle, from, width }: DotPlot): Frame {
  const widest = (texts: readonly string[], bold: number): number =>
    Math.max(0, ...texts.map((words) => bold * textWidth(words, FONT_PX)));
  const left =
    MARGIN_PX +
    widest(
      rows.map(({ name }) => shorten(name, LONGEST_NAME)),
      1.05,
    ) +
    GAP_PX;
  const right = width - MARGIN_PX - widest([noteTitle, ...rows.map(({ note }) => note)], 1) - 2 * GAP_PX;
  const top = MARGIN_PX + (title ? TITLE_PX : 0) + LEGEND_PX;
  const overall = rows.filter(({ isOverall }) => isOverall).length;
  const gap = (row: number): number => (overall > 0 && row >= overall ? GAP_PX : 0);
  const yOf = (row: number): number => top + gap(row) + ROW_PX * (row + 0.5);
  return {
    left,
    right,
    top,
    bottom: yOf(rows.length - 1) + ROW_PX / 2,
    xOf: (value) => left + ((value - from) / (1 - from)) * (right - left),
    yOf,
  };
}

function drawLegend(series: readonly string[], y: number): string {
  let x = MARGIN_PX + 4;
  const names = series.map((name, i) => {
    const part = `${mark(i, x, y)}${text(x + 9, y + 4, name)}`;
    x += 9 + textWidth(name, FONT_PX) + 2 * GAP_PX;
    return part;
  });
  return names.join("");
}

function drawAxis({ from, noteTitle, width }: DotPlot, { left, right, top, bottom, xOf }: Frame): string {
  const ticks = TICKS.filter((tick) => tick >= from).map((tick) => {
    const x = short(xOf(tick));
    const name = text(xOf(tick), bottom + 14, String(tick), `text-anchor="middle" fill="${FAINT_INK}"`);
    return `<path d="M${x} ${short(top)}V${short(bottom)}" stroke="${tick === 0 || tick === 1 ? "#bbb" : GRID}"/>${name}`;
  });
  const notes = text(width - MARGIN_PX, bottom + 14, noteTitle, `text-anchor="end" fill="${FAINT_INK}"`);
  return `${ticks.join("")}<path d="M${short(left)} ${short(bottom)}H${short(right)}" stroke="#bbb"/>${notes}`;
}

function drawRow({ name, dots, note, isOverall }: DotRow, { left, xOf }: Frame, y: number, width: number): string {
  const weight = isOverall ? ` font-weight="bold"` : "";
  const step = ROW_PX / (dots.length + 1);
  return [
    text(left - GAP_PX, y + 4, shorten(name, LONGEST_NAME), `text-anchor="end"${weight}`),
    ...dots.map((dot, i) => drawDot(dot, i, xOf, y + step * (i - (dots.length - 1) / 2))),
    text(width - MARGIN_PX, y + 4, note, `text-anchor="end" fill="${FAINT_INK}"`),
  ].join("");
}

function drawDot({ value, low, high }: Dot, series: number, xOf: (value: number) => number, y: number): string {
  if (value === null) return "";
  const line =
    low === null || high === null
      ? ""
      : `<path d="M${short(xOf(low))} ${short(y)}H${short(xOf(high))}" stroke="${classColor(series)}" stroke-width="2" stroke-opacity="0.55"/>`;
  return `${line}${mark(series, xOf(value), y)}`;
}

/** A circle, a square, a diamond: told apart without colours too. */
function mark(series: number, x: number, y: number): string {
  const [left, middle] = [short(x), short(y)];
  const style = `fill="${classColor(series)}"`;
  if (series === 0) return `<circle cx="${left}" cy="${middle}" r="4" ${style}/>`;
  const turn = series === 2 ? ` transform="rotate(45 ${left} ${middle})"` : "";
  return `<rect x="${short(x - 3.5)}" y="${short(y - 3.5)}" width="7" height="7" ${style}${turn}/>`;
}

function text(x: number, y: number, words: string, style = ""): string {
  return `<text x="${short(x)}" y="${short(y)}"${style && ` ${style}`}>${escapeXml(words)}</text>`;
}
