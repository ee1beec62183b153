import type { Config, Layout, PlotlyHTMLElement } from "plotly.js";
import type { Plotly } from "./load-plotly.js";
import { type Extent, mapExtent } from "./map-extent.js";
import type { MapGesture, MapHandlers, MapRenderer, MapScene, MapTool } from "./map-renderer.js";
import { plotlyLabels } from "./plotly-labels.js";
import { idsOfPoints, type MapTrace, plotlyTraces } from "./plotly-traces.js";

const MARGIN_PX = 8;
const CONFIG: Partial<Config> = {
  displayModeBar: false,
  scrollZoom: true,
  doubleClick: false,
  // labels may hold $...$, and a page with MathJax would set it
  typesetMath: false,
};
const DRAG_MODES: Readonly<Record<MapTool, Layout["dragmode"]>> = { lasso: "lasso", box: "select", pan: "pan" };

/** The map drawn by plotly.js. */
export class PlotlyMap implements MapRenderer {
  private scene: MapScene | null = null;
  private selection: readonly string[] = [];
  private traces: readonly MapTrace[] = [];
  private tool: MapTool = "lasso";
  private labelKey = "";
  private pressedWithShift = false;
  private isPressed = false;
  private plot: PlotlyHTMLElement | null = null;
  private readonly closing = new AbortController();
  /** plotly's calls must not overlap: each waits for the one before */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: HTMLElement,
    private readonly plotly: Plotly,
    private readonly handlers: MapHandlers,
  ) {
    const { signal } = this.closing;
    const remember = (event: PointerEvent): void => {
      this.pressedWithShift = event.shiftKey;
      this.isPressed = true;
      handlers.onHover(null);
    };
    host.addEventListener("pointerdown", remember, { signal, capture: true });
    host.addEventListener("pointerleave", () => handlers.onHover(null), { signal });
  }

  draw(scene: MapScene): void {
    this.scene = scene;
    this.render();
  }

  select(ids: readonly string[]): void {
    this.selection = ids;
    this.render();
  }

  setTool(tool: MapTool): void {
    this.tool = tool;
    this.relayout({ dragmode: DRAG_MODES[tool] });
  }

  resetView(): void {
    if (this.scene) {
      const { x, y } = wholeMap(this.scene);
      this.relayout({ "xaxis.range": [...x], "yaxis.range": [...y] } as Partial<Layout>);
    }
  }

  resize(): void {
    this.enqueue(async () => {
      if (this.plot && this.host.clientWidth > 0) {
        this.plotly.Plots.resize(this.host);
      }
    });
    this.renewLabels();
  }

  dispose(): void {
    this.closing.abort();
    this.plotly.purge(this.host);
  }

  private render(): void {
    this.enqueue(async () => {
      if (!this.scene) {
        return;
      }
      this.traces = plotlyTraces(this.scene, this.selection);
      const data = this.traces.map((trace) => trace.data);
      const plot = await this.plotly.react(this.host, data, this.layout(this.scene), CONFIG);
      if (!this.plot) {
        this.plot = plot;
        this.connect(plot);
      }
    });
    this.renewLabels();
  }

  /** Events are plotly's own; they end with the plot, at purge. */
  private connect(plot: PlotlyHTMLElement): void {
    plot.on("plotly_selected", (event) => {
      // plotly says it again when we take the outline away; only the first after a press is the person's
      if (event?.points && this.isPressed) {
        this.isPressed = false;
        this.report(event.points, this.pressedWithShift ? "add" : "replace");
        this.relayout({ selections: [] } as Partial<Layout>);
      }
    });
    plot.on("plotly_click", (event) =>
      this.report(event.points.slice(0, 1), this.pressedWithShift ? "toggle" : "replace"),
    );
    plot.on("plotly_hover", (event) => {
      const [id] = this.idsOf(event.points.slice(0, 1));
      const box = this.host.getBoundingClientRect();
      if (id !== undefined) {
        this.handlers.onHover({ id, x: event.event.clientX - box.left, y: event.event.clientY - box.top });
      }
    });
    plot.on("plotly_unhover", () => this.handlers.onHover(null));
    plot.on("plotly_relayout", () => this.renewLabels());
  }

  private report(points: Parameters<typeof idsOfPoints>[1], mode: MapGesture["mode"]): void {
    this.handlers.onSelect({ ids: this.idsOf(points), mode });
  }

  private idsOf(points: Parameters<typeof idsOfPoints>[1]): readonly string[] {
    return this.scene ? idsOfPoints(this.traces, points, this.scene.columns) : [];
  }

  /** Which labels fit depends on the zoom, so they are chosen anew after each. */
  private renewLabels(): void {
    this.enqueue(async () => {
      if (!this.plot || !this.scene) {
        return;
      }
      const annotations = plotlyLabels(this.scene, this.view(this.scene), this.innerWidth(), this.innerHeight());
      const key = JSON.stringify(annotations);
      if (key !== this.labelKey) {
        this.labelKey = key;
        await this.plotly.relayout(this.host, { annotations: [...annotations] });
      }
    });
  }

  private relayout(change: Partial<Layout>): void {
    this.enqueue(async () => {
      if (this.plot) {
        await this.plotly.relayout(this.host, change);
      }
    });
  }

  private enqueue(step: () => Promise<void>): void {
    const guarded = (): Promise<void> => (this.closing.signal.aborted ? Promise.resolve() : step());
    this.queue = this.queue.then(guarded, guarded);
  }

  private view(scene: MapScene): Extent {
    const layout = (this.plot as unknown as { readonly layout: Partial<Layout> } | null)?.layout;
    const whole = wholeMap(scene);
    return {
      x: (layout?.xaxis?.range as [number, number] | undefined) ?? whole.x,
      y: (layout?.yaxis?.range as [number, number] | undefined) ?? whole.y,
    };
  }

  private innerWidth(): number {
    return Math.max(1, this.host.clientWidth - 2 * MARGIN_PX);
  }

  private innerHeight(): number {
    return Math.max(1, this.host.clientHeight - 2 * MARGIN_PX);
  }

  private layout(scene: MapScene): Partial<Layout> {
    const { theme } = scene;
    const extent = wholeMap(scene);
    const axis = { visible: false, showgrid: false, zeroline: false };
    return {
      autosize: true,
      margin: { l: MARGIN_PX, r: MARGIN_PX, t: MARGIN_PX, b: MARGIN_PX },
      paper_bgcolor: theme.background,
      plot_bgcolor: theme.background,
      font: { family: theme.fontFamily, color: theme.text },
      xaxis: { ...axis, range: [...extent.x] },
      // one unit is as long down as across: the map's distances mean something
      yaxis: { ...axis, range: [...extent.y], scaleanchor: "x", scaleratio: 1 },
      dragmode: DRAG_MODES[this.tool],
      hovermode: "closest",
      hoverdistance: 12,
      clickmode: "event",
      showlegend: false,
      // the same word each time: zoom and pan outlive new data
      uirevision: "map",
      newselection: { line: { color: theme.text, width: 1, dash: "dot" } },
      annotations: (this.plot as unknown as { readonly layout: Partial<Layout> } | null)?.layout.annotations ?? [],
    } as Partial<Layout>;
  }
}

function wholeMap({ columns }: MapScene): Extent {
  return mapExtent(columns.positions, columns.ids.length);
}
