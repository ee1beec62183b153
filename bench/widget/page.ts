/** Runs in the browser: three maps of the same made-up points, and clocks for them. bench/widget.mjs calls window.bench. */
import createScatterplot from "regl-scatterplot";
import { madeUpColumns } from "../../test/widgets/made-up-columns.js";
import { classColor } from "../../widgets/src/map/class-style.js";
import type { MapPictures } from "../../widgets/src/map/map-renderer.js";
import { pointGrowth } from "../../widgets/src/map/point-styles.js";
import { ScatterMap } from "../../widgets/src/map/scatter-map.js";
import { sharedGl } from "../../widgets/src/map/shared-gl.js";
import type { MapColumns } from "../../widgets/src/map-columns.js";
import { readTheme } from "../../widgets/src/theme.js";

const CLASSES = 10;
const STEPS = 20;
const WARM_UP = 4;
/** the mean diameter of our points where there are few, pixels */
const POINT_PX = 8.6;

/** One map that can be moved; each call of `pan` and `zoom` changes what is in sight. */
interface Drawn {
  pan(step: number): undefined | Promise<unknown>;
  zoom(step: number): undefined | Promise<unknown>;
  dispose(): void;
}

type Maker = (host: HTMLElement, columns: MapColumns) => Promise<Drawn>;

interface Plotly {
  newPlot(host: HTMLElement, data: object[], layout: object, config: object): Promise<unknown>;
  relayout(host: HTMLElement, change: object): Promise<unknown>;
  purge(host: HTMLElement): void;
}

let gestureAt = 0;
const noHandlers = {
  onSelect: (): void => {
    gestureAt = performance.now();
  },
  onHover: (): void => {},
  onLabel: (): void => {},
  onStep: (): void => {},
};
const noPictures: MapPictures = { url: () => undefined, load: () => {} };

function openOurs(host: HTMLElement, columns: MapColumns, pictures: MapPictures): ScatterMap {
  const map = new ScatterMap(host, noHandlers, pictures);
  map.setTool("pan");
  map.draw({ columns, theme: readTheme(host), focus: null });
  return map;
}

function point(host: HTMLElement, type: string, x: number, y: number): void {
  const { left, top } = host.getBoundingClientRect();
  host.dispatchEvent(
    new PointerEvent(type, { clientX: left + x, clientY: top + y, pointerId: 1, bubbles: true, cancelable: true }),
  );
}

