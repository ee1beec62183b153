/**
 * How fast the map draws, in a real Chromium on this machine: frames while panning and zooming, beside plain plotly.js (scattergl) and plain
 * regl-scatterplot with the same points in the same colours and size, one canvas of 900 by 600 pixels. Ratios are what counts: without a GPU all
 * three draw by software.
 * Run: npm run bench:widget
 *
 * A frame is the time from a move to the end of its drawing, the graphics process included (a pixel is read back), with Chromium's limit of 60
 * a second off; the median of 20.
 * Ours is moved by the events of a pointer, the others by calls. Each figure is the median of three rounds, in which the three take turns.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";
import { bundleScript } from "../kernel-helpers/build/bundle-script.mjs";
import { buildHarness } from "../test/widgets/harness/build.mjs";

const ROUNDS = 3;
const RENDERERS = ["ours", "plotly", "regl-scatterplot"];
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = here("../test-results/bench-widget");
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0)).padStart(7);

mkdirSync(folder, { recursive: true });
await bundleScript(here("widget/page.ts"), folder, "bench.js", "production");
writeFileSync(
  `${folder}/page.html`,
  `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="${pathToFileURL(here("../widgets/style/workbench.css"))}"><body><script src="bench.js"></script></body>`,
);
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: [
    ...chromium.args.filter((arg) => !/single-process|headless/.test(arg)),
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
    "--js-flags=--expose-gc",
  ],
});

/** Calls one of the page's clocks in a page of its own. */
async function measure(name, ...given) {
  const page = await browser.newPage({ viewport: { width: 960, height: 640 } });
  page.on("pageerror", (error) => console.error(error.stack));
  await page.goto(String(pathToFileURL(`${folder}/page.html`)));
  const found = await page.evaluate(([what, rest]) => window.bench[what](...rest), [name, given]);
  const client = await page.context().newCDPSession(page);
  await client.send("HeapProfiler.collectGarbage");
  const heap = await client.send("Runtime.getHeapUsage");
  await page.close();
  return { ...found, megabytes: (heap.usedSize + (heap.backingStorageSize ?? 0)) / 2 ** 20 };
}

async function medians(keys, take) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await take());
  return Object.fromEntries(keys.map((key) => [key, median(rounds.map((each) => each[key]))]));
}

console.log(`Chromium ${browser.version()}, software GL, ms per frame; median of ${ROUNDS} rounds\n`);
for (const n of [1_000, 10_000, 100_000]) {
  const rounds = Object.fromEntries(RENDERERS.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of RENDERERS) rounds[name].push(await measure("frames", name, n));
  }
  for (const name of RENDERERS) {
    const [pan, zoom, first] = ["pan", "zoom", "first"].map((key) => median(rounds[name].map((each) => each[key])));
    const [oursPan, oursZoom] = ["pan", "zoom"].map((key) => median(rounds.ours.map((each) => each[key])));
    const ratio =
      name === "ours" ? "" : `  ours / it: pan ${(oursPan / pan).toFixed(2)}, zoom ${(oursZoom / zoom).toFixed(2)}`;
    console.log(
      `${String(n).padStart(7)} points  ${name.padEnd(17)} pan ${ms(pan)}  zoom ${ms(zoom)}  first paint ${ms(first)}${ratio}`,
    );
  }
}
console.log();
for (const n of [1_000, 10_000, 50_000]) {
  const { pan, zoom } = await medians(["pan", "zoom"], () => measure("pictures", n));
  console.log(`${String(n).padStart(7)} with pictures  ours              pan ${ms(pan)}  zoom ${ms(zoom)}`);
}
const lasso = await medians(["inside", "shown"], () => measure("lasso", 100_000));
console.log(
  `\nlasso of 100000 points, script: ${lasso.inside.toFixed(1)} ms to the images inside, ${lasso.shown.toFixed(1)} ms until they are set to be shown as selected`,
);
for (const name of RENDERERS) {
  const { megabytes } = await measure("stand", name, 100_000);
  console.log(
    `memory of the page's scripts with 100000 points, ${name.padEnd(17)} ${megabytes.toFixed(0).padStart(4)} MB`,
  );
}

const harness = await buildHarness();
const times = [];
for (let round = 0; round < ROUNDS; round++) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
  const start = performance.now();
  await page.goto(`${pathToFileURL(`${harness}/page.html`)}?perClass=1000`);
  await page.waitForSelector(".dc-map-label");
  times.push(performance.now() - start);
  await page.close();
}
console.log(`whole workbench of 10000 images, from the page's opening to its map: ${median(times).toFixed(0)} ms`);
await browser.close();
