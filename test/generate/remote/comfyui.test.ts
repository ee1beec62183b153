import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type ComfyuiOptions, comfyui } from "../../../kernel-helpers/src/generate/comfyui.js";
import { defaultComfyuiWorkflow } from "../../../kernel-helpers/src/generate/remote/comfyui-workflow.js";
import type { GeneratedImage, ImageRef } from "../../../kernel-helpers/src/types.js";
import { sendJson } from "../../remote/fake-server.js";
import { handClock } from "./adapters.js";
import { type ComfyuiServer, startComfyuiServer } from "./comfyui-server.js";

let folder: string;
let source: ImageRef;
let server: ComfyuiServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  const path = join(folder, "cat.png");
  await sharp({ create: { width: 90, height: 60, channels: 3, background: "#e80" } })
    .png()
    .toFile(path);
  source = { id: "cat", path, className: "cat" };
});
beforeEach(async () => {
  server = await startComfyuiServer();
});
afterEach(() => server.close());
afterAll(() => rm(folder, { recursive: true }));

const make = (options: Partial<ComfyuiOptions> = {}, clock = handClock()) =>
  comfyui({ url: server.url, longestSide: 128, ...options }, clock);
const generate = (options: Partial<ComfyuiOptions> = {}, signal?: AbortSignal): Promise<GeneratedImage> =>
  make(options).generate({ prompt: 'a "cat" %seed%', source, seed: 4_000_000_000 }, { signal });
const sent = async (path: string) => (await server.seen.find((seen) => seen.path === path)!.fields()) as never;
const paths = (): string[] => server.seen.map(({ method, path }) => `${method} ${path}`);

const textToImage = {
  "1": { class_type: "CLIPTextEncode", inputs: { text: "photo of %prompt%, seed %seed%" } },
  "2": { class_type: "EmptyLatentImage", inputs: { width: "%width%", height: "%height%", batch_size: 1 } },
  "3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "x" } },
};

