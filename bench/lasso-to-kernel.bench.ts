/**
 * The browser's part of lasso-to-kernel.mjs; needs LASSO_SESSION, the folder of a session that bench/scale.mjs made.
 *
 * The clock starts with the time stamp of the event that releases the pointer, so what the browser's queue holds up counts. It stops twice:
 * "in the kernel" when the kernel sends the new selection to all tabs, by the kernel's clock, which is the same machine's, in whole milliseconds;
 * "answered" when the page has handled "done", the kernel's answer to the request. The second is an upper bound of the first: the way back is in
 * it, and the picture that the page draws in the meantime, in the thread that also handles messages.
 * The lassos are drawn by the mouse: around everything, and around the middle of the map so that about 10,000 and 1,000 points are inside.
 */
import { type Page, test } from "@playwright/test";
import { startJupyter } from "../test/ui/jupyter-server";
import { askKernel, lookAtWorkbench, openNotebook, runAll, workbench } from "../test/ui/lab-page";
import { writeNotebook } from "../test/ui/write-notebook";
import { findWorkbench, type WorkbenchWindow } from "./find-workbench";

const GOAL_MS = 100;
const ROUNDS = 7;
const WARM_UP = 2;
const SEARCH_STEPS = 12;
const PAUSE_MS = 500;

/** One lasso; milliseconds since 1970. */
interface Trip {
  readonly images: number;
  readonly released: number;
  readonly sent: number;
  readonly request: number;
  /** bytes of the message, JSON and buffers; what it is packed in is not counted */
  readonly bytes: number;
  readonly done: number;
}

/** A lasso that is answered, and when the kernel had it. */
interface Measured extends Trip {
  readonly inKernel: number;
}

interface WatchedModel {
  readonly selection: readonly string[];
  readonly map: { readonly ids: readonly string[] } | null;
  send(content: { kind: string; request: number }, callbacks: unknown, buffers?: readonly ArrayBuffer[]): unknown;
  on(event: string, handler: (content: { kind: string; request: number; message?: string }) => void): void;
}

interface WatchedWindow extends WorkbenchWindow<WatchedModel> {
  trips: Trip[];
}

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** A cell that notes when the kernel sends a selection on, which it does right after taking it over. */
const NOTE_SELECTIONS = `const bridge = (globalThis as any)[Symbol.for("datacrafter.kernel-bridge.v1")];
const openComm = bridge.openComm;
let selectedAt = 0;
bridge.openComm = (opening: any) => {
  const comm = openComm(opening);
  const send = comm.send;
  comm.send = (data: any, options: any) => {
    if (String(data.content?.kind).startsWith("selection")) selectedAt = Date.now();
    send(data, options);
  };
  return comm;
};`;

test("lasso to kernel", async ({ page }) => {
  test.setTimeout(600_000);
  const folder = process.env.LASSO_SESSION;
  if (!folder) throw new Error('LASSO_SESSION is not set; run "npm run bench:lasso".');
  const server = await startJupyter();
  try {
    writeNotebook(server.root, "lasso.ipynb", cellsFor(folder));
    await openNotebook(page, server.url, "lasso.ipynb");
    await runAll(page);
    await lookAtWorkbench(page);
    await findWorkbench(page);
    await page.evaluate(watch);
    const box = await workbench(page).locator(".dc-map-host").boundingBox();
    if (!box) throw new Error("the map is not in the page");
    const whole = { x: box.x + box.width / 2, y: box.y + box.height / 2, radius: 0 };
    const all = await page.evaluate(() => (window as unknown as WatchedWindow).model.map?.ids.length ?? 0);
    console.log(`${all} images; milliseconds from the pointer's release, median of ${ROUNDS} (fastest to slowest)`);
    const head = ["images", "sent", "in the kernel", "answered", "message"];
    console.log(head.map((cell) => cell.padStart(22)).join(""));
    const around = Math.min(box.width, box.height) / 2 - 4;
    for (const [wanted, circle] of [
      [all, { ...whole, radius: around }],
      [10_000, await circleAround(page, whole, around, 10_000)],
      [1_000, await circleAround(page, whole, around, 1_000)],
    ] as const) {
      if (wanted > all) continue;
      const trips: Measured[] = [];
      for (let round = 0; round < WARM_UP + ROUNDS; round++) trips.push(await lasso(page, circle));
      report(trips.slice(WARM_UP));
    }
  } finally {
    await server.stop();
  }
});

