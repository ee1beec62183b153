import "./browser-stand-ins";

import type { Plotly } from "../../widgets/src/map/load-plotly";
import type { MapGesture, MapHover } from "../../widgets/src/map/map-renderer";
import { PlotlyMap } from "../../widgets/src/map/plotly-map";
import type { Theme } from "../../widgets/src/theme";
import { madeUpColumns } from "./made-up-columns";
import { settle } from "./settle";

const THEME: Theme = {
  dark: false,
  background: "#ffffff",
  text: "#111111",
  muted: "#777777",
  line: "#dddddd",
  fontFamily: "sans-serif",
};

interface Drawing {
  readonly data: readonly {
    name: string;
    type: string;
    x: readonly number[];
    selectedpoints: readonly number[] | null;
  }[];
  readonly layout: { readonly uirevision: string; readonly annotations?: readonly { readonly text: string }[] };
}

/** Stands for plotly.js: keeps what it was given, and lets the test be the person at the mouse. */
function fakePlotly() {
  const drawings: Drawing[] = [];
  const relayouts: Record<string, unknown>[] = [];
  const handlers = new Map<string, (event: unknown) => void>();
  const plotly = {
    react: async (host: HTMLElement, data: unknown, layout: unknown) => {
      drawings.push({ data, layout } as Drawing);
      return Object.assign(host, {
        layout,
        on: (name: string, handler: (event: unknown) => void) => handlers.set(name, handler),
      });
    },
    relayout: async (host: HTMLElement, change: Record<string, unknown>) => {
      relayouts.push(change);
      return host;
    },
    Plots: { resize: jest.fn() },
    purge: jest.fn(),
  };
  const say = (name: string, event: unknown): void => handlers.get(name)?.(event);
  return { plotly: plotly as unknown as Plotly, drawings, relayouts, say, purge: plotly.purge };
}

async function openMap(perClass = 3) {
  const fake = fakePlotly();
  const host = document.createElement("div");
  Object.defineProperties(host, { clientWidth: { value: 800 }, clientHeight: { value: 600 } });
  const gestures: MapGesture[] = [];
  const hovers: (MapHover | null)[] = [];
  const map = new PlotlyMap(host, fake.plotly, {
    onSelect: (gesture) => gestures.push(gesture),
    onHover: (hover) => hovers.push(hover),
  });
  const columns = madeUpColumns(perClass);
  map.draw({ columns, theme: THEME });
  await settle();
  const press = (shiftKey = false): boolean => host.dispatchEvent(new PointerEvent("pointerdown", { shiftKey }));
  const last = (): Drawing => fake.drawings.at(-1) as Drawing;
  return { ...fake, host, map, columns, gestures, hovers, press, last };
}

// traces in painting order: 0 rejected, 1 generated, 2 original, 3 wanted; generated are places 1, 2, 4, 5, ...
const point = (curveNumber: number, pointNumber: number) => ({ curveNumber, pointNumber });

describe("PlotlyMap", () => {
  it("draws each image once, in one of four looks", async () => {
    const { last } = await openMap();
    expect(last().data.map((trace) => [trace.name, trace.x.length])).toEqual([
      ["rejected", 0],
      ["generated", 20],
      ["original", 10],
      ["wanted", 0],
    ]);
  });

  it("says a lasso once, though plotly says it again when the outline goes", async () => {
    const { gestures, press, say } = await openMap();
    press();
    say("plotly_selected", { points: [point(2, 0), point(1, 0), point(1, 0)] });
    say("plotly_selected", { points: [] });
    say("plotly_selected", undefined);
    expect(gestures).toEqual([{ ids: ["image-0", "image-1"], mode: "replace" }]);
  });

  it("selects nothing with a lasso around nothing", async () => {
    const { gestures, press, say } = await openMap();
    press();
    say("plotly_selected", { points: [] });
    expect(gestures).toEqual([{ ids: [], mode: "replace" }]);
  });

  it("adds with Shift and toggles with Shift-click", async () => {
    const { gestures, press, say } = await openMap();
    press(true);
    say("plotly_selected", { points: [point(1, 1)] });
    press(true);
    say("plotly_click", { points: [point(1, 2), point(2, 0)] });
    expect(gestures).toEqual([
      { ids: ["image-2"], mode: "add" },
      { ids: ["image-4"], mode: "toggle" },
    ]);
  });

  it("shows a selection from elsewhere without saying it back, and dims nothing when it is empty", async () => {
    const { gestures, map, last } = await openMap();
    map.select(["image-2", "image-3", "not there"]);
    await settle();
    expect(last().data.map((trace) => trace.selectedpoints)).toEqual([[], [1], [1], []]);
    map.select([]);
    await settle();
    expect(last().data.map((trace) => trace.selectedpoints)).toEqual([null, null, null, null]);
    expect(gestures).toEqual([]);
  });

  it("keeps zoom and pan when a new map comes", async () => {
    const { map, drawings } = await openMap();
    map.draw({ columns: madeUpColumns(6), theme: THEME });
    await settle();
    expect(new Set(drawings.map((drawing) => drawing.layout.uirevision)).size).toBe(1);
  });

  it("gives plotly no tag to obey", async () => {
    const { map, columns, relayouts } = await openMap();
    const labels = columns.labels.map((label) => ({ ...label, text: '<a href="https://x">y</a>' }));
    map.draw({ columns: { ...columns, labels }, theme: THEME });
    await settle();
    const texts = relayouts
      .flatMap((change) => (change.annotations as { text: string }[] | undefined) ?? [])
      .map(({ text }) => text);
    expect(texts).toContain('&lt;a href="https://x"&gt;y&lt;/a&gt;');
    expect(texts.filter((text) => text.includes("<"))).toEqual([]);
  });

  it("goes over to WebGL for many points", async () => {
    const { last } = await openMap(300);
    expect(last().data[0].type).toBe("scattergl");
  });

  it("tells which image is under the pointer, until the pointer goes", async () => {
    const { hovers, say } = await openMap();
    say("plotly_hover", { points: [point(1, 3)], event: { clientX: 40, clientY: 30 } });
    say("plotly_unhover", {});
    expect(hovers).toEqual([{ id: "image-5", x: 40, y: 30 }, null]);
  });

  it("draws nothing more after dispose", async () => {
    const { map, drawings, purge } = await openMap();
    map.dispose();
    map.select(["image-1"]);
    await settle();
    expect(purge).toHaveBeenCalledTimes(1);
    expect(drawings).toHaveLength(1);
  });
});
