import { button, element, panel } from "../dom.js";
import { applyGesture } from "../map/apply-gesture.js";
import type { MapHandlers, MapLayers, MapPictures, MapRenderer, MapTool } from "../map/map-renderer.js";
import { oncePerFrame } from "../once-per-frame.js";
import { pointWords } from "../text/point-words.js";
import { readTheme, watchTheme } from "../theme.js";
import { isOnlyFocus, type Workbench } from "../workbench.js";
import { hoverCard } from "./hover-card.js";
import type { OpenLarge } from "./lightbox.js";
import { mapLegend } from "./map-legend.js";
import { WALK } from "./walk-pictures.js";

/** Makes the renderer once the host stands in the page. */
export type MapRendererFactory = (host: HTMLElement, handlers: MapHandlers, pictures: MapPictures) => MapRenderer;

const TOOLS: readonly { readonly tool: MapTool; readonly text: string; readonly title: string }[] = [
  {
    tool: "lasso",
    text: "Lasso",
    title: "Draw around points to select them; Shift adds to the selection, Alt takes out of it",
  },
  {
    tool: "box",
    text: "Box",
    title: "Drag a rectangle to select points; Shift adds to the selection, Alt takes out of it",
  },
  { tool: "pan", text: "Pan", title: "Drag to move the map; the wheel zooms" },
];

const LAYERS: readonly { readonly layer: keyof MapLayers; readonly text: string; readonly title: string }[] = [
  { layer: "pictures", text: "Pictures", title: "Show images in place of points as you zoom in" },
  { layer: "density", text: "Density", title: "Show how densely the images lie, as contour lines" },
];
const FIRST_LAYERS: MapLayers = { pictures: true, density: false };

export interface MapPanelParts {
  readonly createRenderer: MapRendererFactory;
  readonly openLarge: OpenLarge;
  readonly signal: AbortSignal;
}

