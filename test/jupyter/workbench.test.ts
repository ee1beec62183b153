import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CommMessage,
  installKernelBridge,
  type MimeBundle,
} from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import type { WorkbenchReply, WorkbenchState } from "../../kernel-helpers/src/jupyter/workbench-protocol.js";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { fakeGenerator, fakeProviders, makeDataset } from "../session/fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

interface Sent {
  readonly content: WorkbenchReply;
  readonly buffers: readonly Uint8Array[];
}

/** A browser's side of one widget: what came, and a way to ask. */
interface Browser {
  readonly state: WorkbenchState;
  readonly sent: readonly Sent[];
  /** @returns the answer */
  ask(request: object): Promise<Extract<WorkbenchReply, { kind: "done" | "failed" }>>;
  /** as it is, without a request number */
  post(content: unknown): void;
  last<Kind extends WorkbenchReply["kind"]>(
    kind: Kind,
  ): { content: Extract<WorkbenchReply, { kind: Kind }>; buffers: readonly Uint8Array[] };
}

const displayed: MimeBundle[] = [];
let interrupt = new AbortController();
const browsers: Browser[] = [];
let nextRequest = 1;
let folder: string;
let session: Session | undefined;

beforeAll(() => {
  installKernelBridge({
    registerTarget: () => undefined,
    interruptSignal: () => interrupt.signal,
    display: (bundle) => void displayed.push(bundle),
    openComm: ({ data }) => {
      let state = (data as { state: object }).state;
      let handler: (message: CommMessage) => void = () => undefined;
      const sent: Sent[] = [];
      const post = (content: unknown): void =>
        handler({
          data: { method: "custom", content: JSON.parse(JSON.stringify(content)) },
          metadata: {},
          buffers: [],
        });
      browsers.push({
        get state() {
          return state as WorkbenchState;
        },
        sent,
        post,
        async ask(request) {
          const number = nextRequest++;
          post({ request: number, ...request });
          for (;;) {
            const found = sent.find(({ content }) => "request" in content && content.request === number);
            if (found) return found.content as Extract<WorkbenchReply, { kind: "done" | "failed" }>;
            await sleep(5);
          }
        },
        last(kind) {
          const found = sent.findLast(({ content }) => content.kind === kind);
          if (!found) throw new Error(`no ${kind} was sent`);
          return found as never;
        },
      });
      return {
        id: `comm-${browsers.length}`,
        targetName: "jupyter.widget",
        send(message, options) {
          const {
            method,
            state: patch,
            content,
          } = message as { method: string; state?: object; content?: WorkbenchReply };
          if (method === "update") state = { ...state, ...JSON.parse(JSON.stringify(patch)) };
          else if (method === "custom")
            sent.push({ content: JSON.parse(JSON.stringify(content)), buffers: options?.buffers ?? [] });
        },
        onMessage(next) {
          handler = next;
        },
        onClose: () => undefined,
        close: () => undefined,
      };
    },
  });
});

beforeEach(async () => {
  interrupt = new AbortController();
  folder = await mkdtemp(join(tmpdir(), "workbench-"));
});

afterEach(async () => {
  await session?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: SessionOptions = {}): Promise<Session> {
  const dataset = await makeDataset(join(folder, "data"), { test: 1 });
  session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), ...options });
  return session;
}

function show(): Browser {
  session!.show();
  return browsers.at(-1)!;
}

/** The widget sends state at most every 33 ms. */
const frame = (): Promise<void> => sleep(60);

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isTrue(); i++) await sleep(10);
  expect(isTrue()).toBe(true);
}

const generatedIds = (): string[] => session!.images.filter(({ origin }) => origin === "generated").map(({ id }) => id);

