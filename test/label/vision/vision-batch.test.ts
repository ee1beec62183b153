import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type VisionBatchLabeler,
  type VisionBatchOptions,
  visionBatch,
} from "../../../kernel-helpers/src/label/vision-batch.js";
import { visionLanguage } from "../../../kernel-helpers/src/label/vision-language.js";
import type { ImageRef, LabelledImage, LabelOptions, ServerAttempt } from "../../../kernel-helpers/src/types.js";
import { handClock } from "../../generate/remote/adapters.js";
import { broken, busy, nonsense, refusal, truncated } from "./chat-faults.js";
import { type Asked, type ChatServer, type ChatServerOptions, type Fault, startChatServer } from "./chat-server.js";
import { numberedImage, truthOf } from "./numbered-image.js";

const KEY = "sk-batch-0123456789abcdef";
const KEY_VARIABLE = "DATACRAFTER_TEST_BATCH_KEY";

let folder: string;
let cache: string;
let server: ChatServer;

beforeEach(async () => {
  process.env[KEY_VARIABLE] = KEY;
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  cache = join(folder, "answers");
});
afterEach(async () => {
  delete process.env[KEY_VARIABLE];
  await server.stop();
  await rm(folder, { recursive: true });
});

async function start(options: ChatServerOptions = {}): Promise<void> {
  server = await startChatServer({ key: KEY, ...options });
}

