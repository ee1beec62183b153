import { join, resolve } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { barriers } from "./barriers";
import { type JupyterServer, startJupyter } from "./jupyter-server";
import {
  askKernel,
  command,
  kernelReady,
  layoutRestored,
  lookAtWorkbench,
  openNotebook,
  runAll,
  workbench,
} from "./lab-page";
import { SMALL_SESSION, writeNotebook } from "./write-notebook";

const PICTURES = resolve(__dirname, "../../test-results/pictures");
/** More stops than the workbench has: a control that this many presses of Tab do not reach cannot be reached. */
const MOST_STOPS = 160;
/** JupyterLab's right side bar and the gap before it, in px, with room to spare. */
const RIGHT_BAR = 60;

let server: JupyterServer;
test.beforeAll(async () => {
  server = await startJupyter();
});
test.afterAll(async () => {
  await server?.stop();
});

test("the whole loop by keyboard, then every view, and the same workbench in a tab and in Notebook 7", async ({
  page,
}) => {
  test.setTimeout(600_000);
  writeNotebook(server.root, "views.ipynb", SMALL_SESSION);
  await openNotebook(page, server.url, "views.ipynb");
  await runAll(page);
  await lookAtWorkbench(page);
  const bench = workbench(page);
  const status = bench.locator(".dc-heading [role=status]");
  const summary = bench.locator(".dc-selection .dc-summary");

  await test.step("by keyboard: select a class, reject, want, look closely, undo, redo", async () => {
    await bench.focus();
    await tabTo(page, bench.locator(".dc-legend-classes button", { hasText: "cat" }));
    await page.keyboard.press("Enter");
    await expect(summary).toHaveText("3 selected: all generated, cat");
    await tabTo(page, bench.locator(".dc-thumbnails .dc-thumbnail").first());
    await page.keyboard.press("r");
    await page.keyboard.press("w");
    await expect(status).toContainText("1 rejected · 1 wanted");
    await expect(bench.locator(".dc-thumbnail").nth(2)).toBeFocused();
    await page.keyboard.press("Space");
    await expect(bench.getByRole("dialog", { name: "The picture, large" })).toBeVisible();
    await expect.poll(() => pictureWidth(page)).toBeGreaterThan(0);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Escape");
    await expect(bench.locator(".dc-thumbnail").nth(1)).toBeFocused();
    await page.keyboard.press("z");
    await expect(status).not.toContainText("wanted");
    await expect(bench.getByRole("button", { name: "Redo", exact: true })).toBeEnabled();
    await page.keyboard.press("Shift+Z");
    await expect(status).toContainText("1 rejected · 1 wanted");
  });

  await test.step("by keyboard: edit a prompt, transfer it, accept it, generate", async () => {
    await tabTo(page, cardsOf(bench, "cat").first().getByRole("button", { name: "Edit", exact: true }));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" on a quiet lake");
    await page.keyboard.press("Control+Enter");
    const edited = cardsOf(bench, "cat").filter({ hasText: "on a quiet lake" });
    await expect(edited).toHaveCount(1);
    await tabTo(page, edited.locator(".dc-menu summary"));
    await page.keyboard.press("Enter");
    await tabTo(page, edited.getByRole("button", { name: "dog", exact: true }));
    await page.keyboard.press("Enter");
    const proposed = bench.locator(".dc-card[data-status=proposed]");
    await expect(proposed.locator(".dc-card-class")).toHaveText("dog");
    await expect(proposed.locator("ins")).toContainText("on a quiet lake");
    await tabTo(page, proposed.getByRole("button", { name: "Accept", exact: true }));
    await page.keyboard.press("Enter");
    await expect(proposed).toHaveCount(0);
    await tabTo(page, bench.getByRole("button", { name: "Generate", exact: true }));
    await page.keyboard.press("Enter");
    await expect(bench.getByRole("progressbar")).toBeVisible();
    await expect(bench.getByRole("progressbar")).toBeHidden({ timeout: 300_000 });
    await expect(status).toContainText("2 iterations");
  });

  await test.step("Metrics: an iteration's button, and a point of the chart, select its images", async () => {
    await bench.locator(".dc-iterations [data-iteration='2']").click();
    await expect.poll(async () => (await shownIds(bench)).length).toBeGreaterThan(10);
    const second = await shownIds(bench);
    await bench.locator(".dc-iterations [data-iteration='1']").click();
    await expect.poll(() => shownIds(bench)).not.toEqual(second);
    await bench.locator(".dc-chart").scrollIntoViewIfNeeded();
    const point = await boxOf(bench.locator(".dc-chart .scatterlayer .point").last());
    await page.mouse.move(point.x + point.width / 2, point.y + point.height / 2);
    await page.mouse.down();
    await page.mouse.up();
    await expect.poll(() => shownIds(bench)).toEqual(second);
  });

  await test.step("Prompts: a prompt's images are those that the kernel says it made", async () => {
    const made = cardsOf(bench, "cat").filter({ hasText: "on a quiet lake" }).locator(".dc-made");
    const [count] = ((await made.textContent()) ?? "").split(" ");
    await made.click();
    await expect(summary).toHaveText(new RegExp(`^${count} selected: all generated, cat`));
  });

  await test.step("Detail: rows of originals with what was made from them; the table ticks", async () => {
    await bench.getByRole("button", { name: "Rows", exact: true }).click();
    await expect(bench.locator(".dc-source-row").first().locator(".dc-thumbnail")).toHaveCount(4); // the original, one made with it, two by Generate
    await bench.getByRole("button", { name: "Table", exact: true }).click();
    await page.keyboard.press("Escape");
    await expect(summary).toHaveText("Nothing selected");
    await bench.getByRole("button", { name: "Iteration", exact: true }).click();
    const ticks = bench.locator(".dc-tick");
    await ticks.nth(0).focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect(summary).toHaveText(/^2 selected: all original/);
    expect(await barriers(page, ".dc-workbench")).toEqual([]);
  });

  await test.step("Info: a bar and a label select, letters find, a label is hidden and comes back", async () => {
    await bench.getByRole("tab", { name: "Info" }).click();
    await bench.getByRole("button", { name: "dog: 3 original", exact: true }).click();
    await expect(summary).toHaveText("3 selected: all original, dog");
    const label = bench.locator("button.dc-label-name").first();
    const text = (await label.textContent()) ?? "";
    await label.click();
    await expect(label).toHaveAttribute("aria-pressed", "true");
    const carriers = (await summary.textContent()) ?? "";
    await page.keyboard.press("Escape");
    await bench.getByRole("searchbox", { name: /^Search labels/ }).fill(text);
    await page.keyboard.press("Enter");
    await expect(summary).not.toHaveText("Nothing selected");
    expect(Number.parseInt((await summary.textContent()) ?? "", 10)).toBeGreaterThanOrEqual(
      Number.parseInt(carriers, 10),
    );
    await bench.locator(".dc-label-row", { hasText: text }).first().getByRole("button", { name: "Hide" }).click();
    await expect(bench.locator(".dc-label-off")).toHaveText(new RegExp(text));
    expect(await barriers(page, ".dc-workbench")).toEqual([]);
    await bench.locator(".dc-label-off").getByRole("button", { name: "Show" }).click();
    await expect(bench.locator(".dc-label-off")).toHaveCount(0);
  });

  await test.step("Review: suspicious images come with their reasons; R rejects and goes on", async () => {
    await bench.getByRole("tab", { name: "Review" }).click();
    await bench.getByRole("button", { name: "Find suspicious images" }).click();
    const first = bench.locator(".dc-strip .dc-thumbnail").first();
    await expect(first).toBeVisible({ timeout: 60_000 });
    await expect(bench.locator(".dc-reasons li").first()).toHaveText(/\.$/);
    const strip = bench.locator(".dc-strip");
    const place = await bottomOf(bench.locator(".dc-place-images"));
    await expect.poll(() => bottomOf(strip)).toBeLessThanOrEqual(place);
    const id = await first.getAttribute("data-id");
    await first.focus();
    await page.keyboard.press("r");
    await expect(first).toHaveAttribute("data-look", "rejected");
    await expect(strip.locator(".dc-thumbnail").nth(1)).toBeFocused();
    expect(await barriers(page, ".dc-workbench")).toEqual([]);
    const said = await askKernel(
      page,
      `console.log(session.images.find((image) => image.id === ${JSON.stringify(id)})?.feedback, session.undo(), session.redo())`,
    );
    expect(said).toBe("rejected reject 1 image reject 1 image");
    await lookAtWorkbench(page);
  });

  await test.step("the tour goes round by keyboard", async () => {
    await bench.getByRole("button", { name: "Tour of the workbench" }).focus();
    await page.keyboard.press("Enter");
    const hint = bench.getByRole("dialog", { name: "Tour of the workbench" });
    for (const title of ["Look", "Point", "Judge", "Refine", "Generate", "Compare"]) {
      await expect(hint.locator("h3")).toContainText(title);
      await page.keyboard.press("Enter");
    }
    await expect(hint).toBeHidden();
  });

  await test.step("in a tab the same workbench, from 700 pixels to a 4K screen", async () => {
    await command(page, "docmanager:save");
    await bench.getByRole("button", { name: "Open in a tab", exact: true }).click();
    const tab = page.locator(".dc-workbench.dc-in-tab");
    await expect(tab.locator(".dc-map-label").first()).toBeVisible({ timeout: 60_000 });
    await tab.locator(".dc-legend-classes button", { hasText: "fox" }).click();
    await expect(tab.locator(".dc-selection .dc-summary")).toHaveText(/generated, fox$/);
    const panel = await boxOf(page.locator(".jp-MainAreaWidget", { has: tab }));
    expect((await boxOf(tab)).height).toBeGreaterThan(0.8 * panel.height);
    for (const [width, height] of [
      [1000, 800],
      [1920, 1080],
      [3840, 2160],
    ]) {
      await page.setViewportSize({ width, height });
      // JupyterLab lays out again a while after the window; then only its right side bar is beside the tab
      await expect.poll(async () => Math.abs(width - RIGHT_BAR / 2 - (await rightOf(tab)))).toBeLessThan(RIGHT_BAR / 2);
      await expect.poll(() => cutOff(tab)).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `tab-${width}.png`) });
    }
    await page.setViewportSize({ width: 1400, height: 1000 });
  });

  await test.step("the tab comes back with the page, holds its workbench, and goes when it is closed", async () => {
    const tab = page.locator(".dc-workbench.dc-in-tab");
    await page.reload();
    await layoutRestored(page);
    // its notebook is behind it, so no cell has drawn the workbench
    await expect(tab.locator(".dc-map-label").first()).toBeVisible({ timeout: 60_000 });
    await expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")).toHaveCount(0);
    await expect(tab.locator(".dc-selection .dc-summary")).toHaveText(/generated, fox$/);
    await tab.locator(".dc-legend-classes button", { hasText: "pig" }).click();
    await expect(tab.locator(".dc-selection .dc-summary")).toHaveText(/generated, pig$/);
    await command(page, "application:close");
    await expect(tab).toHaveCount(0);
    const selected = "session.images.filter(({ id }) => session.selection.includes(id))";
    await kernelReady(page);
    expect(await askKernel(page, `console.log(...new Set(${selected}.map((image) => image.className)))`)).toBe("pig");
  });

  await test.step("Notebook 7 shows it too", async () => {
    await page.goto(`${server.url}/notebooks/views.ipynb`);
    await page.locator(".jp-CodeCell", { hasText: "session.show();" }).first().scrollIntoViewIfNeeded();
    const shown = page.locator(".dc-workbench").first();
    await expect(shown.locator(".dc-map-label").first()).toBeVisible({ timeout: 90_000 });
    await shown.locator(".dc-legend-classes button", { hasText: "owl" }).click();
    await expect(shown.locator(".dc-selection .dc-summary")).toHaveText(/generated, owl$/);
    await expect(shown.getByRole("button", { name: "Open in a tab" })).toBeHidden();
    await shown.getByRole("button", { name: "Reject", exact: true }).click();
    await expect(shown.locator(".dc-heading [role=status]")).toContainText(/[4-9] rejected|\d\d rejected/);
    await page.screenshot({ path: join(PICTURES, "notebook-7.png") });
  });
});