describe("the map", () => {
  it("is drawn when the first view says hello before anything was generated", async () => {
    await open();
    const browser = show();
    expect(displayed.at(-1)).not.toHaveProperty("image/png");
    expect(await browser.ask({ kind: "hello" })).toMatchObject({ kind: "done" });
    await until(() => browser.sent.some(({ content }) => content.kind === "map" && !content.isSettling));
    await frame();
    expect(browser.last("map").content.ids).toEqual(session!.images.map(({ id }) => id));
    expect(browser.state).toMatchObject({
      revision: 1,
      job: null,
      title: "data",
      classes: ["cat", "dog"],
      iterations: [],
    });
  });

  describe("while it settles", () => {
    beforeEach(() => {
      let clock = Date.now();
      jest.spyOn(Date, "now").mockImplementation(() => (clock += 200)); // every frame is late enough to be shown
    });
    afterEach(() => jest.restoreAllMocks());

    const maps = (browser: Browser): Extract<WorkbenchReply, { kind: "map" }>[] =>
      browser.sent.flatMap(({ content }) => (content.kind === "map" ? [content] : []));

    it("is shown under the number it will have, new images and all", async () => {
      await open();
      const browser = show();
      await session!.expand({ perImage: 1 });
      const sent = maps(browser);
      expect(sent.length).toBeGreaterThan(10);
      expect(sent.map(({ isSettling }) => isSettling)).toEqual(sent.map((_, i) => i < sent.length - 1));
      expect(new Set(sent.map(({ revision }) => revision))).toEqual(new Set([1]));
      expect(sent[0].ids).toEqual(session!.images.map(({ id }) => id));
    });

    it("gives way to the earlier map when it is cancelled", async () => {
      await open();
      const browser = show();
      await session!.expand({ perImage: 1 });
      const before = browser.last("map");
      const sent = browser.sent as Sent[];
      let isAsked = false;
      sent.push = (...items) => {
        const isMoving = items.some(({ content }) => content.kind === "map" && content.isSettling);
        const length = Array.prototype.push.apply(sent, items);
        if (isMoving && !isAsked) browser.post({ request: 4711, kind: "cancel" });
        isAsked ||= isMoving;
        return length;
      };
      await browser.ask({ kind: "generate", perImage: 1 });
      expect(isAsked).toBe(true);
      const after = browser.last("map");
      expect(after.content).toMatchObject({ isSettling: false, ids: before.content.ids });
      expect(after.buffers).toEqual(before.buffers);
      const shown = maps(browser).at(-2)!;
      expect([shown.isSettling, after.content.revision > shown.revision]).toEqual([true, true]);
    });
  });

  it("carries positions, classes, flags and iterations as columns, and labels with their counts", async () => {
    await open();
    await session!.expand({ perImage: 1 });
    session!.reject(generatedIds().slice(0, 1));
    session!.want(generatedIds().slice(1, 2));
    const browser = show();
    await browser.ask({ kind: "hello" });
    const { content, buffers } = browser.last("map");
    const animal = content.labels.find(({ text }) => text === "animal");
    expect(animal).toEqual({ text: "animal", original: 6, generated: 6 });
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([4 * 2 * (12 + content.labels.length), 24, 12, 24]);
    expect(new Float32Array(Uint8Array.from(buffers[0]).buffer).every(Number.isFinite)).toBe(true);
    expect([...new Uint16Array(Uint8Array.from(buffers[1]).buffer)].join("")).toBe("000111000111");
    expect([...buffers[2]].join("")).toBe("000000351111"); // 1 generated, +2 rejected, +4 wanted
    expect([...new Uint16Array(Uint8Array.from(buffers[3]).buffer)].join("")).toBe("000000111111");
  });

  it("hardly moves what was on it when an iteration is added", async () => {
    await open();
    const browser = show();
    const positions = (): Float32Array =>
      new Float32Array(Uint8Array.from(browser.last("map").buffers[0]).buffer).slice(0, 2 * 12);
    await session!.expand({ perImage: 1 });
    const before = positions();
    await session!.expand({ perImage: 1 });
    const after = positions();
    const spread = Math.max(...before) - Math.min(...before);
    const moved = before.map((value, i) => Math.abs(value - after[i]));
    expect(moved.reduce((sum, value) => sum + value, 0) / moved.length).toBeLessThan(0.02 * spread);
  });
});

