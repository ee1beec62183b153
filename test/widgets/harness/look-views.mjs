/**
 * Draws each view of the workbench in a real Chromium on made-up data and keeps the pictures in test-results:
 * node test/widgets/harness/look-views.mjs [a part of a scene's name]. Fails when the page complains, or axe finds a serious barrier.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { buildHarness } from "./build.mjs";

const inState = (state) => `&state=${encodeURIComponent(JSON.stringify(state))}`;
const press = (page, text) => page.locator("button", { hasText: text }).first().click();
const selectCats = (page) => page.locator(".dc-legend-classes button", { hasText: "cat" }).click();
const generating = (done) => ({ job: { kind: "generate", done, total: 100 } });

const SCENES = [
  {
    name: "info-light",
    width: 1400,
    async act(page) {
      await selectCats(page);
      await press(page, "Info");
      await press(page, "Rows");
    },
  },
  {
    name: "review-dark",
    width: 1400,
    theme: "dark",
    async act(page) {
      await press(page, "Review");
      await press(page, "Find suspicious");
      await page.locator(".dc-strip button").first().focus();
      await page.keyboard.press("r");
      await page.keyboard.press("w");
    },
  },
  {
    name: "menus-light",
    width: 1400,
    async act(page) {
      await selectCats(page);
      await page.locator(".dc-prompts .dc-panel-tools summary").click();
      await press(page, "Note");
      await page.keyboard.type("too dark");
      await page.locator(".dc-map-host").focus();
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(300);
    },
  },
  { name: "table-light", width: 1400, act: (page) => press(page, "Table") },
  {
    name: "tour-dark",
    width: 1000,
    theme: "dark",
    async act(page) {
      await page.locator(".dc-help").click();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
    },
  },
  {
    name: "large-light",
    width: 900,
    async act(page) {
      await selectCats(page);
      await page.locator(".dc-thumbnail").first().focus();
      await page.keyboard.press(" ");
      await page.keyboard.press("ArrowRight");
    },
  },
  { name: "narrow-dark", width: 700, theme: "dark", act: selectCats },
  {
    name: "job-light",
    width: 1200,
    query: inState(generating(37)),
    async act(page) {
      await page.waitForTimeout(1500);
      await page.evaluate((state) => window.harness.kernel.setState(state), generating(45));
    },
  },
  { name: "high-contrast", width: 1200, options: { forcedColors: "active" }, act: selectCats },
  {
    name: "screen-4k-light",
    width: 3840,
    height: 2060,
    async act(page) {
      await page.addStyleTag({ content: ".dc-workbench { height: 2000px }" });
      await selectCats(page);
      await press(page, "Info");
    },
  },
];

const folder = await buildHarness();
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args.filter((arg) => !/single-process|headless/.test(arg)),
});
const problems = [];
const wanted = process.argv[2] ?? "";
for (const { name, width, height = 800, theme = "light", query = "", options, act } of SCENES) {
  if (!name.includes(wanted)) continue;
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && problems.push(`${name}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`${name}: ${error.stack}`));
  await page.goto(`${pathToFileURL(`${folder}/page.html`)}?theme=${theme}${query}`);
  await page.waitForSelector(".dc-map-label");
  await act(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/view-${name}.png` });
  const { violations } = await new AxeBuilder({ page }).include(".dc-workbench").analyze();
  for (const { id, impact, nodes } of violations.filter((each) => /serious|critical/.test(each.impact))) {
    problems.push(...nodes.map((node) => `${name}: ${impact} ${id}: ${node.html} ${node.failureSummary}`));
  }
  await context.close();
}
await browser.close();
assert.deepEqual(problems, [], "no errors in the console, no serious barriers");
console.log(`Pictures in ${folder}`);