function cellsFor(folder: string): string[] {
  return [
    'import * as dc from "datacrafter";',
    `const refuse = async () => { throw new Error("nothing should be missing"); };
const session = await dc.openSession(${JSON.stringify(folder)}, {
  embedder: { name: "bench-512", embed: refuse },
  labeler: { name: "bench-words", label: refuse },
  generator: { ...dc.filters(), name: "bench", generate: refuse },
});`,
    NOTE_SELECTIONS,
    "session.show();",
  ];
}

/** In the page: notes when the pointer is released, when the model sends the select, and when it has handled the answer. */
function watch(): void {
  const watched = window as unknown as WatchedWindow;
  const trips: Trip[] = [];
  let released = 0;
  const { model } = watched;
  watched.trips = trips;
  window.addEventListener("pointerup", (event) => (released = Date.now() - (performance.now() - event.timeStamp)), {
    capture: true,
  });
  const send = model.send;
  model.send = function (content, callbacks, buffers = []) {
    const sent = Date.now();
    const result = send.call(this, content, callbacks, buffers);
    if (content.kind.startsWith("select")) {
      const bytes = JSON.stringify(content).length + buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
      trips.push({ images: 0, released, sent, request: content.request, bytes, done: 0 });
    }
    return result;
  };
  // registered after the model's own handler, so it hears of a message when that has handled it
  model.on("msg:custom", ({ kind, request, message }) => {
    const trip = trips.find((each) => each.request === request);
    if (kind === "failed" && trip) throw new Error(message);
    if (kind === "done" && trip) Object.assign(trip, { done: Date.now(), images: model.selection.length });
  });
}

/** Draws a lasso with the mouse, waits for the kernel's answer, and takes the selection back for the next. */
async function lasso(page: Page, { x, y, radius }: Circle): Promise<Measured> {
  await page.evaluate(() => (window as unknown as WatchedWindow).trips.splice(0));
  const corners = Array.from({ length: 33 }, (_, i) => (2 * Math.PI * i) / 32);
  // a lasso starts left of its middle, where no label is
  await page.mouse.move(x - radius, y);
  await page.mouse.down();
  for (const turn of corners) await page.mouse.move(x - radius * Math.cos(turn), y - radius * Math.sin(turn));
  await page.mouse.up();
  const trip = await answered(page);
  await page.waitForTimeout(PAUSE_MS);
  const said = await askKernel(page, "console.log(JSON.stringify([selectedAt, session.selection.length]))");
  const [inKernel, held] = JSON.parse(said) as [number, number];
  if (held !== trip.images) throw new Error(`the kernel holds ${held} images selected, the page ${trip.images}`);
  await page.evaluate(() => (window as unknown as WatchedWindow).trips.splice(0));
  await page.keyboard.press("Escape");
  await answered(page);
  await page.waitForTimeout(PAUSE_MS);
  return { ...trip, inKernel };
}

async function answered(page: Page): Promise<Trip> {
  await page.waitForFunction(() => (window as unknown as WatchedWindow).trips.at(-1)?.done);
  return page.evaluate(() => (window as unknown as WatchedWindow).trips.at(-1) as Trip);
}

/** Halves the interval of radii until about this many images are inside. */
async function circleAround(page: Page, whole: Circle, most: number, images: number): Promise<Circle> {
  let [low, high] = [4, most];
  let best = { ...whole, radius: most };
  let off = Number.POSITIVE_INFINITY;
  for (let step = 0; step < SEARCH_STEPS && off > images / 10; step++) {
    const circle = { ...whole, radius: (low + high) / 2 };
    const found = (await lasso(page, circle)).images;
    if (Math.abs(found - images) < off) {
      off = Math.abs(found - images);
      best = circle;
    }
    if (found < images) low = circle.radius;
    else high = circle.radius;
  }
  return best;
}

function report(trips: readonly Measured[]): void {
  const [{ images, bytes }] = trips;
  const kernel = spread(trips.map(({ released, inKernel }) => inKernel - released));
  const answer = spread(trips.map(({ released, done }) => done - released));
  const script = spread(trips.map(({ released, sent }) => sent - released));
  const verdict = kernel.median < GOAL_MS ? "met" : "missed";
  const cells = [images, script.text, kernel.text, answer.text, `${Math.ceil(bytes / 1024)} KiB`];
  console.log(`${cells.map((cell) => String(cell).padStart(22)).join("")}   goal ${GOAL_MS}: ${verdict}`);
}

function spread(values: readonly number[]): { readonly median: number; readonly text: string } {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  return { median, text: `${median} (${sorted[0]} to ${sorted.at(-1)})` };
}
