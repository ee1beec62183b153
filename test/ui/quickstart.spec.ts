import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type JupyterServer, pythonPath, startJupyter } from "./jupyter-server";
import {
  askKernel,
  changeTheme,
  command,
  kernelReady,
  lookAtWorkbench,
  noCellRunning,
  openNotebook,
  restored,
  runAll,
  startCommand,
  workbench,
} from "./lab-page";

const PICTURES = resolve(__dirname, "../../test-results/pictures");

let server: JupyterServer;
test.beforeAll(async () => {
  server = await startJupyter();
});
test.afterAll(async () => {
  await server?.stop();
});

test.describe.configure({ mode: "serial" });

test("a newcomer runs the quickstart, points, refines, generates; a reload and a restart lose nothing", async ({
  page,
}) => {
  test.setTimeout(900_000);
  const complaints = collectErrors(page);
  await openNotebook(page, server.url, "01-quickstart.ipynb");

  await test.step("every cell of the quickstart runs", async () => {
    await runAll(page);
    await lookAtWorkbench(page);
  });
  // the notebook points in the person's place; what it rejects are the generator's mistakes, of which there may be none
  const before = await rejectedInKernel(page);

  const pointed =
    await test.step("what is lassoed and rejected in the browser is exactly what the kernel gets", async () => {
      await lasso(page, 0.35, 0.6);
      await expect.poll(() => selectedIds(page)).toEqual(await idsInKernel(page, "session.selection"));
      const generated = await selectedIds(page, "generated");
      expect(generated.length).toBeGreaterThan(2);
      await workbench(page).getByRole("button", { name: "Reject", exact: true }).click();
      await expect.poll(() => rejectedInKernel(page)).toEqual(union(before, generated));
      return generated;
    });

  await test.step("a click on a label selects the images that carry it and shows the labels around it; a second click looks away", async () => {
    const labels = workbench(page).locator(".dc-map-label");
    const texts = await labels.allTextContents();
    expect(texts.length).toBeGreaterThan(3);
    const text = texts.find((each) => !each.endsWith("and similar")) ?? texts[0];
    const label = labels.filter({ hasText: new RegExp(`^${text}$`) });
    await clickMiddle(page, label);
    await expect(label).toHaveCSS("font-weight", "700");
    const selected = await selectedIds(page);
    expect(selected).toEqual(await carriersInKernel(page, text));
    await clickMiddle(page, label);
    await expect(workbench(page).locator(".dc-selection .dc-summary")).toHaveText("Nothing selected");
    await expect(label).toHaveCSS("font-weight", "400");
    expect(await labels.count()).toBeGreaterThan(3);
  });

  await test.step("Refine proposes, one prompt is accepted, Generate adds an iteration to widget, chart and store", async () => {
    await workbench(page).getByRole("button", { name: "Refine", exact: true }).click();
    const proposed = workbench(page).locator(".dc-card[data-status=proposed]");
    await expect(proposed.first()).toBeVisible();
    const className = (await proposed.first().locator(".dc-card-class").textContent()) ?? "";
    await proposed.first().getByRole("button", { name: "Accept", exact: true }).click();
    await expect(
      workbench(page).locator(`.dc-card[data-status=active] .dc-card-class:text-is("${className}")`),
    ).toBeVisible();
    await workbench(page).getByRole("button", { name: "Generate", exact: true }).click();
    await expect(workbench(page).getByRole("progressbar")).toBeVisible();
    await expect(workbench(page).getByRole("progressbar")).toBeHidden({ timeout: 300_000 });
    await expect(workbench(page).locator(".dc-chart .plotly")).toBeVisible();
    expect(await iterationsInStore()).toBe(3);
  });

  const shown = (await workbench(page).locator(".dc-toolbar .dc-status").first().textContent()) ?? "";
  await test.step("after a reload everything is there again", async () => {
    await command(page, "docmanager:save");
    await page.reload();
    await restored(page);
    await lookAtWorkbench(page);
    await expect(workbench(page).locator(".dc-toolbar .dc-status").first()).toHaveText(shown);
    expect(await rejectedInKernel(page)).toEqual(union(before, pointed));
  });

  await test.step("after a kernel restart, run all works and finds the session as it was", async () => {
    await startCommand(page, "kernelmenu:restart");
    await page.locator(".jp-Dialog .jp-mod-accept").click();
    await kernelReady(page);
    await runAll(page);
    expect(await iterationsInStore()).toBe(3);
    expect(await rejectedInKernel(page)).toEqual(union(before, pointed));
    await noCellRunning(page, 60_000);
  });

  await takePictures(page);
  expect(complaints).toEqual([]);
});

