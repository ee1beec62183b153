/**
 * Milliseconds from a click on a class in the workbench, through Jupyter's server and the kernel, to its answer in the browser: a real JupyterLab,
 * a real kernel, Chromium without a window, all on this machine.
 * Run: npm run bench:click
 *
 * The clock is the page's own. It starts in a capture listener on the window, before the workbench hears of the click. It stops when the widget's
 * model has handled the message, for two messages: "selection", the echo with the selected images, which every tab shows; and "done", which ends
 * the request. What Chromium needs to bring the pointer's click to the page and to paint is not in it.
 *
 * A click also redraws map and thumbnails in this tab, at once and in the thread that handles messages, so the answer may have to wait for the
 * picture. To tell the two apart the clicks are repeated with the redraw held back: that is the way to the kernel and back alone.
 */
import { type Page, test } from "@playwright/test";
import { type JupyterServer, startJupyter } from "../test/ui/jupyter-server";
import { lookAtWorkbench, openNotebook, runAll, workbench } from "../test/ui/lab-page";
import { SMALL_SESSION, writeNotebook } from "../test/ui/write-notebook";
import { findWorkbench, type WorkbenchWindow } from "./find-workbench";

const CLICKS = 60;
const WARM_UP = 10;
const PAUSE_MS = 100;
const GOAL_MS = 30;

/** Times in the page's milliseconds; one per click. */
interface Trip {
  clicked: number;
  sent: number;
  request: number;
  echoed: number;
  done: number;
}

interface WatchedModel {
  send(content: { kind: string; request: number }, ...rest: unknown[]): unknown;
  trigger(event: string, ...rest: unknown[]): unknown;
  on(event: string, handler: (content: { kind: string; request: number }) => void): void;
}

interface WatchedWindow extends WorkbenchWindow<WatchedModel> {
  trips: Trip[];
}

test("click to echo", async ({ page }) => {
  const server: JupyterServer = await startJupyter();
  try {
    writeNotebook(server.root, "click.ipynb", SMALL_SESSION);
    await openNotebook(page, server.url, "click.ipynb");
    await runAll(page);
    await lookAtWorkbench(page);
    await findWorkbench(page);
    await page.evaluate(watch);
    const echo = report("with redraw", await clickClasses(page));
    await page.evaluate(holdRedrawBack);
    report("redraw held back", await clickClasses(page));
    console.log(`goal: echo with redraw under ${GOAL_MS} ms: ${echo < GOAL_MS ? "met" : "missed"}`);
  } finally {
    await server.stop();
  }
});

/** In the page: notes when the window sees a click, when the model sends the select, and when it has handled the kernel's messages. */
function watch(): void {
  const watched = window as unknown as WatchedWindow;
  const trips: Trip[] = [];
  let clicked = 0;
  const { model } = watched;
  watched.trips = trips;
  window.addEventListener("click", () => (clicked = performance.now()), { capture: true });
  const send = model.send;
  model.send = function (content, ...rest) {
    if (content.kind === "select") {
      trips.push({ clicked, sent: performance.now(), request: content.request, echoed: 0, done: 0 });
    }
    return send.call(this, content, ...rest);
  };
  // registered after the model's own handler, so it hears of a message when that has handled it
  model.on("msg:custom", ({ kind, request }) => {
    const trip = trips.at(-1);
    if (kind === "selection" && trip?.echoed === 0) trip.echoed = performance.now();
    if (kind === "done" && trip?.request === request) trip.done = performance.now();
  });
}

/** In the page: the model no longer tells its panels of a new selection. */
function holdRedrawBack(): void {
  const watched = window as unknown as WatchedWindow;
  const trigger = watched.model.trigger;
  watched.model.trigger = function (event, ...rest) {
    return event === "workbench:selection" ? this : trigger.call(this, event, ...rest);
  };
}

/** Clicks the first two classes in turn, each time waiting for the answer; a pause, since a person has one. @returns without the warm-up */
async function clickClasses(page: Page): Promise<Trip[]> {
  const buttons = workbench(page).locator(".dc-legend-classes .dc-chip");
  await page.evaluate(() => (window as unknown as WatchedWindow).trips.splice(0));
  for (let click = 0; click < WARM_UP + CLICKS; click++) {
    await buttons.nth(click % 2).click();
    await page.waitForFunction((count) => {
      const { trips } = window as unknown as WatchedWindow;
      return trips.length === count && trips.every(({ echoed, done }) => echoed > 0 && done > 0);
    }, click + 1);
    await page.waitForTimeout(PAUSE_MS);
  }
  const trips = await page.evaluate(() => (window as unknown as WatchedWindow).trips);
  return trips.slice(WARM_UP);
}

/** Prints a line for each leg. @returns the median of the echo */
function report(name: string, trips: readonly Trip[]): number {
  reportLeg(
    `${name}, click to request sent`,
    trips.map(({ clicked, sent }) => sent - clicked),
  );
  reportLeg(
    `${name}, click to done`,
    trips.map(({ clicked, done }) => done - clicked),
  );
  return reportLeg(
    `${name}, click to echo`,
    trips.map(({ clicked, echoed }) => echoed - clicked),
  );
}

function reportLeg(name: string, milliseconds: readonly number[]): number {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);
  console.log(`${name}: median ${at(0.5)} ms, 95 % under ${at(0.95)} ms (${sorted.length} clicks)`);
  return Number(at(0.5));
}
