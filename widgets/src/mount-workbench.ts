import { disposeMeasureChart, drawMeasureChart, measureColor, resizeMeasureChart } from "./chart/plotly-chart.js";
import { element } from "./dom.js";
import { keepFocus } from "./keep-focus.js";
import { ScatterMap } from "./map/scatter-map.js";
import { infoPanel } from "./panels/info-panel.js";
import { lightbox } from "./panels/lightbox.js";
import { mapPanel } from "./panels/map-panel.js";
import { measuresPanel } from "./panels/measures-panel.js";
import { messageBar } from "./panels/message-bar.js";
import { promptsPanel } from "./panels/prompts-panel.js";
import { reviewPanel } from "./panels/review-panel.js";
import { selectionPanel } from "./panels/selection-panel.js";
import { addShortcuts } from "./panels/shortcuts.js";
import { tabbed } from "./panels/tabbed.js";
import { toolbar } from "./panels/toolbar.js";
import { tour } from "./panels/tour.js";
import type { Workbench } from "./workbench.js";

const CHART = { draw: drawMeasureChart, resize: resizeMeasureChart, dispose: disposeMeasureChart, color: measureColor };

/** Builds the whole workbench inside an element; everything ends when the signal aborts. */
export function mountWorkbench(root: HTMLElement, workbench: Workbench, signal: AbortSignal): void {
  root.classList.add("dc-workbench");
  // without it the notebook takes keys that are meant for us: d d deletes a cell
  root.dataset.lmSuppressShortcuts = "true";
  root.tabIndex = -1;
  const large = lightbox(root, workbench, signal);
  const images = tabbed(
    "images",
    "Images",
    [
      { title: "Selection", content: selectionPanel(workbench, signal) },
      { title: "Review", content: reviewPanel(workbench, signal) },
    ],
    signal,
  );
  const words = tabbed(
    "words",
    "Prompts and labels",
    [
      { title: "Prompts", content: promptsPanel(workbench, signal) },
      { title: "Info", content: infoPanel(workbench, signal) },
    ],
    signal,
  );
  const panels = element("div", {
    className: "dc-panels",
    children: [
      mapPanel(workbench, {
        createRenderer: (host, handlers, pictures) => new ScatterMap(host, handlers, pictures),
        openLarge: large.open,
        signal,
      }),
      images.element,
      measuresPanel(workbench, CHART, signal),
      words.element,
    ],
  });
  const hints = tour(root, signal);
  root.replaceChildren(
    toolbar(workbench, { startTour: hints.start, signal }),
    messageBar(workbench, signal),
    panels,
    large.element,
    hints.element,
  );
  addShortcuts(root, workbench, signal);
  focusOnPress(root, signal);
  keepFocus(root, workbench, signal);
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
