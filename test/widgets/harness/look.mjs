/**
 * Draws the workbench in a real Chromium on made-up data and keeps the pictures in test-results: node test/widgets/harness/look.mjs
 * Then drags a lasso over it and fails unless the kernel got one message with the images inside.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { buildHarness } from "./build.mjs";

const folder = await buildHarness();
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args.filter((arg) => !/single-process|headless/.test(arg)),
});
const problems = [];

async function open(width, query, height = 760) {
  const page = await browser.newPage({ viewport: { width, height } });
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.stack));
  await page.goto(`${pathToFileURL(`${folder}/page.html`)}?${query}`);
  return page;
}

async function openDrawn(width, query) {
  const page = await open(width, query);
  await page.waitForSelector(".dc-map-label");
  await page.waitForTimeout(300);
  return page;
}

/** A closed path of mouse moves around the middle of the map, in fractions of its size. */
async function lasso(page, path, shift = false) {
  const box = await page.locator(".dc-map-host").boundingBox();
  const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  if (shift) await page.keyboard.down("Shift");
  await page.mouse.move(...at(path[0]));
  await page.mouse.down();
  for (const point of [...path.slice(1), path[0]]) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
  if (shift) await page.keyboard.up("Shift");
  await page.waitForTimeout(250);
}

const RIGHT_HALF = [
  [0.6, 0.05],
  [0.98, 0.05],
  [0.98, 0.95],
  [0.6, 0.95],
];
const selects = (page) => page.evaluate(() => window.harness.kernel.asked("select"));

for (const width of [720, 900, 1400, 1900]) {
  for (const theme of ["light", "dark"]) {
    const page = await openDrawn(width, `theme=${theme}`);
    await page.screenshot({ path: `${folder}/${width}-${theme}-start.png` });
    await lasso(page, RIGHT_HALF);
    const sent = await selects(page);
    assert.equal(sent.length, 1, `one lasso, one message: ${JSON.stringify(sent).slice(0, 3000)}`);
    assert.ok(sent[0].ids.length > 30, `the lasso holds many images, got ${sent[0].ids.length}`);
    await page.screenshot({ path: `${folder}/${width}-${theme}-selected.png` });
    await page.close();
  }
}

const page = await openDrawn(1200, "theme=light");
await lasso(page, RIGHT_HALF);
const before = (await selects(page))[0].ids;
await lasso(
  page,
  [
    [0.02, 0.05],
    [0.4, 0.05],
    [0.4, 0.95],
    [0.02, 0.95],
  ],
  true,
);
const added = (await selects(page))[1].ids;
assert.ok(before.every((id) => added.includes(id)) && added.length > before.length, "Shift adds");
await page.keyboard.press("Escape");
assert.deepEqual((await selects(page))[2].ids, [], "Esc clears");
await lasso(page, RIGHT_HALF);
await page.keyboard.press("r");
await page.waitForTimeout(200);
const rejected = await page.evaluate(() => window.harness.kernel.asked("reject"));
assert.equal(rejected.length, 1, "R rejects once");
await page.screenshot({ path: `${folder}/1200-rejected.png` });
await page.locator(".dc-want").click();
await page.waitForTimeout(200);
await page.keyboard.press("Escape");
await page.waitForTimeout(200);
await page.screenshot({ path: `${folder}/1200-wanted.png` });
await page.locator(".dc-edit").first().click();
await page.locator("textarea").fill("r w z");
assert.equal(
  (await page.evaluate(() => window.harness.kernel.asked("reject"))).length,
  1,
  "keys in a text field are text",
);
await page.screenshot({ path: `${folder}/1200-edit.png` });

