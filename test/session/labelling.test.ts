import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import { relateLabels } from "../../kernel-helpers/src/session/relate-labels.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import type { ImageRef, Labeler, LabelledImage, LabelOptions } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, fakeProviders } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

const bench = sessionBench({ train: 2, test: 0 });
const open = (labeler: Labeler, options: SessionOptions = {}): Promise<Session> => bench.open({ labeler, ...options });

type Look = (image: ImageRef, index: number, options: LabelOptions) => LabelledImage | Promise<LabelledImage>;

interface ScriptedLabeler extends Labeler {
  /** ids, in the order they were asked for */
  readonly asked: string[];
}

/** Looks at one image after the other and tells each at once, as a server's labeler does. */
function scripted(look: Look, extra: object = {}): ScriptedLabeler {
  const asked: string[] = [];
  const label = async (images: readonly ImageRef[], options: LabelOptions = {}): Promise<LabelledImage[]> => {
    const found: LabelledImage[] = [];
    for (const [index, image] of images.entries()) {
      options.signal?.throwIfAborted();
      asked.push(image.id);
      const one = await look(image, index, options);
      options.onImage?.(index, one);
      options.onProgress?.(index + 1, images.length);
      found.push(one);
    }
    return found;
  };
  return Object.assign({ name: "scripted", asked, label }, extra);
}

const seen: Look = ({ className }) => ({
  labels: ["animal", className],
  caption: `A ${className} <b>on</b> grass.`,
  raw: `{"caption":"A ${className}"}`,
});
const generatedOf = (session: Session) => session.images.filter(({ origin }) => origin === "generated");