describe("acts", () => {
  it("change the session, and every workbench of it", async () => {
    await open();
    await session!.expand({ perImage: 1 });
    const [one, two] = [show(), show()];
    const [first, second] = generatedIds();
    expect(await one.ask({ kind: "select", ids: [first, second] })).toMatchObject({ kind: "done" });
    expect(session!.selection).toEqual([first, second]);
    expect(two.last("selection").content.ids).toEqual([first, second]);
    expect(await one.ask({ kind: "reject", ids: [first, second] })).toMatchObject({ kind: "done" });
    expect(session!.images.filter(({ feedback }) => feedback === "rejected").map(({ id }) => id)).toEqual([
      first,
      second,
    ]);
    await frame();
    for (const browser of [one, two]) {
      expect([...browser.last("flags").buffers[0]].filter((flags) => flags === 3)).toHaveLength(2);
      expect(browser.state).toMatchObject({
        undo: "reject 2 images",
        iterations: [{ index: 1, generated: 6, rejected: 2 }],
      });
    }
    await one.ask({ kind: "want", ids: [second] });
    await one.ask({ kind: "clear", ids: [first] });
    expect(
      session!.images.filter(({ feedback }) => feedback !== "none").map(({ id, feedback }) => `${id} ${feedback}`),
    ).toEqual([`${second} wanted`]);
    for (let i = 0; i < 3; i++) expect(await two.ask({ kind: "undo" })).toMatchObject({ kind: "done" });
    expect(await two.ask({ kind: "undo" })).toMatchObject({ kind: "failed", message: "There is nothing to undo." });
    await frame();
    expect(one.state.undo).toBeNull();
  });

  it("refine, accept, edit, discard and generate", async () => {
    await open();
    await session!.expand({ perImage: 10 });
    session!.reject(session!.images.filter(({ phrases }) => phrases?.includes("solarized")).map(({ id }) => id));
    const browser = show();
    expect(await browser.ask({ kind: "refine" })).toMatchObject({ kind: "done" });
    await frame();
    const card = browser.state.prompts.find(({ status }) => status === "proposed")!;
    expect(card.why[0]).toMatch(/of \d+ kept/);
    expect(card.before).toContain("solarized");
    expect(await browser.ask({ kind: "edit", promptId: card.id, text: "a [broken" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("never closed"),
    });
    await browser.ask({ kind: "edit", promptId: card.id, text: "a gentle {class}" });
    await frame();
    const edited = browser.state.prompts.find(({ text }) => text === "a gentle {class}")!;
    expect(edited).toMatchObject({ status: "proposed", before: card.before });
    await browser.ask({ kind: "accept", promptId: edited.id, text: edited.text });
    expect(session!.prompts).toContainEqual(expect.objectContaining({ id: edited.id, status: "active" }));
    expect(await browser.ask({ kind: "discard", promptId: edited.id })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("only prompt"),
    });
    expect(await browser.ask({ kind: "generate", perImage: 1 })).toMatchObject({ kind: "done" });
    await frame();
    expect(browser.state).toMatchObject({
      perImage: 1,
      job: null,
      messageLevel: "info",
      message: expect.stringMatching(/^Iteration 2: 6 images in [\d.]+ s\.$/),
    });
    expect(browser.state.iterations).toHaveLength(2);
    expect(browser.state.iterations[0].ratios).toMatchObject({ informativeness: 1, diversity: 1, distance: 1 });
    expect(browser.state.revision).toBe(2);
    expect(browser.last("map").content).toMatchObject({ revision: 2 });
  });

  it("shows how far a job is, lets it be cancelled, and goes on taking requests meanwhile", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((settle) => {
      release = settle;
    });
    const generator = fakeGenerator((_, call, signal) =>
      call < 4
        ? undefined
        : Promise.race([
            gate,
            new Promise((_settle, fail) => signal?.addEventListener("abort", () => fail(signal.reason))),
          ]),
    );
    await open({ generator });
    const browser = show();
    const asked = browser.ask({ kind: "generate", perImage: 2 });
    await until(() => browser.state.job?.done === 3);
    expect(browser.state.job).toEqual({ kind: "generate", done: 3, total: 12 });
    expect(await browser.ask({ kind: "generate", perImage: 1 })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("expand is still running"),
    });
    expect(await browser.ask({ kind: "select", ids: [session!.images[0].id] })).toMatchObject({ kind: "done" });
    expect(await browser.ask({ kind: "cancel" })).toMatchObject({ kind: "done" });
    expect(await asked).toMatchObject({ kind: "done" });
    release();
    await frame();
    expect(session!.iterations).toEqual([expect.objectContaining({ status: "cancelled", generated: 3 })]);
    expect(browser.state).toMatchObject({
      job: null,
      messageLevel: "info",
      message: expect.stringContaining("stopped; what was made is kept"),
    });
    expect(browser.last("map").content.ids).toHaveLength(9);
    expect(await browser.ask({ kind: "cancel" })).toMatchObject({ kind: "failed" });
  });

  it("tells everybody why a job failed", async () => {
    await open({ generator: fakeGenerator(() => Promise.reject(new Error("the server is down"))) });
    const [one, two] = [show(), show()];
    expect(await one.ask({ kind: "generate", perImage: 1 })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("the server is down"),
    });
    await frame();
    expect(two.state).toMatchObject({
      messageLevel: "error",
      message: expect.stringContaining("the server is down"),
      job: null,
    });
  });
});

describe("a call in a cell", () => {
  it("shows its progress and what it has to say below the cell, and obeys the stop button", async () => {
    const generator = fakeGenerator((_, call) => {
      if (call === 7) interrupt.abort(new Error("interrupted"));
    });
    await open({ generator });
    displayed.length = 0;
    await session!.expand({ perImage: 1 });
    const texts = displayed.map((bundle) => String(bundle["text/plain"]));
    expect(texts).toContainEqual(expect.stringMatching(/^Generating images: 6 of 6 in /));
    expect(texts).toContainEqual(expect.stringMatching(/^Drawing the map: (\d+) of \1 in /));
    expect(texts.at(-1)).toMatch(/^Iteration 1: 6 images in [\d.]+ s\.$/);
    await expect(session!.expand({ perImage: 1 })).rejects.toThrow("interrupted");
    expect(displayed.at(-1)?.["text/plain"]).toContain("It was stopped; what was made is kept.");
    expect(session!.iterations[1]).toMatchObject({ status: "cancelled" });
  });

  it("does not wait for the map that a new view asked for, and is not refused because of it", async () => {
    await open();
    const browser = show();
    await browser.ask({ kind: "hello" });
    await session!.expand({ perImage: 1 });
    await frame();
    expect(browser.last("map").content.ids).toHaveLength(12);
    expect(browser.state.messageLevel).toBe("info");
  });
});

