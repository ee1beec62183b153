import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClipEmbedder, clip } from "../../kernel-helpers/src/embed/clip.js";
import { stableDiffusion } from "../../kernel-helpers/src/generate/stable-diffusion.js";
import { createInferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import type { Dataset, Generator, ImageRecord } from "../../kernel-helpers/src/types.js";
import { CLIP_MODELS } from "../embed/clip-golden.js";
import { modelFolder, removeModelFolders } from "../generate/diffusion/model-folders.js";
import { isRunning, waitUntil } from "../inference/support/wait.js";
import { makeDataset } from "./fakes.js";

const inference = createInferenceProcess({ threads: 1 });
const clipFolder = join(CLIP_MODELS, "clip-split");
let folder: string;
let diffusion: string;
let dataset: Dataset;
const opened: Session[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
  diffusion = await modelFolder("sd");
  dataset = await makeDataset(join(folder, "data"), { train: 3, test: 0 });
});
afterAll(async () => {
  for (const session of opened) await session.close();
  inference.close();
  await removeModelFolders();
  await rm(folder, { recursive: true });
});

async function open(name: string, embedder: ClipEmbedder, generator?: Generator): Promise<Session> {
  const session = await openSession(join(folder, name), {
    dataset,
    embedder,
    generator: generator ?? stableDiffusion(diffusion, { steps: 2, inference }),
  });
  opened.push(session);
  return session;
}

const tinyClip = (variant?: string): ClipEmbedder => clip(clipFolder, { variant, inference });
const generatedOf = ({ images }: Session): ImageRecord[] => images.filter(({ origin }) => origin === "generated");
const hashesOf = (session: Session): string[] => generatedOf(session).map(({ contentHash }) => contentHash);

/** A kernel that expands a session with the same models. */
function startKernel(name: string): { readonly child: ChildProcess; said(): string; processes(): number[] } {
  const args = [join(__dirname, "models-child.ts"), join(folder, name), diffusion, clipFolder];
  const child = spawn(process.execPath, ["--no-warnings", "-r", join(__dirname, "run-typescript.cjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    child,
    said: () => said,
    processes: () => [...new Set(said.match(/\d+/g) ?? [])].map(Number),
  };
}

describe("a session with a diffusion model and CLIP", () => {
  let calm: Session;

  it("makes, embeds, places and measures images, each with what made it in table and export", async () => {
    calm = await open("calm", tinyClip());
    const iteration = await calm.expand({ perImage: 1 });
    expect(iteration).toMatchObject({ generated: 6, failed: 0, status: "complete", dollars: null });
    expect(Number.isFinite(iteration.measures?.diversity)).toBe(true);
    const table = calm.table().filter((row: { origin: string }) => row.origin === "generated");
    const provenance = { model: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), provider: "cpu", steps: "2" };
    for (const parameters of table.array("parameters"))
      expect(JSON.parse(String(parameters))).toMatchObject(provenance);
    const { directory } = await calm.export(join(folder, "out"), { includeOriginals: false });
    const lines = (await readFile(join(directory, "metadata.jsonl"), "utf8")).trim().split("\n");
    expect(lines).toHaveLength(6);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ generator: "stable-diffusion", parameters: provenance });
    }
  });

  it("whose kernel is killed in the middle of an image goes on, ends by itself, and leaves no process behind", async () => {
    await (await open("killed", tinyClip())).close();
    const first = startKernel("killed");
    await waitUntil(() => first.said().split("asked").length > 3);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");
    await waitUntil(() => first.processes().every((pid) => !isRunning(pid)));

    const second = startKernel("killed");
    const [code] = await once(second.child, "exit");
    expect(code).toBe(0);
    expect(second.said()).toContain("closed beside");
    await waitUntil(() => second.processes().every((pid) => !isRunning(pid)));
    expect(second.said().split("asked").length - 1).toBeLessThanOrEqual(4); // two were kept

    const session = await open("killed", tinyClip());
    expect(session.iterations).toEqual([expect.objectContaining({ status: "complete", generated: 6, failed: 0 })]);
    expect(hashesOf(session)).toEqual(hashesOf(calm));
  });

  it("stops in the middle of an image, keeps the finished ones, and the next iteration works", async () => {
    const stop = new AbortController();
    const model = stableDiffusion(diffusion, { steps: 4, inference });
    let asked = 0;
    const stopping: Generator = {
      ...model,
      generate: (request, options) => {
        const onProgress = (): void => {
          if (asked === 3) stop.abort(new Error("enough"));
        };
        asked++;
        return model.generate(request, { ...options, onProgress });
      },
    };
    const session = await open("stopped", tinyClip(), stopping);
    await expect(session.expand({ perImage: 1, signal: stop.signal })).rejects.toThrow("enough");
    expect(session.iterations).toEqual([expect.objectContaining({ status: "cancelled", generated: 2, failed: 0 })]);
    expect(session.failures(1)).toEqual([]);
    expect(session.images.at(-1)?.labels.length).toBeGreaterThan(0);
    expect(await session.expand({ perImage: 1 })).toMatchObject({ index: 2, status: "complete", generated: 6 });
  });

  it("shares no vector between two CLIP models, nor between two precisions of one", async () => {
    const others = [tinyClip("quantized"), clip(join(CLIP_MODELS, "clip-full"), { inference })];
    for (const embedder of others) {
      const session = await open("calm", embedder);
      await session.expand({ perImage: 1 });
      await session.close();
    }
    const database = new Database(join(folder, "calm", "session.db"));
    const counts = database.all("SELECT embedder, count(*) AS n FROM embeddings GROUP BY embedder ORDER BY n");
    database.close();
    expect(counts).toEqual([
      { embedder: tinyClip().name, n: 12 },
      { embedder: others[0].name, n: 18 },
      { embedder: others[1].name, n: 24 },
    ]);
  });
});