/** The map of all images with its tools and legend. The renderer is made when the panel is first in the page. */
export function mapPanel(workbench: Workbench, { createRenderer, openLarge, signal }: MapPanelParts): HTMLElement {
  const host = element("div", { className: "dc-map-host" });
  const empty = element("p", { className: "dc-empty", attributes: { role: "status" } });
  const card = hoverCard(workbench, signal);
  const spoken = element("p", { className: "dc-spoken", attributes: { "aria-live": "polite" } });
  const stage = element("div", { className: `dc-map-stage ${WALK}`, children: [host, empty, card.element, spoken] });
  const legend = mapLegend(workbench, signal);
  let renderer: MapRenderer | null = null;
  let drawnTheme = "";

  const draw = (): void => {
    empty.textContent = emptyText(workbench);
    empty.hidden = workbench.map !== null;
    if (renderer && workbench.map) {
      const theme = readTheme(host);
      drawnTheme = JSON.stringify(theme);
      renderer.draw({ columns: workbench.map, theme, focus: workbench.focus });
    }
  };
  const drawInNewTheme = (): void => {
    if (JSON.stringify(readTheme(host)) !== drawnTheme) {
      draw();
    }
  };
  let pointedAt: string | null = null;
  const showNeighbors = (): void => {
    const images = pointedAt === null ? undefined : workbench.neighbors(pointedAt);
    renderer?.setNeighbors(pointedAt !== null && images ? { id: pointedAt, images } : null);
  };
  const handlers: MapHandlers = {
    onSelect: (gesture) => workbench.select(applyGesture(workbench.selection, gesture)),
    onHover: (hover) => {
      pointedAt = hover?.id ?? null;
      showNeighbors();
      card.show(hover);
    },
    onLabel: (id) => workbench.focusLabel(isOnlyFocus(workbench, id) ? null : id),
    onStep: (id) => {
      const { map, state, selection } = workbench;
      spoken.textContent = map && pointWords(id, map, state.classes, selection);
    },
    // a selection is looked through from the image on; what is not selected alone
    onOpen: (id) => openLarge(workbench.selection.includes(id) ? workbench.selection : [id], id, host),
  };
  const pictures: MapPictures = {
    url: (id) => workbench.thumbnail(id)?.url,
    load: (ids) => workbench.loadThumbnails(ids),
  };
  whenInPage(
    stage,
    signal,
    () => {
      try {
        renderer = createRenderer(host, handlers, pictures);
        signal.addEventListener("abort", () => renderer?.dispose(), { once: true });
        renderer.select(workbench.selection);
        draw();
      } catch (error) {
        empty.hidden = false;
        empty.textContent = `The map cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
      }
    },
    () => {
      drawInNewTheme();
      renderer?.resize();
    },
  );
  workbench.listen(["map", "focus", "connection"], draw, signal);
  workbench.listen(
    ["selection"],
    oncePerFrame(() => renderer?.select(workbench.selection), signal),
    signal,
  );
  workbench.listen(["thumbnails"], () => renderer?.picturesChanged(), signal);
  workbench.listen(["neighbors"], showNeighbors, signal);
  watchTheme(drawInNewTheme, signal);
  stopWheelUnlessFocused(stage, signal);
  draw();
  const section = panel("map", "Map", stage, legend);
  section.querySelector("h3")?.after(toolBar(() => renderer, signal));
  return section;
}

function toolBar(renderer: () => MapRenderer | null, signal: AbortSignal): HTMLElement {
  const tools = TOOLS.map(({ tool, text, title }) => {
    const made = button({
      text,
      title,
      className: "dc-tool",
      signal,
      onClick: () => {
        renderer()?.setTool(tool);
        for (const other of tools) {
          other.setAttribute("aria-pressed", String(other === made));
        }
      },
    });
    made.setAttribute("aria-pressed", String(tool === "lasso"));
    return made;
  });
  const reset = button({
    text: "Reset view",
    title: "Show the whole map again",
    className: "dc-tool",
    signal,
    onClick: () => renderer()?.resetView(),
  });
  return element("div", {
    className: "dc-map-tools",
    attributes: { role: "toolbar", "aria-label": "Map tools" },
    children: [element("div", { className: "dc-segments", children: tools }), ...layerButtons(renderer, signal), reset],
  });
}

function layerButtons(renderer: () => MapRenderer | null, signal: AbortSignal): readonly HTMLButtonElement[] {
  let layers = FIRST_LAYERS;
  return LAYERS.map(({ layer, text, title }) => {
    const onClick = (): void => {
      layers = { ...layers, [layer]: !layers[layer] };
      made.setAttribute("aria-pressed", String(layers[layer]));
      renderer()?.setLayers(layers);
    };
    const made = button({ text, title, className: "dc-tool", signal, onClick });
    made.setAttribute("aria-pressed", String(layers[layer]));
    return made;
  });
}

/** Calls first when the element gets a size for the first time, then again at each change of size. */
function whenInPage(target: Element, signal: AbortSignal, first: () => void, again: () => void): void {
  let begun = false;
  const observer = new ResizeObserver(() => {
    if (target.clientWidth === 0) {
      return;
    }
    if (begun) {
      again();
    } else {
      begun = true;
      first();
    }
  });
  observer.observe(target);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/** A wheel over the map scrolls the notebook, as everywhere else, until the person is at work in this widget or holds Ctrl. */
function stopWheelUnlessFocused(stage: HTMLElement, signal: AbortSignal): void {
  const filter = (event: WheelEvent): void => {
    const root = stage.closest(".dc-workbench");
    if (!event.ctrlKey && !event.metaKey && !root?.contains(document.activeElement)) {
      event.stopPropagation();
    }
  };
  stage.addEventListener("wheel", filter, { signal, capture: true });
}

function emptyText(workbench: Workbench): string {
  switch (workbench.connection) {
    case "live":
      return "Waiting for the map. If nothing was generated yet, press Generate.";
    case "lost":
      return "The kernel went away before it sent the map. Run the cell again.";
    case "static":
      return "The map needs a running kernel. Open this notebook in JupyterLab and run the cell.";
  }
}
