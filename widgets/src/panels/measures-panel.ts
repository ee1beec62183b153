import { type MeasureLine, measureLines } from "../chart/measure-lines.js";
import { element, panel } from "../dom.js";
import type { Theme } from "../theme.js";
import { readTheme, watchTheme } from "../theme.js";
import type { Workbench } from "../workbench.js";
import { iterationRow } from "./iteration-row.js";

/** Draws the lines; the library behind it is loaded at the first call. */
export interface MeasureChart {
  /** @param onIteration called with the iteration of a point that is clicked */
  draw(
    host: HTMLElement,
    lines: readonly MeasureLine[],
    theme: Theme,
    onIteration: (iteration: number) => void,
  ): Promise<void>;
  resize(host: HTMLElement): Promise<void>;
  dispose(host: HTMLElement): Promise<void>;
  color(key: MeasureLine["key"], dark: boolean): string;
}

/** The measures of each iteration beside those of the first: numbers always, a chart from the second on. */
export function measuresPanel(workbench: Workbench, chart: MeasureChart, signal: AbortSignal): HTMLElement {
  const host = element("div", { className: "dc-chart", attributes: { "aria-hidden": "true" } });
  const numbers = element("ul", { className: "dc-measures-list" });
  const empty = element("p", { className: "dc-empty" });
  const iterations = iterationRow(workbench, signal);
  let shown = "";
  let drawn = "";
  const draw = (lines: readonly MeasureLine[], theme: Theme): void => {
    const key = JSON.stringify([lines, theme]);
    // a chart without a size cannot be drawn; the observer below makes good for it
    if (host.hidden || host.clientWidth === 0 || key === drawn) {
      return;
    }
    drawn = key;
    void chart.draw(host, lines, theme, iterations.look).catch((error: unknown) => {
      empty.hidden = false;
      empty.textContent = `The chart cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
    });
  };
  const render = (): void => {
    const lines = measureLines(workbench.state.iterations);
    const measured = Math.max(...lines.map((line) => line.ratios.length));
    empty.hidden = measured > 1;
    empty.textContent =
      measured === 0
        ? "The first Generate sets the baseline."
        : "The first iteration is the baseline, 1.00. Generate again to see what changed.";
    host.hidden = measured < 2;
    numbers.hidden = measured === 0;
    const theme = readTheme(host);
    numbers.replaceChildren(
      ...lines.filter((line) => line.ratios.length > 0).map((line) => measureItem(line, chart, theme.dark)),
    );
    iterations.render();
    draw(lines, theme);
  };
  workbench.listen(
    ["state"],
    () => {
      const key = JSON.stringify(workbench.state.iterations);
      if (key !== shown) {
        shown = key;
        render();
      }
    },
    signal,
  );
  watchTheme(render, signal);
  const observer = new ResizeObserver(() => {
    if (host.clientWidth > 0) {
      // what changed while the notebook was out of sight, the theme too, is drawn now
      render();
      void chart.resize(host);
    }
  });
  observer.observe(host);
  signal.addEventListener(
    "abort",
    () => {
      observer.disconnect();
      void chart.dispose(host);
    },
    { once: true },
  );
  render();
  return panel("measures", "Measures, relative to iteration 1", numbers, host, iterations.element, empty);
}

function measureItem(line: MeasureLine, chart: MeasureChart, dark: boolean): HTMLElement {
  const latest = line.ratios.at(-1) as number;
  const swatch = element("i", { className: `dc-line dc-line-${line.key}`, attributes: { "aria-hidden": "true" } });
  swatch.style.color = chart.color(line.key, dark);
  const item = element("li", {
    className: "dc-measure",
    children: [
      swatch,
      element("span", { className: "dc-measure-name", text: line.name }),
      element("b", { className: "dc-measure-value", text: latest.toFixed(2) }),
    ],
  });
  item.title = `${line.name}: ${latest.toFixed(3)} times that of iteration 1. Higher: ${line.meaning}.`;
  return item;
}
