import { ratios } from "../measure/measure-generated.js";
import type { Iteration, Measures } from "../types.js";
import { type Child, type Element, h } from "./markup.js";
import { MEASURE_NAMES, MEASURES } from "./summary-tables.js";

const WIDTH = 640;
const HEIGHT = 300;
const FRAME = { left: 48, right: 480, top: 16, bottom: 260 };
const DASHES = ["", "7 4", "2 4", "10 3 2 3"];
/** Names at the ends of lines keep this far apart, pixels. */
const NAME_GAP = 17;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * How the measures moved since the first iteration, as SVG; its colours are the page's. Lines differ in colour and in dashes, and each is named at its end.
 * @returns null below two measured iterations: one point is no line
 */
export function measuresChart(iterations: readonly Iteration[]): Element | null {
  const measured = iterations.flatMap(({ index, measures }) => (measures ? [{ index, measures }] : []));
  if (measured.length < 2) return null;
  const shares = measured.map(({ index, measures }) => ({ index, ratio: ratios(measures, measured[0].measures) }));
  const values = shares.flatMap(({ ratio }) => MEASURES.map((name) => ratio[name])).filter(Number.isFinite);
  const step = niceStep(Math.max(...values, 1.2) / 5);
  const top = Math.ceil(Math.max(...values, 1.2) / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  const [first, last] = [measured[0].index, measured[measured.length - 1].index];
  const x = (index: number): number => scale(index, first, last, FRAME.left + 12, FRAME.right - 12);
  const y = (value: number): number => scale(value, 0, top, FRAME.bottom, FRAME.top);
  const lines = MEASURES.map((name) =>
    shares
      .filter(({ ratio }) => Number.isFinite(ratio[name]))
      .map(({ index, ratio }) => ({ x: x(index), y: y(ratio[name]) })),
  );
  return h(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      class: "chart",
      role: "img",
      "aria-label": `Measures of iterations ${first} to ${last}, each divided by its value in iteration ${first}: ${describe(shares)}. The table has the numbers.`,
    },
    ticks.map((tick) => gridLine(y(tick), formatTick(tick, step), tick === 1)),
    measured.map(({ index }) => axisText(x(index), FRAME.bottom + 18, "middle", String(index))),
    axisText((FRAME.left + FRAME.right) / 2, HEIGHT - 4, "middle", "iteration"),
    lines.map((points, i) => drawLine(points, i)),
    nameLines(lines),
  );
}

function drawLine(points: readonly Point[], series: number): Child {
  const path = points.map((point, i) => `${i ? "L" : "M"}${round(point.x)} ${round(point.y)}`).join("");
  return h(
    "g",
    { class: `series series-${series}` },
    h("path", { d: path, "stroke-dasharray": DASHES[series], fill: "none" }),
    points.map((point) => h("circle", { cx: round(point.x), cy: round(point.y), r: 4 })),
  );
}

/** At the ends of their lines, moved apart where those meet. */
function nameLines(lines: readonly (readonly Point[])[]): Child {
  const ends = lines.flatMap((points, series) => (points.length > 0 ? [{ series, ...points[points.length - 1] }] : []));
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  let free = FRAME.top;
  return sorted.map((end, i) => {
    const room = (sorted.length - 1 - i) * NAME_GAP;
    const at = Math.min(Math.max(end.y, free), FRAME.bottom - room);
    free = at + NAME_GAP;
    return [
      h("path", { class: "leader", d: `M${round(end.x + 7)} ${round(end.y)}L${FRAME.right + 16} ${round(at)}` }),
      h(
        "text",
        { class: `series-name series-${end.series}`, x: FRAME.right + 20, y: round(at + 4) },
        MEASURE_NAMES[MEASURES[end.series]],
      ),
    ];
  });
}

function gridLine(y: number, text: string, isStart: boolean): Child {
  return [
    h("path", { class: isStart ? "grid start" : "grid", d: `M${FRAME.left} ${round(y)}H${FRAME.right}` }),
    axisText(FRAME.left - 8, y + 4, "end", text),
  ];
}

function axisText(x: number, y: number, anchor: string, text: string): Child {
  return h("text", { class: "axis", x: round(x), y: round(y), "text-anchor": anchor }, text);
}

function describe(shares: readonly { readonly ratio: Measures }[]): string {
  const { ratio } = shares[shares.length - 1];
  return MEASURES.map((name) => {
    const value = ratio[name];
    return `${MEASURE_NAMES[name].toLowerCase()} ${Number.isFinite(value) ? value.toFixed(2) : "not to be compared"}`;
  }).join(", ");
}

function scale(value: number, low: number, high: number, from: number, to: number): number {
  return high === low ? from : from + ((value - low) / (high - low)) * (to - from);
}

/** @returns 1, 2 or 5 times a power of ten, not below the least */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least - 1e-9)!;
}

function formatTick(tick: number, step: number): string {
  return tick.toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
