import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { modelFolder, removeModelFolders } from "../generate/diffusion/model-folders";
import { startSdapiServer } from "../generate/remote/sdapi-server";
import { type FakeHub, startFakeHub } from "../inference/model-files/fake-hub";
import type { FakeServer } from "../remote/fake-server";
import { type JupyterServer, startJupyter } from "./jupyter-server";
import { openNotebook, runAll } from "./lab-page";
import { writeNotebook } from "./write-notebook";

const WAIT_MS = 120_000;
const PICTURES = join(__dirname, "../../test-results/pictures");
const SET_UP = [
  'import * as dc from "datacrafter";',
  'const critters = await dc.loadCritters("data/critters", { perClass: 1, testPerClass: 1 });',
];

let jupyter: JupyterServer;
let hub: FakeHub;
let sdapi: FakeServer;
test.beforeAll(async () => {
  jupyter = await startJupyter();
  hub = await startFakeHub({
    "config.json": Buffer.from('{"model_type":"clip"}'),
    "preprocessor_config.json": Buffer.from("{}"),
    "tokenizer.json": Buffer.alloc(500, "t"),
    "onnx/text_model.onnx": Buffer.alloc(40_000, "t"),
    "onnx/vision_model.onnx": Buffer.alloc(400_000, "v"),
  });
  sdapi = await startSdapiServer();
});
test.afterAll(async () => {
  await Promise.all([jupyter?.stop(), hub?.close(), sdapi?.close(), removeModelFolders()]);
});

test("a model that is pulled shows its size and licence, a bar while it comes, and what came of it", async ({
  page,
}) => {
  hub.onStore = (_request, response, body) => {
    if (body === null || body.length < 100_000) return false;
    response.writeHead(200, { "content-length": body.length });
    drip(
      body,
      (piece) => response.write(piece),
      () => response.end(),
    );
    return true;
  };
  writeNotebook(jupyter.root, "pull.ipynb", [
    SET_UP[0],
    `process.env.HF_ENDPOINT = ${JSON.stringify(hub.endpoint)};
process.env.DATACRAFTER_MODELS = "runs/models";
const model = await dc.pullModel("acme/tiny-clip");`,
  ]);
  await openNotebook(page, jupyter.url, "pull.ipynb");
  const running = runAll(page);
  const output = lastOutput(page);
  await expect(output.locator("progress")).toBeVisible({ timeout: WAIT_MS });
  await expect(output).toContainText(/mit/i);
  await expect
    .poll(() => output.locator("progress").evaluate((bar: HTMLProgressElement) => bar.value))
    .toBeGreaterThan(0);
  await page.screenshot({ path: join(PICTURES, "pull-bar.png") });
  await running;
  await expect(output).toContainText(/acme\/tiny-clip/);
});

test("a diffusion model shows the picture under way, step by step, and takes it away at the end", async ({ page }) => {
  const directory = await modelFolder("sd");
  writeNotebook(jupyter.root, "diffusion.ipynb", [
    ...SET_UP,
    `const generator = dc.stableDiffusion(${JSON.stringify(directory)}, { steps: 40 });
const session = await dc.openSession("runs/diffusion", { dataset: critters, generator });
await session.expand({ perImage: 2 });`,
  ]);
  await openNotebook(page, jupyter.url, "diffusion.ipynb");
  const running = runAll(page);
  const preview = lastOutput(page).locator("img");
  await expect(preview).toBeVisible({ timeout: WAIT_MS });
  await expect(preview).toHaveAttribute("alt", /^step \d+ of \d+$/);
  await page.screenshot({ path: join(PICTURES, "diffusion-preview.png") });
  await running;
  await expect(preview).toHaveCount(0);
  await expect(lastOutput(page)).toContainText("Iteration 1: 20 images");
});

test("a server that is paid shows what is expected before, and what was spent after", async ({ page }) => {
  writeNotebook(jupyter.root, "paid.ipynb", [
    ...SET_UP,
    `const generator = dc.sdapi({ url: ${JSON.stringify(sdapi.url)}, dollarsPerImage: 0.02 });
const session = await dc.openSession("runs/paid", { dataset: critters, generator });
await session.expand({ perImage: 1 });
console.log(session.estimate({ perImage: 3 }));`,
  ]);
  await openNotebook(page, jupyter.url, "paid.ipynb");
  await runAll(page, WAIT_MS);
  await expect(lastOutput(page)).toContainText(/Iteration 1: 10 images in .*\$0\.20/);
  await expect(lastOutput(page)).toContainText(/dollars: 0\.6/);
  await page.screenshot({ path: join(PICTURES, "cost-line.png") });
});

/** Gives a body in twenty pieces over six seconds: a browser on a busy machine is to see the bar. */
function drip(body: Buffer, write: (piece: Buffer) => void, end: () => void): void {
  const size = Math.ceil(body.length / 20);
  let from = 0;
  const timer = setInterval(() => {
    write(body.subarray(from, from + size));
    from += size;
    if (from < body.length) return;
    clearInterval(timer);
    end();
  }, 300);
}

function lastOutput(page: Page): Locator {
  return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell").last().locator(".jp-OutputArea");
}
