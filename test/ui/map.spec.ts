/** The map in a real browser, on made-up data and without Jupyter: what needs a real canvas, real WebGL and real keys. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, type Page, test } from "@playwright/test";

/** Offered by test/widgets/harness/harness.ts. */
interface HarnessWindow {
  readonly harness: {
    readonly kernel: { asked(kind: string): readonly { readonly ids: readonly string[]; readonly label: string }[] };
    readonly contexts: { readonly made: number; readonly lost: boolean };
    loseContext(): void;
    restoreContext(): void;
  };
}

let address = "";
test.beforeAll(() => {
  address = String(pathToFileURL(join(buildHarness(), "page.html")));
});

/** The bundler is an ES module, which Playwright's own loader does not take; a short Node process does. */
function buildHarness(): string {
  const module = pathToFileURL(join(__dirname, "../widgets/harness/build.mjs"));
  const script = `const { buildHarness } = await import("${module}"); process.stdout.write(await buildHarness());`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
}

async function open(page: Page, query: string): Promise<void> {
  await page.goto(`${address}?${query}`);
  await expect(page.locator(".dc-map-label").first()).toBeVisible();
  // the points are drawn by a frame of their own
  await expect.poll(async () => (await inks(page))[0], { timeout: 60_000 }).toBeGreaterThan(0.01);
}

async function asked(page: Page, kind: string): Promise<readonly { ids: readonly string[]; label: string }[]> {
  return page.evaluate((what) => [...(window as unknown as HarnessWindow).harness.kernel.asked(what)], kind) as Promise<
    readonly { ids: readonly string[]; label: string }[]
  >;
}

/** By map: the share of its pixels that are not background. */
async function inks(page: Page): Promise<number[]> {
  return page.locator("canvas.dc-map-points").evaluateAll((canvases) =>
    canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const context = (canvas as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
      const { data } = context.getImageData(0, 0, width, height);
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] !== data[0] || data[at + 1] !== data[1] || data[at + 2] !== data[2]) ink += 1;
      }
      return ink / (width * height);
    }),
  );
}

/** Draws an outline around the right half of the map. */
async function lassoRightHalf(page: Page): Promise<void> {
  const box = await page.locator(".dc-map-host").boundingBox();
  if (!box) throw new Error("the map is not in the page");
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.6, 0.05));
  await page.mouse.down();
  for (const [x, y] of [
    [0.98, 0.05],
    [0.98, 0.95],
    [0.6, 0.95],
    [0.6, 0.05],
  ]) {
    await page.mouse.move(...at(x, y), { steps: 4 });
  }
  await page.mouse.up();
}

test("without WebGL the map shows the same picture and selects as well", async ({ page }) => {
  await open(page, "theme=light");
  const [ink] = await inks(page);
  await lassoRightHalf(page);
  await expect.poll(() => asked(page, "select")).toHaveLength(1);
  const [withGl] = await asked(page, "select");
  await open(page, "theme=light&nogl");
  const [plain] = await inks(page);
  expect(Math.abs(plain - ink)).toBeLessThan(0.2 * ink);
  await lassoRightHalf(page);
  await expect.poll(() => asked(page, "select")).toHaveLength(1);
  const selected = await asked(page, "select");
  expect(selected[0].ids).toEqual(withGl.ids);
});

test("a lost WebGL context leaves the points in place, and its return too", async ({ page }) => {
  await open(page, "theme=dark");
  const [before] = await inks(page);
  const lost = (): Promise<boolean> => page.evaluate(() => (window as unknown as HarnessWindow).harness.contexts.lost);
  await page.evaluate(() => (window as unknown as HarnessWindow).harness.loseContext());
  await expect.poll(lost).toBe(true);
  await expect.poll(async () => Math.abs((await inks(page))[0] - before) < 0.2 * before).toBe(true);
  await page.evaluate(() => (window as unknown as HarnessWindow).harness.restoreContext());
  await expect.poll(lost).toBe(false);
  await expect.poll(async () => Math.abs((await inks(page))[0] - before) < 0.01 * before).toBe(true);
});

test("twenty workbenches in one page all show their maps, with one WebGL context", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1000, height: 20 * 800 });
  await open(page, "theme=light&widgets=20");
  await expect.poll(async () => (await inks(page)).filter((ink) => ink > 0.01).length, { timeout: 60_000 }).toBe(20);
  expect(await page.evaluate(() => (window as unknown as HarnessWindow).harness.contexts.made)).toBe(1);
});

