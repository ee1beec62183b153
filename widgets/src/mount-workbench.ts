import { disposeMeasureChart, drawMeasureChart, measureColor, resizeMeasureChart } from "./chart/plotly-chart.js";
import { element } from "./dom.js";
import { loadPlotly } from "./map/load-plotly.js";
import { PlotlyMap } from "./map/plotly-map.js";
import { mapPanel } from "./panels/map-panel.js";
import { measuresPanel } from "./panels/measures-panel.js";
import { messageBar } from "./panels/message-bar.js";
import { promptsPanel } from "./panels/prompts-panel.js";
import { selectionPanel } from "./panels/selection-panel.js";
import { addShortcuts } from "./panels/shortcuts.js";
import { toolbar } from "./panels/toolbar.js";
import type { Workbench } from "./workbench.js";

const CHART = { draw: drawMeasureChart, resize: resizeMeasureChart, dispose: disposeMeasureChart, color: measureColor };

/** Builds the whole workbench inside an element; everything ends when the signal aborts. */
export function mountWorkbench(root: HTMLElement, workbench: Workbench, signal: AbortSignal): void {
  root.classList.add("dc-workbench");
  // without it the notebook takes keys that are meant for us: d d deletes a cell
  root.dataset.lmSuppressShortcuts = "true";
  root.tabIndex = -1;
  const panels = element("div", {
    className: "dc-panels",
    children: [
      mapPanel(workbench, async (host, handlers) => new PlotlyMap(host, await loadPlotly(), handlers), signal),
      selectionPanel(workbench, signal),
      measuresPanel(workbench, CHART, signal),
      promptsPanel(workbench, signal),
    ],
  });
  root.replaceChildren(toolbar(workbench, signal), messageBar(workbench, signal), panels);
  addShortcuts(root, workbench, signal);
  focusOnPress(root, signal);
}

/** Plotly keeps a press from moving the focus; without the focus the keys would go to the notebook. */
function focusOnPress(root: HTMLElement, signal: AbortSignal): void {
  const focus = (): void => {
    if (!root.contains(document.activeElement)) {
      root.focus({ preventScroll: true });
    }
  };
  root.addEventListener("pointerdown", focus, { signal, capture: true });
}