/** Reading a pixel back waits for the queue. */
function finish(gl: WebGLRenderingContext | null | undefined): void {
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** Ours, moved by the events of a pointer. */
function moveOurs(host: HTMLElement, map: ScatterMap): Drawn {
  return {
    pan: (step) => {
      if (step === 0) point(host, "pointerdown", 450, 300);
      point(host, "pointermove", 450 + 100 * Math.sin(step / 6), 300 + 60 * Math.sin(step / 9));
      if (step === STEPS + WARM_UP - 1) point(host, "pointerup", 450, 300);
    },
    zoom: (step) => {
      const { left, top } = host.getBoundingClientRect();
      const deltaY = step % 20 < 10 ? -60 : 60;
      host.dispatchEvent(
        new WheelEvent("wheel", { deltaY, clientX: left + 400, clientY: top + 250, cancelable: true }),
      );
    },
    finish: () => finish(sharedGl()?.gl),
    dispose: () => map.dispose(),
  };
}

const ours: Maker = async (host, columns) => {
  // the pointer is captured on a press, which made-up events cannot be
  host.setPointerCapture = () => {};
  return moveOurs(host, openOurs(host, columns, noPictures));
};

const plotly: Maker = async (host, columns) => {
  const library = (await import("plotly.js-gl2d-dist-min")) as unknown as { default: Plotly };
  const n = columns.ids.length;
  const trace = {
    type: "scattergl",
    mode: "markers",
    x: Array.from({ length: n }, (_, place) => columns.positions[2 * place]),
    y: Array.from({ length: n }, (_, place) => columns.positions[2 * place + 1]),
    marker: {
      size: POINT_PX * pointGrowth(n, 1),
      color: Array.from({ length: n }, (_, place) => classColor(columns.classIndex[place], false)),
    },
    hoverinfo: "none",
  };
  const axis = { visible: false, range: [-9, 9] };
  const layout = {
    width: 900,
    height: 600,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    xaxis: axis,
    yaxis: { ...axis, range: [-6, 6] },
    showlegend: false,
  };
  await library.default.newPlot(host, [trace], layout, { displayModeBar: false });
  const look = (x: number, y: number, half: number): Promise<unknown> =>
    library.default.relayout(host, {
      "xaxis.range": [x - half, x + half],
      "yaxis.range": [y - half / 1.5, y + half / 1.5],
    });
  return {
    pan: (step) => look(2 * Math.sin(step / 6), Math.sin(step / 9), 9),
    zoom: (step) => look(0, 0, 9 * 0.88 ** (step % 20 < 10 ? step % 10 : 10 - (step % 10))),
    finish: () => {
      for (const canvas of host.querySelectorAll("canvas")) finish(canvas.getContext("webgl"));
    },
    dispose: () => library.default.purge(host),
  };
};

const reglScatterplot: Maker = async (host, columns) => {
  const canvas = document.createElement("canvas");
  host.append(canvas);
  const n = columns.ids.length;
  const scatterplot = createScatterplot({
    canvas,
    width: 900,
    height: 600,
    pointSize: POINT_PX * pointGrowth(n, 1),
    opacity: 1,
    colorBy: "category",
    pointColor: Array.from({ length: CLASSES }, (_, place) => classColor(place, false)),
  });
  await scatterplot.draw({
    x: Float32Array.from({ length: n }, (_, place) => columns.positions[2 * place] / 9),
    y: Float32Array.from({ length: n }, (_, place) => columns.positions[2 * place + 1] / 9),
    z: Array.from({ length: n }, (_, place) => columns.classIndex[place]),
  } as never);
  const look = (x: number, y: number, scale: number): void =>
    scatterplot.view(Float32Array.of(scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, 1, 0, x, y, 0, 1) as never);
  return {
    pan: (step) => look(0.2 * Math.sin(step / 6), 0.1 * Math.sin(step / 9), 1),
    zoom: (step) => look(0, 0, 0.88 ** -(step % 20 < 10 ? step % 10 : 10 - (step % 10))),
    finish: () => finish((scatterplot.get("regl") as unknown as { readonly _gl: WebGLRenderingContext })._gl),
    dispose: () => scatterplot.destroy(),
  };
};

const makers: Readonly<Record<string, Maker>> = { ours, plotly, "regl-scatterplot": reglScatterplot };

const frame = (): Promise<number> => new Promise((done) => requestAnimationFrame(done));
/** The frame after next begins when the one before was handed over. */
const shown = async (): Promise<void> => void [await frame(), await frame()];

function newHost(): HTMLElement {
  const host = document.createElement("div");
  host.className = "dc-map-host";
  host.style.cssText = "position: relative; inset: auto; width: 900px; height: 600px";
  document.body.replaceChildren(host);
  return host;
}

function columnsOf(n: number): MapColumns {
  return madeUpColumns(n / CLASSES);
}

/** @returns milliseconds per frame, the median: what another process takes for a moment does not count */
async function clock(drawn: Drawn, move: "pan" | "zoom"): Promise<number> {
  const times: number[] = [];
  for (let step = 0; step < STEPS + WARM_UP; step++) {
    const start = performance.now();
    await drawn[move](step);
    await frame();
    drawn.finish();
    times.push(performance.now() - start);
  }
  return times.slice(WARM_UP).sort((a, b) => a - b)[STEPS >> 1];
}

async function frames(name: string, n: number): Promise<{ first: number; pan: number; zoom: number }> {
  const columns = columnsOf(n);
  // a library's own loading is no part of its drawing
  if (name === "plotly") await import("plotly.js-gl2d-dist-min");
  const start = performance.now();
  const drawn = await makers[name](newHost(), columns);
  await frame();
  drawn.finish();
  const first = performance.now() - start;
  const pan = await clock(drawn, "pan");
  const zoom = await clock(drawn, "zoom");
  drawn.dispose();
  await shown();
  return { first, pan, zoom };
}

/** The same with a picture for each image, close enough that they show. */
async function pictures(n: number): Promise<{ pan: number; zoom: number }> {
  const urls = await makePictures(48);
  const columns = columnsOf(n);
  const host = newHost();
  host.setPointerCapture = () => {};
  const url = (id: string): string => urls[(columns.indexOfId.get(id) ?? 0) % urls.length];
  const map = openOurs(host, columns, { url, load: () => {} });
  const drawn = moveOurs(host, map);
  await shown();
  const { left, top } = host.getBoundingClientRect();
  for (let turn = 0; turn < 9; turn++) {
    host.dispatchEvent(
      new WheelEvent("wheel", { deltaY: -60, clientX: left + 700, clientY: top + 300, cancelable: true }),
    );
  }
  await new Promise((done) => setTimeout(done, 1500));
  const pan = await clock(drawn, "pan");
  const zoom = await clock(drawn, "zoom");
  map.dispose();
  return { pan, zoom };
}

async function makePictures(count: number): Promise<readonly string[]> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 128;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const urls: string[] = [];
  for (let at = 0; at < count; at++) {
    context.fillStyle = `hsl(${at * 37} 60% 60%)`;
    context.fillRect(0, 0, 128, 128);
    context.fillStyle = "#222";
    context.fillRect(20 + at, 40, 30, 30);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp"));
    urls.push(URL.createObjectURL(blob as Blob));
  }
  return urls;
}