/** Images that show the numbers from 1 on. */
async function makeImages(count: number): Promise<ImageRef[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${i + 1}.png`);
      await writeFile(path, await numberedImage(i + 1));
      return { id: String(i + 1), path, className: "drawn" };
    }),
  );
}

function options(more: Partial<VisionBatchOptions> = {}): VisionBatchOptions {
  return { model: "fake-vision", baseURL: server.baseURL, apiKeyVariable: KEY_VARIABLE, cache, ...more };
}

interface Labelled {
  readonly found: readonly LabelledImage[];
  readonly slept: readonly number[];
  readonly told: ReadonlyMap<number, LabelledImage>;
  readonly attempts: readonly (ServerAttempt & { readonly index: number })[];
  readonly progress: readonly number[];
  readonly labeler: VisionBatchLabeler;
}

async function label(
  images: readonly ImageRef[],
  more: Partial<VisionBatchOptions> = {},
  call: LabelOptions = {},
): Promise<Labelled> {
  const clock = handClock();
  const told = new Map<number, LabelledImage>();
  const attempts: (ServerAttempt & { readonly index: number })[] = [];
  const progress: number[] = [];
  const labeler = visionBatch(options(more), clock);
  const found = await labeler.label(images, {
    onImage: (index, one) => {
      expect(told.has(index)).toBe(false);
      told.set(index, one);
    },
    onAttempt: (index, attempt) => attempts.push({ index, ...attempt }),
    onProgress: (done) => progress.push(done),
    ...call,
  });
  return { found, slept: clock.slept, told, attempts, progress, labeler };
}

const labelsOf = (found: readonly LabelledImage[]): (readonly string[])[] => found.map(({ labels }) => labels);
const truths = (images: readonly ImageRef[]): (readonly string[])[] =>
  images.map(({ id }) => truthOf(Number(id)).labels);

/** A fault of the images whose numbers are given, in the batch alone. */
function faulty(numbers: readonly number[], fault: Fault | ((asked: Asked) => Fault), turns = Infinity) {
  const captions = new Set(numbers.map((number) => truthOf(number).caption));
  return (asked: Asked): Fault | null => {
    if (asked.via !== "batch" || !captions.has(asked.truth.caption) || asked.turn > turns) return null;
    return typeof fault === "function" ? fault(asked) : fault;
  };
}

describe("visionBatch", () => {
  it("asks one image directly and the others in a batch, and gives each its own answer, whatever their order", async () => {
    await start();
    const images = await makeImages(12);
    const { found, told, progress, attempts, slept } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(found[5].caption).toBe(truthOf(6).caption);
    expect(server.asked.map(({ via }) => via)).toEqual(["chat", ...Array(11).fill("batch")]);
    expect([...told].sort(([a], [b]) => a - b).map(([, one]) => one)).toEqual(found);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect([progress[0], progress.at(-1)]).toEqual([0, 12]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(Array(12).fill("made"));
    expect(new Set(attempts.map(({ index }) => index)).size).toBe(12);
    expect(slept).toEqual([5, 10]); // in_progress, finalizing
    // nothing is left, here or there
    expect(await readdir(join(cache, "batches"))).toEqual([]);
    expect(server.batches.files.size).toBe(0);
  });

  it("counts progress by the server's counts before the answers are fetched", async () => {
    await start({ batch: () => ({ looks: 3 }) });
    const { progress } = await label(await makeImages(4));
    expect(progress).toEqual([0, 1, 1, 1, 4, 4, 4, 4]);
  });

  it("keeps answers where visionLanguage finds them, and finds those of visionLanguage", async () => {
    await start();
    const images = await makeImages(6);
    await visionLanguage(options()).label(images.slice(0, 2));
    await label(images);
    expect(server.asked).toHaveLength(6);
    const again = await visionLanguage(options()).label(images);
    expect(labelsOf(again)).toEqual(truths(images));
    delete process.env[KEY_VARIABLE]; // what is known needs none
    await label(images);
    expect(server.asked).toHaveLength(6);
    expect(server.batches.uploads()).toBe(1);
  });

  it("asks for one content once, however many files hold it", async () => {
    await start();
    const [first, second] = await makeImages(2);
    const copies = [first, second, { ...second, id: "copy" }, { ...first, id: "other" }];
    const { found } = await label(copies);
    expect(labelsOf(found)).toEqual([truthOf(1), truthOf(2), truthOf(2), truthOf(1)].map(({ labels }) => labels));
    expect(server.asked).toHaveLength(2);
  });

  it("cuts batches by size and by number", async () => {
    await start();
    const images = await makeImages(13);
    await label(images.slice(0, 7), { imagesPerBatch: 2 });
    expect(server.batches.batches.map(({ lines }) => lines.length)).toEqual([2, 2, 2]);
    const size = Math.max(...server.batches.batches.map(({ lines }) => Buffer.byteLength(lines.join("\n"))));
    const { found } = await label(images, { megabytesPerBatch: (1.2 * size) / 1e6 });
    expect(server.batches.batches.slice(3).map(({ lines }) => lines.length)).toEqual([2, 2, 1]);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(Math.max(...server.asked.map(({ turn }) => turn))).toBe(1);
  });

  it("asks again in a further batch what failed for a passing reason, and nothing else", async () => {
    await start({ fault: faulty([3, 5], broken(503), 1) });
    const images = await makeImages(6);
    const { found, attempts } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(server.batches.batches.map(({ lines }) => lines.length)).toEqual([5, 2]);
    expect(attempts.filter(({ index }) => index === 2).map(({ outcome }) => outcome)).toEqual(["will-retry", "made"]);
    expect(attempts.find(({ outcome }) => outcome === "will-retry")?.reason).toMatch(/answered 503: .*had an error/);
    expect([...server.askedAgain]).toEqual([]);
  });

  it("gives up an image when its tries are used up, with the reason", async () => {
    await start({ fault: faulty([2], broken(500)) });
    const { found, told } = await label(await makeImages(3), { budget: { attempts: 2 } });
    expect(found[1].failure).toMatch(/answered 500: .*No further try: the image's 2 tries are used up\.$/);
    expect(found[1].labels).toEqual([]);
    expect(told.get(1)).toEqual(found[1]);
    expect(found[2].labels).toEqual(truthOf(3).labels);
    expect(server.batches.batches).toHaveLength(2);
  });

  it("records a refusal and never asks again", async () => {
    await start({ fault: faulty([2], refusal) });
    const images = await makeImages(3);
    expect((await label(images)).found[1].failure).toMatch(/refuses this image: I'm sorry/);
    expect((await label(images)).found[1].failure).toMatch(/refuses this image: I'm sorry/);
    expect(server.asked).toHaveLength(3);
  });

  it("has an answer repaired that is no JSON; the words are kept where it stays so", async () => {
    await start({ fault: (asked) => faulty([2], nonsense, 1)(asked) ?? faulty([3], nonsense)(asked) });
    const { found } = await label(await makeImages(4));
    expect(found[1].labels).toEqual(truthOf(2).labels);
    const repair = server.asked.find(({ isRepair, truth }) => isRepair && truth.caption === truthOf(2).caption)!;
    expect(repair.text).toMatch(/☃ lorem[\s\S]*cannot be used/);
    expect(found[2]).toMatchObject({ labels: [], raw: expect.stringContaining("☃ lorem") });
    expect(found[2].failure).toMatch(/answered twice with what is no caption and labels/);
  });

  it("does not ask again for an answer that was cut off", async () => {
    await start({ fault: faulty([2], truncated) });
    const { found } = await label(await makeImages(3));
    expect(found[1].failure).toMatch(/cut the answer off.*maxTokens/);
    expect(server.batches.batches).toHaveLength(1);
  });

  it("asks again for what an expired batch left", async () => {
    await start({ batch: (number) => (number === 1 ? { end: "expired", share: 0.4 } : {}) });
    const images = await makeImages(11);
    const { found, attempts } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(server.batches.batches.map(({ lines }) => lines.length)).toEqual([10, 6]);
    expect(attempts.find(({ outcome }) => outcome === "will-retry")?.reason).toMatch(/batch_0001 expired before/);
  });

  it("keeps what a batch had answered that was cancelled elsewhere, and fails the others", async () => {
    await start({ batch: () => ({ end: "cancelled" }) });
    const { found } = await label(await makeImages(5));
    expect(found.filter(({ failure }) => failure === undefined)).toHaveLength(3);
    expect(found[4].failure).toMatch(/cancelled before this image's turn; call label\(\) again/);
  });

  it("passes on why a batch failed", async () => {
    const error = { code: "billing_hard_limit_reached", message: "Billing hard limit has been reached." };
    await start({ batch: () => ({ end: "failed", error }) });
    const { found } = await label(await makeImages(3));
    expect(found[0].labels).toEqual(truthOf(1).labels);
    expect(found[2].failure).toMatch(/turned batch batch_0001 down: Billing hard limit has been reached\.$/);
    expect(await readdir(join(cache, "batches"))).toEqual([]);
  });

  it("offers a batch again that found no room, without a second upload, and gives up after half an hour", async () => {
    const crowd = { code: "token_limit_exceeded", message: "Enqueued token limit reached." };
    await start({ batch: (number) => (number <= 2 ? { end: "failed", error: crowd } : {}) });
    const images = await makeImages(3);
    const { found, slept } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(slept).toEqual([60, 120, 5, 10]);
    expect([server.batches.uploads(), server.batches.batches.length]).toEqual([1, 3]);
    await server.stop();
    await start({ batch: () => ({ end: "failed", error: crowd }) });
    const full = await label(images, { cache: join(folder, "other") });
    expect(full.found[2].failure).toMatch(
      /Enqueued token limit reached\. Call label\(\) again later, or give a smaller/,
    );
    expect(full.slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(1800);
  });

  it("obeys Retry-After while it polls, and outlasts a server that is away", async () => {
    const obstacles: Fault[] = [busy(120), broken(502), "cut"];
    await start({
      obstacle: ({ method, path }) =>
        method === "GET" && path.startsWith("/v1/batches/") ? (obstacles.shift() ?? null) : null,
    });
    const images = await makeImages(3);
    const { found, slept } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(slept[0]).toBe(120);
    expect(obstacles).toEqual([]);
  });

  it("makes no second batch when the answer to the making of one is lost", async () => {
    let isLost = false;
    await start({
      obstacle: async (seen) => {
        if (isLost || seen.method !== "POST" || seen.path !== "/v1/batches") return null;
        isLost = true;
        await server.batches.handle(seen); // it is made, and then the connection breaks
        return "cut";
      },
    });
    const images = await makeImages(3);
    const { found } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect([isLost, server.batches.uploads(), server.batches.batches.length]).toEqual([true, 1, 1]);
  });

  it("asks again where the result file holds nonsense, strangers and repeated lines", async () => {
    const mangle = (text: string): string => {
      const [first, second, third, ...rest] = text.split("\n");
      const stranger = first.replace(/"custom_id":"[^"]*"/, '"custom_id":"stranger"');
      const empty = second.replace(/"response":\{.*\},"error"/, '"response":"none","error"');
      return ["<html>nonsense", stranger, empty, `{"custom_id":`, "x".repeat(3e6), third, third, ...rest].join("\n");
    };
    await start({ batch: (number) => (number === 1 ? { mangle } : {}) });
    const images = await makeImages(8);
    const { found } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect(server.batches.batches.map(({ lines }) => lines.length)).toEqual([7, 2]);
  });

  it("names files that are no images, and labels the others", async () => {
    await start();
    const images = await makeImages(4);
    await writeFile(images[0].path, "no image");
    await rm(images[2].path);
    const { found } = await label(images);
    expect(found[0].failure).toMatch(/1\.png cannot be read as an image/);
    expect(found[2].failure).toMatch(/3\.png cannot be read as an image/);
    expect([found[1].labels, found[3].labels]).toEqual([truthOf(2).labels, truthOf(4).labels]);
  });

  it("uploads nothing where the first image shows that the model or the key is wrong", async () => {
    await start();
    const images = await makeImages(3);
    await expect(label(images, { model: "gpt-9" })).rejects.toThrow(
      /visionBatch\(gpt-9\): .*does not exist.*nothing was uploaded/,
    );
    process.env[KEY_VARIABLE] = "sk-wrong-key-000000";
    const wrong: Error = await label(images).then(
      () => new Error("labelled"),
      (error: Error) => error,
    );
    expect(wrong.message).toMatch(/401.*nothing was uploaded/);
    delete process.env[KEY_VARIABLE];
    await expect(label(images)).rejects.toThrow(/no key in the environment variable DATACRAFTER_TEST_BATCH_KEY/);
    expect(server.batches.uploads()).toBe(0);
  });

  it("stops waiting when aborted, says how to go on, and picks the batch up without another upload", async () => {
    await start({ batch: () => ({ looks: Infinity }) });
    const images = await makeImages(4);
    const controller = new AbortController();
    const reason = new DOMException("You stopped it", "AbortError");
    let told = 0;
    const stopAt4 = (): void => {
      if (++told === 4) controller.abort(reason);
    };
    const stopped: Error = await label(
      images,
      { pollSeconds: 0.01 },
      { signal: controller.signal, onProgress: stopAt4 },
    ).then(
      () => new Error("labelled"),
      (error: Error) => error,
    );
    expect(stopped.name).toBe("AbortError");
    expect(stopped.message).toMatch(
      /^You stopped it\. 1 batch goes on at 127\.0\.0\.1:\d+ without this kernel: batch_0001 \(3 images\)\. label\(\) with the same options picks it up/,
    );
    expect(await visionBatch(options()).running()).toMatchObject([{ id: "batch_0001", images: 3 }]);
    server.batches.release();
    const { found } = await label(images);
    expect(labelsOf(found)).toEqual(truths(images));
    expect([server.batches.uploads(), server.batches.batches.length, server.asked.length]).toEqual([1, 1, 4]);
  });

  it("cancels what runs; label() then fetches what was answered until then", async () => {
    await start({ batch: () => ({ looks: Infinity }) });
    const images = await makeImages(5);
    const controller = new AbortController();
    await label(
      images,
      {},
      { signal: controller.signal, onProgress: (done) => done === 1 && controller.abort() },
    ).catch(() => undefined);
    expect(await visionBatch(options()).cancel()).toBe(1);
    const { found } = await label(images);
    expect(found.filter(({ failure }) => failure === undefined)).toHaveLength(3);
    expect(await visionBatch(options()).cancel()).toBe(0);
  });

  it("goes on later where the key is turned away while it polls", async () => {
    let isLocked = true;
    const said = { error: { message: "Your account is not active.", code: "account_deactivated" } };
    await start({
      obstacle: ({ method, path }) =>
        isLocked && method === "GET" && path.startsWith("/v1/batches/") ? { status: 401, body: said } : null,
    });
    const images = await makeImages(3);
    await expect(label(images)).rejects.toThrow(
      /^visionBatch\(fake-vision\): .*401.*not active\. 1 batch goes on at .*batch_0001 \(2 images\)/,
    );
    isLocked = false;
    expect(labelsOf((await label(images)).found)).toEqual(truths(images));
    expect([server.batches.uploads(), server.asked.length]).toEqual([1, 3]);
  });

  it("says what to do about a batch that the server does not know, and about a record that cannot be read", async () => {
    let isKnown = false;
    await start({
      obstacle: ({ method, path }) => {
        if (isKnown || method !== "GET" || !path.startsWith("/v1/batches/")) return null;
        return { status: 404, body: { error: { message: "No batch found." } } };
      },
    });
    const images = await makeImages(3);
    const unknown: Error = await label(images).then(
      () => new Error("labelled"),
      (error: Error) => error,
    );
    const [record] = (await readdir(join(cache, "batches"))).filter((name) => name.endsWith(".json"));
    expect(unknown.message).toContain(`knows no batch batch_0001; set the key that it was made with, or delete`);
    expect(unknown.message).toContain(record);
    const path = join(cache, "batches", record);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, -9));
    await expect(label(images)).rejects.toThrow(/cannot be read; it names a batch that may be running and paid for/);
    await rm(path);
    isKnown = true;
    expect(labelsOf((await label(images)).found)).toEqual(truths(images));
  });

  it("asks anew for a batch that never left this computer and whose file is gone", async () => {
    await start({ obstacle: ({ path }) => (path === "/v1/files" ? { status: 401, body: "" } : null) });
    const images = await makeImages(3);
    await expect(label(images)).rejects.toThrow(/401/);
    expect(await visionBatch(options()).running()).toMatchObject([{ id: null, images: 2 }]);
    const [file] = (await readdir(join(cache, "batches"))).filter((name) => name.endsWith(".jsonl"));
    await rm(join(cache, "batches", file));
    expect(await visionBatch(options()).running()).toEqual([]);
  });

  it("does not touch batches of another question", async () => {
    await start({ batch: () => ({ looks: Infinity }) });
    const images = await makeImages(3);
    const controller = new AbortController();
    await label(
      images,
      {},
      { signal: controller.signal, onProgress: (done) => done === 1 && controller.abort() },
    ).catch(() => undefined);
    expect(await visionBatch(options()).running()).toHaveLength(1);
    expect(await visionBatch(options({ prompt: "What colours?" })).running()).toEqual([]);
  });

  it("writes the key nowhere, not even where the server sends it back", async () => {
    const echo = (asked: Asked): Fault => ({
      status: 400,
      body: { error: { message: `The key ${asked.authorization} is tired.` } },
    });
    await start({ fault: faulty([2], echo) });
    const { found, attempts } = await label(await makeImages(4));
    expect(found[1].failure).toMatch(/400: The key Bearer \[key\] is tired/);
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), "latin1")),
    );
    expect(texts.length).toBeGreaterThan(6);
    for (const text of [...texts, JSON.stringify([found, attempts])]) expect(text).not.toContain(KEY);
    const sent = server.batches.batches.flatMap(({ lines }) => lines).join("");
    expect(sent).not.toContain(KEY);
  });

  it("counts half the price, and stops at the total budget", async () => {
    await start();
    const images = await makeImages(9);
    const labeler = visionBatch(options({ dollarsPerImage: 0.02, totalBudget: { dollars: 0.05 } }), handClock());
    expect(labeler.expected).toEqual({ dollars: 0.01 });
    expect(await labeler.estimate(images)).toEqual({ images: 9, cached: 0, requests: 9, seconds: null, dollars: 0.09 });
    const found = await labeler.label(images);
    expect(found.filter(({ failure }) => failure === undefined)).toHaveLength(6);
    expect(found[8].failure).toMatch(/Not asked for: of the labeler's 0\.05 dollars, 0\.05 are spent/);
    expect(labeler.spent()).toMatchObject({ requests: 6, images: 6 });
    expect(labeler.spent().dollars).toBeCloseTo(0.02 + 5 * 0.01);
  });

  it.each([
    [{ cache: false as unknown as string }, /cache = false; give a folder/],
    [{ megabytesPerBatch: 500 }, /megabytesPerBatch = 500; give a number from 0.001 to 200/],
    [{ imagesPerBatch: 0 }, /imagesPerBatch = 0/],
    [{ pollSeconds: -1 }, /pollSeconds = -1/],
  ])("refuses %j", async (more, message) => {
    await start();
    expect(() => visionBatch(options(more))).toThrow(message);
  });
});