/** Presses Tab until the control has the focus; once around, from the workbench's beginning, where it is left at its end. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const wanted = await target.elementHandle();
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    const where = await page.evaluate((element) => {
      const { activeElement } = document;
      if (activeElement === element) return "there";
      return activeElement?.closest(".dc-workbench") ? "inside" : "outside";
    }, wanted);
    if (where === "there") return;
    if (where === "outside") await workbench(page).focus();
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}.`);
}

function cardsOf(bench: Locator, className: string): Locator {
  return bench.locator(`.dc-card:has(.dc-card-class:text-is("${className}"))`);
}

function shownIds(bench: Locator): Promise<(string | undefined)[]> {
  const shown = bench.locator(".dc-thumbnails .dc-thumbnail");
  return shown.evaluateAll((found) => found.map((each) => (each as HTMLElement).dataset.id));
}

function pictureWidth(page: Page): Promise<number> {
  return workbench(page)
    .locator(".dc-large-image")
    .evaluate((image) => (image as HTMLImageElement).naturalWidth);
}

/** The parts of a workbench that are wider than their place. */
function cutOff(bench: Locator): Promise<string[]> {
  return bench.evaluate((root) =>
    [root, ...root.querySelectorAll(".dc-panels, .dc-panels > *, .dc-panel")]
      .filter((part) => part.scrollWidth > part.clientWidth)
      .map((part) => `${part.className} ${part.scrollWidth}`),
  );
}

async function rightOf(locator: Locator): Promise<number> {
  const { x, width } = await boxOf(locator);
  return x + width;
}

async function bottomOf(locator: Locator): Promise<number> {
  const { y, height } = await boxOf(locator);
  return y + height;
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not in the page");
  return box;
}