/** A lasso of 200 corners around most of the map. @returns milliseconds of script from the release to the images inside, and to their being shown as selected */
async function lasso(n: number): Promise<{ inside: number; shown: number }> {
  const columns = columnsOf(n);
  const host = newHost();
  host.setPointerCapture = () => {};
  let ids: readonly string[] = [];
  const map = new ScatterMap(
    host,
    {
      ...noHandlers,
      onSelect: (gesture) => {
        ids = gesture.ids;
        noHandlers.onSelect();
      },
    },
    noPictures,
  );
  map.draw({ columns, theme: readTheme(host), focus: null });
  await shown();
  const times: { inside: number; shown: number }[] = [];
  for (let turn = 0; turn < 8; turn++) {
    for (let step = 0; step <= 200; step++) {
      const angle = (2 * Math.PI * step) / 200;
      point(host, step === 0 ? "pointerdown" : "pointermove", 450 + 400 * Math.cos(angle), 300 + 280 * Math.sin(angle));
    }
    const released = performance.now();
    point(host, "pointerup", 850, 300);
    const inside = gestureAt - released;
    const begun = performance.now();
    map.select(ids);
    times.push({ inside, shown: inside + performance.now() - begun });
    await shown();
  }
  if (ids.length < n / 2) throw new Error(`The lasso holds ${ids.length} of ${n} points; it should hold most.`);
  map.dispose();
  const median = (of: (time: { inside: number; shown: number }) => number): number =>
    times.map(of).sort((a, b) => a - b)[times.length >> 1];
  return { inside: median((time) => time.inside), shown: median((time) => time.shown) };
}

/** Leaves one map standing, so that its memory can be read. */
async function stand(name: string, n: number): Promise<void> {
  const columns = columnsOf(n);
  await makers[name](newHost(), columns);
  await shown();
}

Object.assign(window, { bench: { frames, pictures, lasso, stand } });
