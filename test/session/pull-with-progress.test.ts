import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clip } from "../../kernel-helpers/src/embed/clip.js";
import { stableDiffusion } from "../../kernel-helpers/src/generate/stable-diffusion.js";
import { modelDirectory } from "../../kernel-helpers/src/inference/model-files/model-directory.js";
import {
  installKernelBridge,
  type KernelBridge,
  type MimeBundle,
} from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import { pullWithProgress } from "../../kernel-helpers/src/jupyter/pull-with-progress.js";
import { type FakeHub, startFakeHub } from "../inference/model-files/fake-hub.js";

const BRIDGE_KEY = Symbol.for("datacrafter.kernel-bridge.v1");
const NAME = "acme/tiny-clip";
const savedEnv = { ...process.env };
let hub: FakeHub;
let folder: string;

beforeEach(async () => {
  hub = await startFakeHub({
    "config.json": Buffer.from('{"model_type":"clip"}'),
    "preprocessor_config.json": Buffer.from("{}"),
    "tokenizer.json": Buffer.alloc(500, "t"),
    "onnx/text_model.onnx": Buffer.alloc(2000, "<b>"),
    "onnx/vision_model.onnx": Buffer.alloc(300_000, "v"),
  });
  folder = await mkdtemp(join(tmpdir(), "pull-"));
  process.env = { ...savedEnv, DATACRAFTER_MODELS: join(folder, "models"), HF_ENDPOINT: hub.endpoint };
  delete process.env.DATACRAFTER_OFFLINE;
});
afterEach(async () => {
  delete (globalThis as Record<symbol, unknown>)[BRIDGE_KEY];
  process.env = savedEnv;
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

/** A cell with a stop button; keeps what it is given to show. */
function fakeCell(): { readonly shown: MimeBundle[]; readonly button: AbortController } {
  const shown: MimeBundle[] = [];
  const button = new AbortController();
  const bridge = {
    display: (bundle: MimeBundle) => void shown.push(bundle),
    interruptSignal: () => button.signal,
  };
  installKernelBridge(bridge as unknown as KernelBridge);
  return { shown, button };
}

const textsOf = (shown: readonly MimeBundle[]): string[] => shown.map((bundle) => String(bundle["text/plain"]));

describe("pullModel in a notebook", () => {
  it("says size and licence first, shows a bar, and leaves what came of it", async () => {
    const { shown } = fakeCell();
    const model = await pullWithProgress(NAME);
    expect(model.downloadedBytes).toBe(model.bytes);
    const texts = textsOf(shown);
    expect(texts[0]).toMatch(
      /^acme\/tiny-clip: 303 kB in 5 files, licence mit\n {2}from acme\/tiny-clip at commit 0123456 into /,
    );
    expect(texts.at(-1)).toBe("acme/tiny-clip: 303 kB downloaded, every file is whole");
    expect(shown.at(-1)?.["text/html"]).toContain(`max="${model.bytes}" value="${model.bytes}"`);
    await pullWithProgress(NAME);
    expect(textsOf(shown).at(-1)).toBe("acme/tiny-clip: all was there, every file is whole");
  });

  it("obeys the stop button, says what is here, and goes on there", async () => {
    const { shown, button } = fakeCell();
    hub.onStore = (_request, response, body) => {
      response.writeHead(200, { "content-length": body!.length, etag: '"x"' });
      response.write(body!.subarray(0, 1000), () => setTimeout(() => button.abort(new Error("interrupted")), 50));
      return true;
    };
    await expect(pullWithProgress(NAME)).rejects.toThrow("interrupted");
    expect(textsOf(shown).at(-1)).toMatch(/^acme\/tiny-clip: not whole yet, [\d.]+ (bytes|kB) of 303 kB are here$/);
    expect(() => modelDirectory(NAME)).toThrow(/run "npx datacrafter pull acme\/tiny-clip" once/);
    hub.onStore = null;
    fakeCell();
    await pullWithProgress(NAME);
    expect(modelDirectory(NAME)).toContain("acme--tiny-clip");
  });

  it("works without a kernel, and shows nothing for a name that is none", async () => {
    expect((await pullWithProgress(NAME)).files).toBe(5);
    const { shown } = fakeCell();
    await expect(pullWithProgress("clip-vit")).rejects.toThrow(/No model is called "clip-vit"; there are clip-vit-b32/);
    expect(shown).toEqual([]);
  });
});

describe("a model's name in place of its folder", () => {
  it("is found where pullModel put it", async () => {
    await pullWithProgress(NAME);
    // the files are no real model: what is read is what was pulled
    expect(clip(NAME).name).toMatch(/^clip-[0-9a-f]{12}$/);
    await expect(
      stableDiffusion(NAME).generate({ prompt: "", source: { id: "", path: "", className: "" }, seed: 1 }),
    ).rejects.toThrow(join(folder, "models", "acme--tiny-clip"));
  });

  it("of a model that is not here names the command", () => {
    expect(() => clip("clip-vit-b32")).toThrow(
      /clip-vit-b32 is not on this machine .*run "npx datacrafter pull clip-vit-b32" once/,
    );
    expect(() => stableDiffusion("sd-1.5")).toThrow(/sd-1.5 is not on this machine .*pull sd-1.5" once/);
  });
});
