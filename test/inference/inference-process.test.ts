import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtFile } from "../../kernel-helpers/src/inference/built-file.js";
import { createInferenceProcess, type InferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import { runModel } from "../../kernel-helpers/src/inference/run-model.js";
import { sharedInference } from "../../kernel-helpers/src/inference/shared-inference.js";
import { affineFeeds, expected, modelPath, slowFeeds } from "./support/models.js";
import { isRunning, waitUntil } from "./support/wait.js";

let inference: InferenceProcess;
beforeEach(() => {
  inference = createInferenceProcess();
});
afterEach(() => inference.close());

const FOREVER = 1_000_000;
const runSlow = (steps: number, signal?: AbortSignal): Promise<unknown> =>
  runModel(modelPath("slow"), slowFeeds(steps), { inference, signal });
const runAffine = (): Promise<unknown> => runModel(modelPath("affine"), affineFeeds, { inference });

/** Waits until a job is under way, as far as can be seen from outside: the process has started and used the processor for a while. */
async function started(): Promise<number> {
  await waitUntil(() => inference.pid !== undefined);
  await new Promise((resolve) => setTimeout(resolve, 300));
  return inference.pid!;
}

describe("the inference process", () => {
  it("runs jobs in the order they came, one at a time, in one process", async () => {
    const done: string[] = [];
    const jobs = [
      runSlow(20).then(() => done.push("slow")),
      runAffine().then(() => done.push("quick")),
      runSlow(1).then(() => done.push("last")),
    ];
    const pid = inference.pid;
    await Promise.all(jobs);
    expect(done).toEqual(["slow", "quick", "last"]);
    expect(inference.pid).toBe(pid);
  });

  it("starts with the first job only", () => {
    expect(inference.pid).toBeUndefined();
  });

  it("is killed when its job is aborted, and the jobs behind are run in another", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const slow = runSlow(FOREVER, controller.signal);
    const quick = runAffine();
    const pid = await started();
    const began = performance.now();
    controller.abort(reason);
    await expect(slow).rejects.toBe(reason);
    expect(performance.now() - began).toBeLessThan(200);
    await expect(quick).resolves.toMatchObject({ provider: "cpu" });
    expect(inference.pid).not.toBe(pid);
    expect(isRunning(pid)).toBe(false);
  });

  it("goes on when a job that waits is aborted, and never runs that one", async () => {
    const controller = new AbortController();
    const slow = runSlow(600);
    const waiting = runSlow(FOREVER, controller.signal);
    const pid = await started();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    await slow;
    expect(inference.pid).toBe(pid);
    await expect(runSlow(1, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });

  it("runs a job again when it is killed from outside", async () => {
    const slow = runSlow(600);
    const pid = await started();
    process.kill(pid, "SIGKILL");
    await expect(slow).resolves.toMatchObject({ provider: "cpu" });
    expect(inference.pid).not.toBe(pid);
  });

  it.each([
    ["SIGKILL", "it was killed (SIGKILL), as a system does that is out of memory"],
    ["SIGABRT", "it ended by SIGABRT"],
  ] as const)("gives a job up that it died twice on, and says how: %s", async (signal, how) => {
    const slow = runSlow(FOREVER);
    const quick = runAffine();
    const first = await started();
    process.kill(first, signal);
    await waitUntil(() => inference.pid !== undefined && inference.pid !== first);
    process.kill(await started(), signal);
    await expect(slow).rejects.toThrow(`died twice on one job (${builtFile("inference/run-model-job")}): ${how}`);
    await expect(quick).resolves.toMatchObject({ provider: "cpu" });
  });

  it("lets the event loop turn while a model runs", async () => {
    await runAffine(); // loading modules here is not what is looked at
    let longest = 0;
    let last = performance.now();
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const began = performance.now();
    await runSlow(600);
    clearInterval(ticking);
    const took = performance.now() - began;
    // a loop that waited for the model would have waited that long; how long it is depends on the machine
    expect(took).toBeGreaterThan(100);
    // 50 ms where the processor is free; on a crowded machine this process waits for its turn as well
    expect(longest).toBeLessThan(Math.max(50, took / 5));
  });

  it("ends when idle, and starts again for the next job", async () => {
    inference = createInferenceProcess({ idleMs: 100 });
    await runAffine();
    const pid = inference.pid!;
    await waitUntil(() => inference.pid === undefined);
    await waitUntil(() => !isRunning(pid));
    await expect(runAffine()).resolves.toMatchObject({ provider: "cpu" });
  });

  it("rejects all its jobs when it is closed, and starts again for the next", async () => {
    const slow = expect(runSlow(FOREVER)).rejects.toThrow("was closed before the job was done");
    const quick = expect(runAffine()).rejects.toThrow("was closed");
    const pid = await started();
    inference.close();
    await Promise.all([slow, quick]);
    await waitUntil(() => !isRunning(pid));
    await expect(runAffine()).resolves.toMatchObject({ provider: "cpu" });
  });

  it("says so when the process does not start in time", async () => {
    inference = createInferenceProcess({ startTimeoutMs: 1 });
    await expect(runAffine()).rejects.toThrow("it did not start within 0.001 s");
  });

  it("refuses no providers", () => {
    expect(() => createInferenceProcess({ providers: [] })).toThrow(RangeError);
  });

  it("is one for all who ask for the shared one", () => {
    expect(sharedInference()).toBe(sharedInference());
    expect(sharedInference().providers).toEqual(["cpu"]);
  });
});

describe("a job", () => {
  it("must be a built file of the package", async () => {
    const folder = mkdtempSync(join(tmpdir(), "job-test-"));
    const outside = join(folder, "job.js");
    writeFileSync(outside, "exports.run = async () => 1;");
    await expect(inference.run(outside, null)).rejects.toThrow(/job\.js is not a job of this package/);
    await expect(inference.run("inference/run-model-job.js", null)).rejects.toThrow("is not a job of this package");
    const climbing = join(builtFile("inference/job"), "../../..", "package.json");
    await expect(inference.run(climbing, null)).rejects.toThrow("is not a job of this package");
    await expect(inference.run(builtFile("inference/job"), null)).rejects.toThrow('exports no function "run"');
    rmSync(folder, { recursive: true });
  });

  it("fails with its own error, once, and the process lives on", async () => {
    await runAffine();
    const pid = inference.pid;
    const input = { queries: { path: "/nowhere", rows: 1, columns: 1 }, references: null, k: 1, model: "/nowhere" };
    await expect(inference.run(builtFile("linalg/neighbors-job"), input)).rejects.toThrow("No model at /nowhere");
    expect(inference.pid).toBe(pid);
  });

  it("is refused when its input cannot be sent", async () => {
    await expect(inference.run(builtFile("inference/run-model-job"), () => 1)).rejects.toThrow("could not be cloned");
    await expect(runAffine()).resolves.toMatchObject({ provider: "cpu" });
  });

  it("is stopped when the one who listens to it throws", async () => {
    const folder = mkdtempSync(join(tmpdir(), "job-test-"));
    const model = join(folder, "products.onnx");
    const { PRODUCTS_MODEL } = await import("../../kernel-helpers/src/linalg/products-model.js");
    writeFileSync(model, PRODUCTS_MODEL, "base64");
    writeFileSync(join(folder, "rows"), new Float32Array([1, 0, 0, 1]));
    const input = { queries: { path: join(folder, "rows"), rows: 2, columns: 2 }, references: null, k: 1, model };
    const heard: unknown[] = [];
    const run = (onMessage: (message: unknown) => void): Promise<unknown> =>
      inference.run(builtFile("linalg/neighbors-job"), input, { onMessage });
    await run((message) => heard.push(message));
    expect(heard).toMatchObject([{ start: 0, k: 1 }]);
    const failing = run(() => {
      throw new Error("deaf");
    });
    const pid = inference.pid;
    await expect(failing).rejects.toThrow("deaf");
    expect(inference.pid).not.toBe(pid);
    await expect(runAffine()).resolves.toMatchObject({ provider: "cpu" });
    rmSync(folder, { recursive: true });
  });
});

describe("a model file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "model-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is loaded again after it changed", async () => {
    const path = join(folder, "model.onnx");
    copyFileSync(modelPath("affine"), path);
    const before = await runModel(path, affineFeeds, { inference });
    copyFileSync(modelPath("affine-int8"), path);
    const changed = await runModel(path, affineFeeds, { inference });
    expect([...changed.outputs.y.data]).not.toEqual([...before.outputs.y.data]);
    expect(changed.outputs.y.data[0]).toBeCloseTo(expected["affine-int8"][0][0], 5);
    copyFileSync(modelPath("affine"), path);
    utimesSync(path, 1, 1);
    expect((await runModel(path, affineFeeds, { inference })).outputs.y.data).toEqual(before.outputs.y.data);
  });

  it("is tried again after it failed to load", async () => {
    const path = join(folder, "model.onnx");
    await expect(runModel(path, affineFeeds, { inference })).rejects.toThrow(`No model at ${path}`);
    writeFileSync(path, "");
    await expect(runModel(path, affineFeeds, { inference })).rejects.toThrow(
      "it is empty. Delete it and fetch it again.",
    );
    copyFileSync(modelPath("affine"), path);
    await expect(runModel(path, affineFeeds, { inference })).resolves.toMatchObject({ provider: "cpu" });
  });

  it.each([
    ["a truncated model", "\x08\x09\x12", "not an ONNX model, or a damaged one"],
    ["a web page", "<!DOCTYPE html><p>404", "it is a web page. Delete it"],
    ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid", 'run "git lfs pull"'],
  ])("is named when it is %s", async (_, content, message) => {
    const path = join(folder, "model.onnx");
    writeFileSync(path, content, "latin1");
    await expect(runModel(path, affineFeeds, { inference })).rejects.toThrow(`${path}: not an ONNX model`);
    await expect(runModel(path, affineFeeds, { inference })).rejects.toThrow(message);
  });

  it("is asked for by name, not by folder", async () => {
    await expect(runModel(folder, affineFeeds, { inference })).rejects.toThrow(
      `${folder} is a folder; name the .onnx file`,
    );
  });

  it("is named together with weights that are missing or too short", async () => {
    const path = join(folder, "external.onnx");
    copyFileSync(modelPath("external"), path);
    const missing = runModel(path, affineFeeds, { inference });
    await expect(missing).rejects.toThrow(
      `${path}: its weights lie in a second file that cannot be read: ${path}_data is missing`,
    );
    writeFileSync(`${path}_data`, "short");
    await expect(runModel(path, affineFeeds, { inference })).rejects.toThrow(
      /second file that cannot be read: .*out of bounds/,
    );
  });

  it("takes its weights from another folder when told where", async () => {
    const path = join(folder, "external.onnx");
    const elsewhere = join(folder, "elsewhere", "weights.bin");
    mkdirSync(join(folder, "elsewhere"));
    copyFileSync(modelPath("external"), path);
    copyFileSync(`${modelPath("external")}_data`, elsewhere);
    const externalData = { "external.onnx_data": elsewhere };
    const { outputs } = await runModel(path, affineFeeds, { inference, externalData });
    expect(outputs.y.data[0]).toBeCloseTo(expected.external[0][0], 5);
    rmSync(elsewhere);
    inference.close();
    await expect(runModel(path, affineFeeds, { inference, externalData })).rejects.toThrow(
      /its weights "external.onnx_data" cannot be read: ENOENT.*Fetch them again/,
    );
  });

  it("with numbers of a type that is not carried is refused", async () => {
    const failure = runModel(modelPath("double"), affineFeeds, { inference });
    await expect(failure).rejects.toThrow(
      `${modelPath("double")}: input "x" is float64; export the model with float32`,
    );
  });
});
