import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, test } from "@playwright/test";
import { pythonPath } from "./jupyter-server";

/** Pages that are read without a kernel and without a network: what nbconvert makes of a saved notebook, and the report. */
const REPOSITORY = resolve(__dirname, "../..");
let folder: string;

test.beforeAll(() => {
  mkdirSync(join(REPOSITORY, "test-results"), { recursive: true });
  folder = mkdtempSync(join(REPOSITORY, "test-results", "pages-"));
  execFileSync(process.execPath, [join(__dirname, "write-pages.cjs"), folder], { stdio: "inherit" });
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what the page asked of the network; nothing is let through */
async function offline(context: BrowserContext): Promise<string[]> {
  const asked: string[] = [];
  await context.route(/^(https?|wss?):/, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  return asked;
}

test("nbconvert's page of a saved notebook has the map, to explore with keys, and asks nothing for it", async ({
  context,
  page,
}) => {
  const asked = await offline(context);
  const urls = ["require_js_url", "mathjax_url"].map((name) => `--HTMLExporter.${name}=`);
  execFileSync(pythonPath(), ["-m", "nbconvert", "--to", "html", ...urls, join(folder, "saved.ipynb")], {
    stdio: "pipe",
  });
  await page.goto(pathToFileURL(join(folder, "saved.html")).href);
  const picture = page.getByRole("img", { name: /Map of pets/ });
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await expect(page.getByRole("cell", { name: "6", exact: true }).first()).toBeVisible();
  const map = page.frameLocator("iframe");
  await map.getByRole("button", { name: "Zoom in" }).click();
  await map.getByRole("group", { name: /Map of pets/ }).press("ArrowRight");
  await expect(map.getByRole("status")).toContainText(/an original|generated in iteration \d/);
  await map.getByRole("button", { name: "cat" }).click();
  await expect(map.getByRole("button", { name: "cat" })).toHaveAttribute("aria-pressed", "false");
  expect(asked).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the report in the ${colorScheme} theme has no barrier, fits a narrow window and asks nothing of the network`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 700, height: 900 } });
    const asked = await offline(context);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    await page.getByRole("group", { name: /Map of pets\./ }).press("ArrowDown");
    await expect(page.getByRole("status")).toContainText(/an original|generated in iteration \d/);
    expect([asked, errors]).toEqual([[], []]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await context.close();
  });
}

test("a key pressed before the map knows its size is heard", async ({ page }) => {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      const stage = document.querySelector(".dc-stage");
      if (!stage) return;
      observer.disconnect();
      stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown" }));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await expect(page.getByRole("status")).toContainText(/an original|generated in iteration \d/);
});

test("the report of a dark screen is light on paper, its map too, and dark again afterwards", async ({ browser }) => {
  const context = await browser.newContext({ colorScheme: "dark", viewport: { width: 700, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await page.locator("canvas").waitFor(); // the map is unpacked first
  /** the grounds of the map's corner and of the page, 0 to 255 */
  const grounds = (): Promise<number[]> =>
    page.evaluate(() => {
      const canvas = document.querySelector("canvas") as HTMLCanvasElement;
      const [red] = canvas.getContext("2d")?.getImageData(1, 1, 1, 1).data ?? [];
      return [red, Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0])];
    });
  await expect.poll(grounds).toEqual([22, 22]); // #16191e
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect.poll(grounds).toEqual([255, 255]);
  await page.emulateMedia({ media: "screen", colorScheme: "dark" });
  await expect.poll(grounds).toEqual([22, 22]);
  // a real print: what the map shows when the page has been told of it, for nobody sees the canvas later
  await page.evaluate(() => {
    window.addEventListener("beforeprint", () => {
      const canvas = document.querySelector("canvas") as HTMLCanvasElement;
      document.title = String(canvas.getContext("2d")?.getImageData(1, 1, 1, 1).data[0]);
    });
  });
  await page.pdf();
  expect(await page.title()).toBe("255");
  await expect.poll(grounds).toEqual([22, 22]);
  await context.close();
});

test("the report without scripts still shows the map as a picture", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await expect(page.getByRole("img", { name: /Map of pets after/ })).toBeVisible();
  await context.close();
});