describe("what a labeler says of an image", () => {
  it("stands in the session's images, in its table and in what it exports", async () => {
    const session = await open(scripted(seen));
    await session.expand({ perImage: 1 });
    expect(session.images[0]).toMatchObject({
      labels: ["animal", "cat"],
      caption: "A cat <b>on</b> grass.",
      labelFailure: null,
    });
    expect(session.table().array("caption")[0]).toBe("A cat <b>on</b> grass.");
    const { directory } = await session.export(join(bench.folder, "out"));
    expect(await readFile(join(directory, "metadata.jsonl"), "utf8")).toContain('"caption":"A cat <b>on</b> grass."');
  });

  it("is clean whoever wrote the labeler: no repeats, no controls, no page of text", async () => {
    const foreign = ["<img src=x onerror=alert(1)>", "x".repeat(10_000), "שלום\u202E", "🦉", "", " Cat\n", "cat"];
    const session = await open(scripted(() => ({ labels: foreign })));
    await session.expand({ perImage: 1 });
    expect(session.images[0].labels).toEqual(["<img src=x onerror=alert(1)>", "x".repeat(60), "שלום", "🦉", "cat"]);
  });

  it.each<[string, unknown, RegExp]>([
    ["a bare list", ["cat"], /scripted: gave \["cat"\] for an image; it must be \{ labels:/],
    ["labels that are no text", { labels: [7] }, /scripted: gave \{"labels":\[7\]\}/],
    ["nothing", undefined, /scripted: gave undefined/],
  ])("is refused where it is %s", async (_, found, message) => {
    const session = await open(scripted(() => found as LabelledImage));
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(message);
  });

  it("is refused where it is of fewer images than were asked for", async () => {
    const session = await open({ name: "lazy", label: async () => [{ labels: [] }] });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(/lazy: 1 answers for 8 images; it must give one/);
  });
});

describe("an image that cannot be labelled", () => {
  const oneFails: Look = (image, index, options) =>
    index === 1 ? { labels: [], failure: "the server said no" } : seen(image, index, options);

  it("is named with its reason and counted in the notice; the others go on", async () => {
    const session = await open(scripted(oneFails));
    expect(await session.expand({ perImage: 1 })).toMatchObject({ generated: 4, status: "complete" });
    const { id, path } = session.images[1];
    expect(session.labelFailures()).toEqual([{ id, path, reason: "the server said no" }]);
    expect(session.images[1]).toMatchObject({ labels: [], labelFailure: "the server said no" });
    expect(session.images.filter(({ labels }) => labels.length > 0)).toHaveLength(7);
    expect(session.notice).toEqual({
      level: "warning",
      text: expect.stringContaining("1 image could not be labelled, the first because: the server said no"),
    });
  });

  it("is asked for again the next time, and only that one", async () => {
    const first = await open(scripted(oneFails));
    await first.expand({ perImage: 1 });
    await first.close();
    const labeler = scripted(seen);
    const session = await open(labeler);
    expect(session.labelFailures()).toHaveLength(1);
    await session.expand({ perImage: 1 });
    expect(labeler.asked).toHaveLength(5); // the four new ones and the one that failed
    expect(session.labelFailures()).toEqual([]);
    expect(session.notice?.level).toBe("info");
  });

  it("leaves a map without labels when it is every image", async () => {
    const session = await open(scripted(() => ({ labels: [], failure: "out of credit" })));
    const iteration = await session.expand({ perImage: 1 });
    expect(iteration.measures).not.toBeNull();
    expect(session.labelFailures()).toHaveLength(8);
    await session.close();
    const database = new Database(join(bench.folder, "run", "session.db"));
    const layout = database.get("SELECT length(image_positions) AS n, label_texts FROM layouts");
    expect(layout).toEqual({ n: 64, label_texts: "[]" });
    database.close();
  });

  it("also leaves one where the embedder knows texts", async () => {
    const embedTexts = (texts: readonly string[]) =>
      texts.length > 0
        ? Promise.reject(new Error("no"))
        : Promise.resolve({ rows: 0, columns: 2, data: new Float32Array() });
    const embedder = { ...fakeProviders().embedder, embedTexts };
    const session = await open(
      scripted(() => ({ labels: [], failure: "out of credit" })),
      { embedder },
    );
    expect(await session.expand({ perImage: 1 })).toMatchObject({ status: "complete" });
  });
});

describe("a labeler that gives up", () => {
  const keyless: Labeler = {
    name: "keyless",
    label: () => Promise.reject(new Error("keyless: no API key; set OPENAI_API_KEY.")),
  };

  it("leaves the generated images safe and says what to do; another one goes on with them", async () => {
    const generator = fakeGenerator();
    const session = await open(keyless, { generator });
    await expect(session.expand({ perImage: 2 })).rejects.toThrow(
      /no API key; set OPENAI_API_KEY\. Nothing made so far is lost: .*another labeler.*call expand\(\) again/,
    );
    expect(generatedOf(session)).toHaveLength(8);
    await session.close();
    const again = await open(scripted(seen), { generator });
    expect(await again.expand({ perImage: 2 })).toMatchObject({ index: 1, generated: 8, status: "complete" });
    expect(generator.requests).toHaveLength(8);
    expect(generatedOf(again).every(({ labels }) => labels.includes("animal"))).toBe(true);
  });

  it("in the middle keeps what it told before", async () => {
    const flaky = scripted((image, index, options) => {
      if (index === 3) throw new Error("the disk is full.");
      return seen(image, index, options);
    });
    const session = await open(flaky);
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(/the disk is full/);
    expect(session.images.filter(({ labels }) => labels.length > 0)).toHaveLength(3);
  });
});

describe("labelling that is cancelled", () => {
  it("keeps what was told, and does not ask for it again", async () => {
    const stop = new AbortController();
    const labeler = scripted((image, index, options) => {
      if (index === 2) stop.abort(new Error("enough"));
      return seen(image, index, options);
    });
    const session = await open(labeler);
    await expect(session.expand({ perImage: 1, signal: stop.signal })).rejects.toThrow("enough");
    expect(session.iterations).toEqual([expect.objectContaining({ status: "cancelled", generated: 4 })]);
    expect(session.images.filter(({ labels }) => labels.length > 0)).toHaveLength(3);
    expect(session.labelFailures()).toEqual([]);
    const before = labeler.asked.slice(0, 3);
    await session.expand({ perImage: 1 });
    expect(labeler.asked.slice(3).filter((id) => before.includes(id))).toEqual([]);
    expect(session.images.every(({ labels }) => labels.length > 0)).toBe(true);
  });

  it("is not asked for again after a kill either", async () => {
    await (await open(scripted(seen))).close();
    const child = spawn(
      process.execPath,
      [
        "--no-warnings",
        "-r",
        join(__dirname, "run-typescript.cjs"),
        join(__dirname, "labelling-child.ts"),
        join(bench.folder, "run"),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    const labeler = scripted(seen);
    const session = await open(labeler);
    expect(session.images.filter(({ labels }) => labels.length > 0)).toHaveLength(3);
    await session.expand();
    expect(labeler.asked).toHaveLength(5);
  });
});

describe("session.labelAttempts", () => {
  const trying: Look = (image, index, options) => {
    options.onAttempt?.(index, { outcome: "will-retry", reason: "busy", seconds: 0.5, waitSeconds: 2 });
    options.onAttempt?.(index, { outcome: "made", reason: "made on try 2", seconds: 0.25, waitSeconds: null });
    return seen(image, index, options);
  };

  it("lists every try, with its image and labeler, also after closing", async () => {
    const session = await open(scripted(trying));
    await session.expand({ perImage: 1 });
    const attempts = session.labelAttempts();
    expect(attempts).toHaveLength(16);
    expect(attempts.slice(0, 2)).toEqual([
      {
        imageId: session.images[0].id,
        labeler: "scripted",
        at: expect.any(Number),
        outcome: "will-retry",
        reason: "busy",
        seconds: 0.5,
        waitSeconds: 2,
      },
      expect.objectContaining({ imageId: session.images[0].id, outcome: "made", waitSeconds: null }),
    ]);
    expect(session.attempts(1)).toEqual([]);
    await session.close();
    expect((await open(scripted(trying))).labelAttempts()).toEqual(attempts);
  });

  it("costs no label when a try cannot be written down, and says so once", async () => {
    const session = await open(
      scripted((image, index, options) => {
        options.onAttempt?.(index, { outcome: "nonsense" as "made", reason: "", seconds: 0, waitSeconds: null });
        return seen(image, index, options);
      }),
    );
    await session.expand({ perImage: 1 });
    expect(session.images.every(({ labels }) => labels.length > 0)).toBe(true);
    expect(session.notice?.text.match(/A try at labelling an image could not be written down/g)).toHaveLength(1);
    expect(session.notice?.level).toBe("warning");
  });
});

describe("what labelling takes", () => {
  it("is told before: of the images to come and of those without labels", async () => {
    const session = await open(scripted(seen, { expected: { seconds: 2, dollars: 0.001 } }));
    expect(session.estimate({ perImage: 2 }).labelling).toEqual({ images: 12, seconds: 24, dollars: 0.012 });
    await session.expand({ perImage: 2 });
    expect(session.estimate({ perImage: 1 }).labelling).toEqual({ images: 4, seconds: 8, dollars: 0.004 });
  });

  it("is told after, as the labeler counts it", async () => {
    let dollars = 5; // spent before, by another session
    const labeler = scripted(
      (image, index, options) => {
        dollars += 0.01;
        return seen(image, index, options);
      },
      { spent: () => ({ dollars }) },
    );
    const session = await open(labeler);
    await session.expand({ perImage: 1 });
    expect(session.notice?.text).toMatch(/ Labelling 8 images took \d+\.\d s, \$0\.08\.$/);
  });
});

describe("session.labels", () => {
  it("counts labels on originals and generated images, by class, in the order asked for", async () => {
    const session = await open(
      scripted(({ id, className }) => ({ labels: [className, id.startsWith("g") ? "odd" : "plain", id] })),
    );
    expect(session.labels()).toEqual([]); // nothing is labelled yet
    await session.expand({ perImage: 2 });
    const count = (label: string, original: number, generated: number, byClass: object) => ({
      label,
      images: original + generated,
      original,
      generated,
      byClass,
    });
    expect(session.labels()).toEqual([
      count("odd", 0, 8, { cat: 4, dog: 4 }),
      count("cat", 2, 4, { cat: 6 }),
      count("dog", 2, 4, { dog: 6 }),
      count("plain", 4, 0, { cat: 2, dog: 2 }),
    ]);
    const named = session.labels({ order: "generated", stopLabels: ["plain"], mostLabels: 2, leastImages: 3 });
    expect(named.map(({ label }) => label)).toEqual(["odd", "cat"]);
    expect(session.labels({ leastImages: 1 })).toHaveLength(16);
    expect(() => session.labels({ leastImages: -1 })).toThrow(RangeError);
  });
});

describe("relateLabels", () => {
  it("takes the labels of two images or more, the most frequent first, and a label said twice once", () => {
    const table = relateLabels([["b", "a", "a"], ["b", "c"], ["a", "b"], ["a"]]);
    expect(table).toEqual({ texts: ["a", "b"], relation: { imageLabels: [[1, 0], [1], [0, 1], [0]] } });
  });

  it("takes at most sixty of its own accord, and those it is given as they are", () => {
    const many = Array.from({ length: 70 }, (_, i) => `label ${String(i).padStart(2, "0")}`);
    expect(relateLabels([many, many]).texts).toEqual(many.slice(0, 60));
    expect(relateLabels([["x", "y"]], ["y"])).toEqual({ texts: ["y"], relation: { imageLabels: [[0]] } });
  });
});