test("the whole map can be used by keyboard", async ({ page }) => {
  await open(page, "theme=light");
  await page.getByRole("application", { name: /^Map of 300 images/ }).focus();
  for (const key of ["ArrowRight", "ArrowUp", "Enter", "ArrowUp", "Shift+Enter"]) await page.keyboard.press(key);
  await expect(page.locator(".dc-hover")).toBeVisible();
  await expect(page.locator(".dc-spoken")).toHaveText(/^\w+, (original|generated in iteration \d)/);
  expect((await asked(page, "select")).map(({ ids }) => ids.length)).toEqual([1, 2]);
  await page.keyboard.press("Space");
  await expect(page.locator(".dc-large")).toContainText("2 of 2");
  await page.keyboard.press("Escape");
  await expect(page.locator(".dc-map-host")).toBeFocused();
  await page.keyboard.press("r");
  await expect.poll(async () => (await asked(page, "reject")).length).toBe(1);
  const judged = (await asked(page, "reject"))[0].ids.length;
  const spoken = page.locator(".dc-spoken");
  // originals are never rejected, and what is selected is judged together
  await expect(async () => {
    await page.keyboard.press("PageUp");
    await expect(spoken).toHaveText(/generated in iteration \d$/, { timeout: 100 });
  }).toPass();
  await page.keyboard.press("r");
  await expect.poll(async () => (await asked(page, "reject")).map(({ ids }) => ids.length)).toEqual([judged, 1]);
  await page.keyboard.press("l");
  const label = await page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press("Enter");
  await expect(page.locator(".dc-map-label[aria-pressed=true]")).toHaveText(label ?? "");
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".dc-map-host")).toBeFocused();
});

test("zooming in shows pictures, and asks the kernel only for those in sight", async ({ page }) => {
  await open(page, "theme=light");
  await page.locator(".dc-map-host").focus();
  const box = await page.locator(".dc-map-host").boundingBox();
  if (!box) throw new Error("the map is not in the page");
  await page.mouse.move(box.x + 0.75 * box.width, box.y + 0.45 * box.height);
  expect(await asked(page, "thumbnails")).toEqual([]);
  const [before] = await inks(page);
  for (let turn = 0; turn < 4; turn++) await page.mouse.wheel(0, -120);
  await expect.poll(async () => (await asked(page, "thumbnails")).length).toBeGreaterThan(0);
  const ids = (await asked(page, "thumbnails")).flatMap((request) => request.ids);
  expect(ids.length).toBeLessThan(150);
  await expect.poll(async () => (await inks(page))[0]).toBeGreaterThan(1.2 * before);
});

test("map and chart are drawn in a page that forbids code made from text", async ({ page }) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text());
  });
  await open(page, "theme=light");
  await expect(page.locator(".dc-chart .plotly")).toBeVisible();
  await lassoRightHalf(page);
  expect(violations).toEqual([]);
});

test("a finger draws a lasso, and two fingers zoom", async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 1400, height: 1000 } });
  const page = await context.newPage();
  await open(page, "theme=light");
  const client = await context.newCDPSession(page);
  const box = await page.locator(".dc-map-host").boundingBox();
  if (!box) throw new Error("the map is not in the page");
  const touch = async (
    type: "touchStart" | "touchMove" | "touchEnd",
    ...fingers: [number, number][]
  ): Promise<void> => {
    const touchPoints = fingers.map(([x, y], id) => ({ x: box.x + x * box.width, y: box.y + y * box.height, id }));
    await client.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
  await touch("touchStart", [0.6, 0.05]);
  for (const corner of [
    [0.98, 0.05],
    [0.98, 0.95],
    [0.6, 0.95],
  ] as [number, number][]) {
    await touch("touchMove", corner);
  }
  await touch("touchEnd");
  await expect.poll(async () => (await asked(page, "select")).length).toBe(1);
  expect((await asked(page, "select"))[0].ids.length).toBeGreaterThan(30);
  const left = async (): Promise<number> =>
    (await page.locator(".dc-map-label", { hasText: "sofa" }).boundingBox())?.x ?? Number.NaN;
  const before = await left();
  await touch("touchStart", [0.7, 0.45], [0.8, 0.45]);
  for (const apart of [0.1, 0.15, 0.2]) await touch("touchMove", [0.75 - apart, 0.45], [0.75 + apart, 0.45]);
  await touch("touchEnd");
  await expect.poll(async () => Math.abs((await left()) - before)).toBeGreaterThan(30);
  expect(await asked(page, "select")).toHaveLength(1);
  await context.close();
});