for (const theme of ["light", "dark"]) {
  const labels = await openDrawn(1200, `theme=${theme}`);
  const asked = () => labels.evaluate(() => window.harness.kernel.asked("focus").map(({ label }) => label));
  const click = async (text) => {
    const box = await labels.locator(".dc-map-label", { hasText: text }).boundingBox();
    await labels.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const cursor = await labels
      .locator(".dc-map-label", { hasText: text })
      .evaluate((label) => getComputedStyle(label).cursor);
    assert.equal(cursor, "pointer", "a label can be clicked");
    await labels.mouse.down();
    await labels.mouse.up();
    await labels.waitForTimeout(400);
  };
  await click("forest");
  assert.deepEqual(await asked(), ["label:forest"], "a click on a label looks at it");
  assert.deepEqual(await selects(labels), [], "and is no click on a point");
  await labels.screenshot({ path: `${folder}/1200-${theme}-label.png` });
  await click("forest");
  assert.deepEqual(await asked(), ["label:forest", null], "a second click looks away");
  const box = await labels.locator(".dc-map-label", { hasText: "forest" }).boundingBox();
  await labels.mouse.move(box.x + 10, box.y + 5);
  await labels.mouse.down();
  for (const [x, y] of [
    [300, 0],
    [300, 300],
    [0, 300],
    [0, 0],
  ])
    await labels.mouse.move(box.x + x, box.y + y, { steps: 4 });
  await labels.mouse.up();
  await labels.waitForTimeout(250);
  assert.equal((await selects(labels)).length, 1, "a lasso may begin on a label");
  assert.equal((await asked()).length, 2, "and is no click on it");
  await labels.close();
}

const hover = await openDrawn(1000, "theme=dark");
const middle = await hover.locator(".dc-map-host").boundingBox();
for (let step = 0; step < 60 && !(await hover.locator(".dc-hover").isVisible()); step++)
  await hover.mouse.move(middle.x + 20 + 6 * step, middle.y + middle.height / 2);
await hover.waitForTimeout(400);
assert.ok(await hover.locator(".dc-hover").isVisible(), "the hover card shows");
await hover.screenshot({ path: `${folder}/1000-hover.png` });

const hostile = await openDrawn(1200, "theme=light&hostile");
assert.equal(await hostile.evaluate(() => window.hacked), undefined, "text from strangers is not run");
assert.equal(
  await hostile.locator(".dc-workbench img, .dc-workbench a").count(),
  0,
  "text from strangers makes no element",
);
await hostile.screenshot({ path: `${folder}/1200-hostile.png` });

const still = await open(1200, "theme=light&static");
await still.waitForTimeout(300);
await still.screenshot({ path: `${folder}/1200-static.png` });
const job = await openDrawn(
  1200,
  `theme=dark&state=${encodeURIComponent(JSON.stringify({ job: { kind: "generate", done: 37, total: 100 }, message: "2 of 100 images failed: the generator does not know the word “zeppelin”.", messageLevel: "warning" }))}`,
);
await job.screenshot({ path: `${folder}/1200-job.png` });
const large = await openDrawn(1400, "theme=light&perClass=1000");
await large.waitForTimeout(1500);
await lasso(large, RIGHT_HALF);
await large.waitForTimeout(800);
const summary = (await large.locator(".dc-selection .dc-summary").textContent()) ?? "";
assert.ok(Number.parseInt(summary, 10) > 2000, `the lasso works on WebGL points: ${summary}`);
const masks = await large.evaluate(() => window.harness.kernel.asked("select-mask"));
assert.equal(masks.length, 1, "many images travel as a mask");
await large.screenshot({ path: `${folder}/1400-ten-thousand.png` });

/** Zooms with the wheel, at a place in fractions of the map. */
async function zoom(page, x, y, turns) {
  const box = await page.locator(".dc-map-host").boundingBox();
  await page.locator(".dc-map-host").focus();
  await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, -120);
  await page.waitForTimeout(600);
}

for (const theme of ["light", "dark"]) {
  const pictures = await openDrawn(1400, `theme=${theme}`);
  await pictures.getByRole("button", { name: "Density" }).click();
  await pictures.waitForTimeout(300);
  await pictures.screenshot({ path: `${folder}/1400-${theme}-density.png` });
  await pictures.getByRole("button", { name: "Density" }).click();
  await zoom(pictures, 0.75, 0.45, 4);
  await pictures.screenshot({ path: `${folder}/1400-${theme}-pictures-some.png` });
  await zoom(pictures, 0.6, 0.5, 6);
  await pictures.screenshot({ path: `${folder}/1400-${theme}-pictures-all.png` });
  await pictures.close();
}

const keys = await openDrawn(1200, "theme=light");
await keys.locator(".dc-map-host").focus();
for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "Enter", "ArrowUp", " "]) await keys.keyboard.press(key);
await keys.screenshot({ path: `${folder}/1200-keyboard.png` });
await browser.close();
assert.deepEqual(problems, [], "no errors in the console");
console.log(`Pictures in ${folder}`);