function rejectedInKernel(page: Page): Promise<string[]> {
  return imagesInKernel(page, 'image.feedback === "rejected"');
}

function carriersInKernel(page: Page, label: string): Promise<string[]> {
  return imagesInKernel(page, `image.labels.includes(${JSON.stringify(label)})`);
}

function imagesInKernel(page: Page, condition: string): Promise<string[]> {
  return idsInKernel(page, `session.images.filter((image) => ${condition}).map((image) => image.id)`);
}

/** @throws Error when the kernel printed something else: no answer is not an empty one */
async function idsInKernel(page: Page, list: string): Promise<string[]> {
  const printed = await askKernel(page, `console.log("ids:" + [...${list}].sort().join())`);
  const [, ids] = /^ids:(\S*)$/.exec(printed) ?? [];
  if (ids === undefined) throw new Error(`The kernel did not print ids: ${printed}`);
  return ids ? ids.split(",") : [];
}

async function clickMiddle(page: Page, locator: Locator): Promise<void> {
  await locator.scrollIntoViewIfNeeded();
  const box = await boxOf(locator);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.up();
}

/** Reads the session's database with Python's own sqlite3, not with our code. */
async function iterationsInStore(): Promise<number> {
  const script =
    "import sqlite3,sys; print(sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True).execute('select count(*) from iterations').fetchone()[0])";
  return Number(
    execFileSync(pythonPath(), ["-c", script, join(server.root, "runs/quickstart/session.db")], { encoding: "utf8" }),
  );
}

/** Draws a ring over the middle of the map; sizes are shares of the map's. */
async function lasso(page: Page, radiusX: number, radiusY: number): Promise<void> {
  const map = workbench(page).locator(".dc-map-host");
  await map.scrollIntoViewIfNeeded();
  const box = await boxOf(map);
  const steps = 24;
  for (let step = 0; step <= steps; step++) {
    const angle = (2 * Math.PI * step) / steps;
    const x = box.x + box.width * (0.5 + 0.5 * radiusX * Math.cos(angle));
    const y = box.y + box.height * (0.5 + 0.5 * radiusY * Math.sin(angle));
    await page.mouse.move(x, y);
    if (step === 0) await page.mouse.down();
  }
  await page.mouse.up();
  await expect(workbench(page).locator(".dc-thumbnail").first()).toBeVisible();
}

/** @param origin default: all */
async function selectedIds(page: Page, origin?: "generated" | "original"): Promise<string[]> {
  for (const more = workbench(page).locator(".dc-more"); await more.isVisible(); ) await more.click();
  const cells = workbench(page).locator(origin ? `.dc-thumbnail[data-origin=${origin}]` : ".dc-thumbnail");
  return cells.evaluateAll((found) => found.map((cell) => (cell as HTMLElement).dataset.id ?? "").sort());
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("the map is not in the page");
  return box;
}

function union(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second])].sort();
}

/** The page's own errors; JupyterLab's requests for things that are not installed do not count. */
function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

async function takePictures(page: Page): Promise<void> {
  await lookAtWorkbench(page);
  for (const theme of ["Light", "Dark"] as const) {
    const name = theme.toLowerCase();
    await changeTheme(page, theme);
    await page.waitForTimeout(1_500);
    await workbench(page).screenshot({ path: join(PICTURES, `workbench-${name}.png`) });
    await page.screenshot({ path: join(PICTURES, `lab-${name}.png`) });
    await clickMiddle(page, workbench(page).locator(".dc-map-label").first());
    await expect(workbench(page).locator(".dc-thumbnail").first()).toBeVisible();
    await page.waitForTimeout(1_500);
    await workbench(page).screenshot({ path: join(PICTURES, `label-${name}.png`) });
    await page.keyboard.press("Escape");
  }
}
