import type { Data, Layout, PlotlyHTMLElement } from "plotly.js";
import { classColor } from "../map/class-style.js";
import type { Theme } from "../theme.js";
import { loadPlotly } from "./load-plotly.js";
import { type MeasureLine, ratioRange } from "./measure-lines.js";

/** Dashes tell the lines apart without colour. */
const DASHES = { distance: "solid", diversity: "dash", informativeness: "dot", classConsistency: "dashdot" } as const;
/** places in the palette of the classes, which is tested for colour-blind eyes */
const COLOR_PLACES = { distance: 0, diversity: 1, informativeness: 2, classConsistency: 6 } as const;

/** The colour of a measure, for the chart and its legend. */
export function measureColor(key: MeasureLine["key"], dark: boolean): string {
  return classColor(COLOR_PLACES[key], dark);
}

/** A line chart of ratios per iteration in this element; a later call replaces it. @param onIteration called when a point is clicked */
export async function drawMeasureChart(
  host: HTMLElement,
  lines: readonly MeasureLine[],
  theme: Theme,
  onIteration: (iteration: number) => void,
): Promise<void> {
  const plotly = await loadPlotly();
  await plotly.react(host, [...lines.map((line) => lineTrace(line, theme))], chartLayout(lines, theme), {
    displayModeBar: false,
    staticPlot: false,
    scrollZoom: false,
    doubleClick: false,
    responsive: false,
    typesetMath: false,
  });
  const chart = host as unknown as PlotlyHTMLElement;
  chart.removeAllListeners("plotly_click");
  chart.on("plotly_click", ({ points }) => onIteration(Number(points[0].x)));
}

export async function resizeMeasureChart(host: HTMLElement): Promise<void> {
  const plotly = await loadPlotly();
  if (host.clientWidth > 0 && host.childElementCount > 0) {
    plotly.Plots.resize(host);
  }
}

export async function disposeMeasureChart(host: HTMLElement): Promise<void> {
  if (host.childElementCount > 0) {
    (await loadPlotly()).purge(host);
  }
}

function lineTrace(line: MeasureLine, theme: Theme): Data {
  const color = measureColor(line.key, theme.dark);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: line.name,
    x: [...line.iterations],
    y: [...line.ratios],
    line: { color, width: 2, dash: DASHES[line.key] },
    marker: { color, size: 6 },
    hovertemplate: `${line.name} %{y:.3f}<extra></extra>`,
  } as Data;
}

function chartLayout(lines: readonly MeasureLine[], theme: Theme): Partial<Layout> {
  const iterations = lines.flatMap((line) => line.iterations);
  const last = Math.max(2, ...iterations);
  const axis = { fixedrange: true, zeroline: false, linecolor: theme.line, tickfont: { size: 10, color: theme.muted } };
  return {
    autosize: true,
    margin: { l: 34, r: 10, t: 6, b: 30 },
    paper_bgcolor: theme.background,
    plot_bgcolor: theme.background,
    font: { family: theme.fontFamily, color: theme.text, size: 11 },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: { bgcolor: theme.background, bordercolor: theme.line, font: { color: theme.text, size: 11 } },
    xaxis: {
      ...axis,
      range: [0.8, last + 0.2],
      dtick: Math.max(1, Math.ceil(last / 8)),
      tick0: 1,
      showgrid: false,
      title: { text: "iteration", font: { size: 10, color: theme.muted }, standoff: 4 },
    },
    yaxis: { ...axis, range: [...ratioRange(lines)], gridcolor: theme.line, nticks: 4 },
    shapes: [
      {
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: 1,
        y1: 1,
        layer: "below",
        line: { color: theme.muted, width: 1 },
      },
    ],
  } as Partial<Layout>;
}