describe("comfyui", () => {
  it("uploads the source under a name of its content, and queues the filled workflow", async () => {
    const options = { checkpoint: "sd15.safetensors", strength: 0.4, guidance: 5, steps: 12, negativePrompt: "dog" };
    const { parameters } = await generate(options);
    expect(paths()).toEqual([
      "POST /upload/image",
      "POST /prompt",
      "GET /history/job-0",
      "GET /view?filename=job-0.png&subfolder=&type=output",
    ]);
    const { image, overwrite } = (await sent("/upload/image")) as { image: File; overwrite: string };
    const bytes = new Uint8Array(await image.arrayBuffer());
    const name = `datacrafter-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.png`;
    expect([image.name, image.type, overwrite]).toEqual([name, "image/png", "true"]);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 128, height: 88 });
    const { prompt } = (await sent("/prompt")) as { prompt: Record<string, { inputs: Record<string, unknown> }> };
    expect(prompt["1"].inputs.ckpt_name).toBe("sd15.safetensors");
    expect(prompt["2"].inputs.text).toBe('a "cat" %seed%'); // a prompt's own words are no placeholders
    expect(prompt["3"].inputs.text).toBe("dog");
    expect(prompt["4"].inputs.image).toBe(name);
    expect(prompt["6"].inputs).toMatchObject({ seed: 4_000_000_000, steps: 12, cfg: 5, denoise: 0.4, model: ["1", 0] });
    expect(parameters).toEqual({
      server: server.url,
      model: "sd15.safetensors",
      size: "128x88",
      seed: "4000000000",
      strength: "0.4",
      guidance: "5",
      steps: "12",
      negative: "dog",
      requestId: "job-0",
      attempts: "1",
    });
  });

  it("declares what its workflow has placeholders for", () => {
    expect(make({ checkpoint: "x" }).capabilities).toEqual({
      seed: true,
      imageToImage: true,
      textToImage: false,
      strength: true,
      guidance: true,
      negativePrompt: true,
    });
    expect(make({ workflow: textToImage }).capabilities).toEqual({
      seed: true,
      imageToImage: false,
      textToImage: true,
      strength: false,
      guidance: false,
      negativePrompt: false,
    });
  });

  it("runs a workflow of one's own, placeholders within text too, without an upload it has no use for", async () => {
    await generate({ workflow: textToImage });
    expect(paths()).not.toContain("POST /upload/image");
    const { prompt } = (await sent("/prompt")) as { prompt: typeof textToImage };
    expect(prompt["1"].inputs.text).toBe('photo of a "cat" %seed%, seed 4000000000');
    expect(prompt["2"].inputs).toMatchObject({ width: 128, height: 88, batch_size: 1 });
    expect(textToImage["1"].inputs.text).toContain("%prompt%"); // the given one is left alone
  });

  it("polls until the job is done", async () => {
    const clock = handClock();
    server.hold = true;
    const running = make({ checkpoint: "x" }, { ...clock, sleep: (s) => new Promise((go) => setTimeout(go, 20 * s)) });
    const image = running.generate({ prompt: "a cat", source, seed: 1 });
    while (server.seen.filter(({ path }) => path.startsWith("/history")).length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await server.finish();
    await expect(image).resolves.toBeDefined();
  });

  it("interrupts its job, and waits for no more, when the person stops", async () => {
    server.hold = true;
    const controller = new AbortController();
    const stop = async (): Promise<void> => {
      if (server.seen.some(({ path }) => path.startsWith("/history"))) controller.abort(new Error("enough"));
      else setTimeout(stop, 5);
    };
    void stop();
    await expect(generate({ checkpoint: "x" }, controller.signal)).rejects.toThrow("enough");
    expect(paths().slice(-3)).toEqual(["POST /queue", "GET /queue", "POST /interrupt"]);
    expect(await sent("/interrupt")).toEqual({ prompt_id: "job-0" });
    expect(await server.seen.find(({ method, path }) => method === "POST" && path === "/queue")!.fields()).toEqual({
      delete: ["job-0"],
    });
  });

  it("takes a job that still waits from the queue, and interrupts nobody else's", async () => {
    server.hold = true;
    server.isRunning = false;
    const image = generate({ checkpoint: "x", timeoutSeconds: 0.3, budget: { attempts: 1 } });
    await expect(image).rejects.toThrow(/did not answer within 0\.3 s/);
    expect(paths()).toContain("POST /queue");
    expect(paths()).not.toContain("POST /interrupt");
  });

  it("tells which node the server objects to, and does not ask again", async () => {
    const message = "Value not in list";
    const body = {
      error: { type: "prompt_outputs_failed_validation", message: "Prompt outputs failed validation", details: "" },
      node_errors: { "1": { errors: [{ message, details: "ckpt_name: 'x' not in []" }], class_type: "Loader" } },
    };
    server.faults.push((_, response) => sendJson(response, body, 400));
    await expect(generate({ checkpoint: "x" })).rejects.toThrow(
      /400: Prompt outputs failed validation; node 1: Value not in list; ckpt_name: 'x' not in \[\]\./,
    );
  });

  it("passes on why a workflow failed, after its tries", async () => {
    server.status = {
      status_str: "error",
      messages: [["execution_error", { exception_message: "CUDA out of memory" }]],
    };
    await expect(generate({ checkpoint: "x" })).rejects.toThrow(
      /could not run the workflow: CUDA out of memory.*4 tries/,
    );
  });

  it.each<[Partial<ComfyuiOptions>, RegExp]>([
    [{}, /either a checkpoint, for the default workflow, or a workflow/],
    [{ checkpoint: "x", workflow: textToImage }, /either a checkpoint/],
    [
      { workflow: textToImage, strength: 0.5 },
      /cannot honour strength: it has no "%strength%"; it has %prompt%, %seed%/,
    ],
    [{ workflow: textToImage, negativePrompt: "dog" }, /it has no "%negative%"/],
    [{ workflow: { nodes: [], links: [] } as never }, /no graph in API format/],
    [{ workflow: { "1": { class_type: "X", inputs: { text: "a cat" } } } }, /has no "%prompt%"/],
  ])("throws before anything is asked: %j", (options, message) => {
    expect(() => make(options)).toThrow(message);
    expect(server.seen).toEqual([]);
  });

  it("has a default workflow whose links all lead to a node", () => {
    const workflow = defaultComfyuiWorkflow("x");
    const links = Object.values(workflow).flatMap(({ inputs }) => Object.values(inputs).filter(Array.isArray));
    for (const [id] of links) expect(Object.keys(workflow)).toContain(id);
    expect(links).toHaveLength(11);
  });
});
