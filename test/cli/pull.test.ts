import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportModels } from "../../kernel-helpers/src/cli/models.js";
import { builtFile } from "../../kernel-helpers/src/inference/built-file.js";
import { type FakeHub, sha256, startFakeHub } from "../inference/model-files/fake-hub.js";

const MODEL = randomBytes(2_000_000);
let hub: FakeHub;
let root: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  hub = await startFakeHub({ "config.json": Buffer.from("{}"), "model.onnx": MODEL });
  root = mkdtempSync(join(tmpdir(), "datacrafter-pull-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

/** "npx datacrafter ..." as built, in a process of its own. */
function run(...words: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
  const env = { ...process.env, DATACRAFTER_MODELS: root, HF_ENDPOINT: hub.endpoint, HF_TOKEN: "hf_secret" };
  const child = spawn(process.execPath, [builtFile("cli/datacrafter"), ...words], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  return { child, ended: new Promise((done) => child.on("close", (code) => done({ code, output }))) };
}

/** The store sends half of the model and then nothing. */
function sendHalf(): void {
  hub.onStore = (_request, response, content) => {
    response.writeHead(200, { "content-length": content!.length, etag: '"e"' });
    response.write(content!.subarray(0, 1_000_000));
    return true;
  };
}

/** How much of the model is there, unfinished. */
function partBytes(): number {
  const folder = join(root, "acme--tiny-clip", ".datacrafter-pull");
  const part =
    existsSync(folder) && readdirSync(folder).find((name) => name.startsWith(sha256(MODEL)) && /part$/.test(name));
  return part ? statSync(join(folder, part)).size : 0;
}

async function untilSomeCame(): Promise<void> {
  while (partBytes() === 0) await new Promise((wake) => setTimeout(wake, 20));
}

const modelFile = (): string => join(root, "acme--tiny-clip", "model.onnx");
const ranges = (): (string | undefined)[] =>
  hub.seen.filter(({ server }) => server === "store").map(({ headers }) => headers.range);

describe("npx datacrafter pull", () => {
  it("says size and licence first, then how far it is, then where the model is", async () => {
    const { code, output } = await run("pull", "acme/tiny-clip").ended;
    expect(output).toContain(
      "acme/tiny-clip: 2.0 MB in 2 files, licence mit\n  from acme/tiny-clip at commit 0123456\n",
    );
    expect(output).toContain("downloading model.onnx: ");
    expect(output).toContain(`ready: ${join(root, "acme--tiny-clip")} (every file is whole)`);
    expect(output).not.toContain("hf_secret");
    expect(code).toBe(0);
    expect(sha256(readFileSync(modelFile()))).toBe(sha256(MODEL));
  });

  it("stopped by Ctrl-C keeps what came, ends with 130, and goes on there the next time", async () => {
    sendHalf();
    const { child, ended } = run("pull", "acme/tiny-clip");
    await untilSomeCame();
    child.kill("SIGINT");
    const { code, output } = await ended;
    expect(output).toContain("Stopped; what came is kept");
    expect(code).toBe(130);
    hub.onStore = null;
    const came = partBytes();
    expect((await run("pull", "acme/tiny-clip").ended).code).toBe(0);
    expect(ranges()).toEqual([undefined, `bytes=${came}-`]);
  });

  it("killed outright leaves nothing that looks whole, and goes on there the next time", async () => {
    sendHalf();
    const { child, ended } = run("pull", "acme/tiny-clip");
    await untilSomeCame();
    child.kill("SIGKILL");
    await ended;
    expect(readdirSync(join(root, "acme--tiny-clip")).sort()).toEqual([".datacrafter-pull", "config.json"]);
    hub.onStore = null;
    const came = partBytes();
    expect((await run("pull", "acme/tiny-clip").ended).code).toBe(0);
    expect(ranges()).toEqual([undefined, `bytes=${came}-`]);
    expect(sha256(readFileSync(modelFile()))).toBe(sha256(MODEL));
  });

  it("run by three processes at once downloads once, and each says ready", async () => {
    const all = await Promise.all([1, 2, 3].map(() => run("pull", "acme/tiny-clip").ended));
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ranges()).toEqual([undefined]);
    expect(all.filter(({ output }) => output.includes("all was there"))).toHaveLength(2);
    expect(sha256(readFileSync(modelFile()))).toBe(sha256(MODEL));
  });

  it("ends with 1 and one sentence when it cannot", async () => {
    const { code, output } = await run("pull", "acme/other").ended;
    expect(output).toMatch(/^datacrafter: 127\.0\.0\.1:\d+ has no acme\/other \(404\): check the name at .*\.\n$/);
    expect(code).toBe(1);
  });
});

describe("npx datacrafter models", () => {
  const before = process.env.DATACRAFTER_MODELS;
  beforeEach(() => {
    process.env.DATACRAFTER_MODELS = root;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.DATACRAFTER_MODELS;
    else process.env.DATACRAFTER_MODELS = before;
  });

  it("lists what can be pulled with kind, size and licence", async () => {
    const { text, isWhole } = await reportModels(false);
    expect(text).toMatch(/^name +for +size +here +licence$/m);
    expect(text).toMatch(/^small-world-clip +clip +[\d.]+ MB +built in +Apache-2\.0$/m);
    expect(text).toMatch(/^clip-vit-b32 +clip +about 609 MB +no +MIT/m);
    expect(text).toMatch(/^sd-turbo +diffusion +about 2\.6 GB +no +Stability AI Non-Commercial/m);
    expect(text).toContain("sd-turbo: Not for commercial use. Needs CUDA");
    expect(isWhole).toBe(true);
  });

  it("--verify hashes what is here, names damaged files and the command that mends them", async () => {
    await run("pull", "acme/tiny-clip").ended;
    expect((await reportModels(true)).text).toMatch(/^acme\/tiny-clip +\? +2\.0 MB +whole +mit$/m);
    writeFileSync(modelFile(), randomBytes(MODEL.length));
    const { code, output } = await run("models", "--verify").ended;
    expect(output).toMatch(/^acme\/tiny-clip +\? +2\.0 MB +damaged +mit$/m);
    expect(output).toContain("acme/tiny-clip: model.onnx is damaged\n  mend it: npx datacrafter pull acme/tiny-clip\n");
    expect(code).toBe(1);
    expect((await run("pull", "acme/tiny-clip").ended).code).toBe(0);
    expect((await reportModels(true)).isWhole).toBe(true);
  });
});