describe("thumbnails", () => {
  it("come as WebP, each with its history", async () => {
    await open();
    await session!.expand({ perImage: 1 });
    const browser = show();
    const [id] = generatedIds();
    expect(await browser.ask({ kind: "thumbnails", ids: [id, session!.images[0].id] })).toMatchObject({ kind: "done" });
    const { content, buffers } = browser.last("thumbnails");
    expect(content.images[0]).toMatchObject({
      id,
      origin: "generated",
      iteration: 1,
      prompt: expect.stringContaining("cat"),
      labels: expect.arrayContaining(["animal"]),
    });
    for (const picture of buffers) expect(Buffer.from(picture.subarray(8, 12)).toString()).toBe("WEBP");
    expect(buffers).toHaveLength(2);
  });

  it("that cannot be read are named, and the others come", async () => {
    await open();
    const browser = show();
    const [lost, fine] = session!.images;
    await rm(lost.path);
    expect(await browser.ask({ kind: "thumbnails", ids: [lost.id, fine.id] })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining(lost.id),
    });
    expect(browser.last("thumbnails").content.images.map(({ id }) => id)).toEqual([fine.id]);
  });
});

describe("messages that are malformed or forged", () => {
  it.each<[string, object]>([
    ["no ids", { kind: "reject" }],
    ["ids that are no list", { kind: "reject", ids: "all" }],
    ["ids that are no text", { kind: "want", ids: [1] }],
    ["an unknown kind", { kind: "delete", ids: [] }],
    ["a field too many", { kind: "undo", path: "/etc/passwd" }],
    ["a perImage of 1e9", { kind: "generate", perImage: 1e9 }],
    ["a perImage of 0", { kind: "generate", perImage: 0 }],
    ["a prompt that is an object", { kind: "edit", promptId: "x", text: { toString: 1 } }],
    ["65 thumbnails", { kind: "thumbnails", ids: Array.from({ length: 65 }, () => "x") }],
    ["unknown ids", { kind: "reject", ids: ["<script>", "g1"] }],
    ["an unknown prompt", { kind: "accept", promptId: "__proto__", text: "a {class}" }],
  ])("with %s are answered with a sentence and change nothing", async (_, request) => {
    await open();
    await session!.expand({ perImage: 1 });
    const browser = show();
    const before = JSON.stringify([session!.images, session!.prompts, session!.iterations, session!.events]);
    const answer = await browser.ask(request);
    expect(answer).toMatchObject({ kind: "failed", message: expect.stringMatching(/^.{10,400}$/) });
    expect(JSON.stringify([session!.images, session!.prompts, session!.iterations, session!.events])).toBe(before);
    expect(await browser.ask({ kind: "hello" })).toMatchObject({ kind: "done" });
  });

  it("without a number are shown in the message line", async () => {
    await open();
    const browser = show();
    for (const content of [null, 7, "hello", [], {}, { kind: "undo", request: -1 }, { kind: "undo", request: 1.5 }])
      browser.post(content);
    await frame();
    expect(browser.state).toMatchObject({ messageLevel: "error", message: expect.stringContaining("cannot be read") });
    expect(browser.sent).toEqual([]);
  });

  it("to a closed session are refused, and its workbench says so", async () => {
    await open();
    const browser = show();
    await session!.close();
    await frame();
    expect(browser.state).toMatchObject({ message: expect.stringContaining("was closed"), undo: null });
    expect(await browser.ask({ kind: "hello" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("is closed here"),
    });
  });
});

describe("the static preview", () => {
  it("is a line of text and a picture of the map", async () => {
    await open();
    await session!.expand({ perImage: 1 });
    show();
    const preview = displayed.at(-1)!;
    expect(preview["text/plain"]).toBe(
      "DataCrafter workbench of data: 6 originals in 2 classes, 6 generated in 1 iteration, 0 rejected. Run this cell in the DataCrafter kernel to work with it.",
    );
    expect(
      Buffer.from(preview["image/png"] as string, "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it("is there again when the session is opened again", async () => {
    await open();
    await session!.expand({ perImage: 1 });
    await session!.close();
    await open();
    show();
    expect(displayed.at(-1)).toHaveProperty("image/png");
  });
});
