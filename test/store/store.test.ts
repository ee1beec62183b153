import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  type Change,
  lastUndoable,
  nextRedoable,
  readEvents,
  recordAct,
  redoAct,
  undoAct,
} from "../../kernel-helpers/src/store/act-table.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import { putImageFile } from "../../kernel-helpers/src/store/image-files.js";
import { addOriginals, readImages } from "../../kernel-helpers/src/store/image-table.js";
import {
  endIteration,
  failedTasks,
  failTask,
  finishTask,
  readIterations,
  startIteration,
  type Task,
  waitingTasks,
} from "../../kernel-helpers/src/store/iteration-table.js";
import { putLabels, readLabels } from "../../kernel-helpers/src/store/label-table.js";
import { putLayout, readLatestLayout } from "../../kernel-helpers/src/store/layout-table.js";
import { openStore, type Store } from "../../kernel-helpers/src/store/open-store.js";
import { pngSize } from "../../kernel-helpers/src/store/png-size.js";
import { readTemplates } from "../../kernel-helpers/src/store/template-table.js";
import { putEmbeddings, readEmbeddings } from "../../kernel-helpers/src/store/vector-table.js";
import type { DatasetImage, PromptTemplate } from "../../kernel-helpers/src/types.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const NOW = 1_700_000_000_000;
let folder: string;
let directory: string;
let store: Store | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "store-"));
  directory = join(folder, "run");
});

afterEach(async () => {
  store?.close();
  store = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<Store> {
  store = await openStore(directory, NOW);
  return store;
}

async function reopen(): Promise<Store> {
  store?.close();
  return open();
}

function original(id: string, className = "cat"): DatasetImage {
  return {
    id,
    path: `/data/${id}.png`,
    className,
    contentHash: "",
    split: "train",
    width: 4,
    height: 4,
    caption: null,
    attributes: {},
  };
}

async function withOriginal(className = "cat"): Promise<Store> {
  const opened = await open();
  const stored = await putImageFile(directory, Uint8Array.of(1, 2, 3), ".png");
  addOriginals(opened, [{ image: original("a", className), stored, relativePath: "cat/a.png" }], NOW);
  recordAct(opened, { kind: "start", label: "start", changes: [] }, [template("p1", className)], NOW);
  return opened;
}

function template(id: string, className = "cat", status: PromptTemplate["status"] = "active"): PromptTemplate {
  return { id, className, text: "a {class}", status, parentId: null, why: [], iteration: 0 };
}

function task(id: string, prompt = "a cat"): Task {
  return { id, sourceId: "a", className: "cat", templateId: "p1", prompt, phrases: ["", "x"], seed: 4294967295 };
}

const finished = {
  width: 2,
  height: 3,
  generator: "fake",
  parameters: { blur: "1.5" },
  warnings: ["w"],
  seconds: 0.25,
};

describe("openStore", () => {
  it("names the holder to a second writer, in this process and in another, and is free again after close", async () => {
    await open();
    await expect(openStore(directory, NOW)).rejects.toThrow(
      new RegExp(`is open in another kernel \\(process ${process.pid} on .*since 2023-11-14`),
    );
    store!.close();
    await open();
  }, 15_000);

  it("is free as soon as its holder is killed", async () => {
    await (await open()).close();
    store = undefined;
    const hold = `const D = require("libsql"); new D(process.argv[1]).exec("BEGIN IMMEDIATE"); console.log("held"); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ["-e", hold, join(directory, "session.lock")], {
      cwd: join(__dirname, "../.."),
    });
    expect(String((await once(holder.stdout, "data"))[0])).toBe("held\n");
    let isKilled = false;
    setTimeout(() => {
      isKilled = holder.kill("SIGKILL");
    }, 300);
    await open();
    expect(isKilled).toBe(true);
  });

  it("refuses a newer schema and leaves it as it is", async () => {
    (await open()).database.execute("PRAGMA user_version = 99");
    store!.close();
    store = undefined;
    const before = await readFile(join(directory, "session.db"));
    await expect(openStore(directory, NOW)).rejects.toThrow(
      /newer DataCrafter \(schema 99, this one knows 4\).*Nothing was changed/,
    );
    expect(await readFile(join(directory, "session.db"))).toEqual(before);
  });

  it("refuses a folder with other files, another program's database, and a damaged file", async () => {
    const other = join(folder, "other");
    await writeFile(join(folder, "notes.txt"), "x");
    const foreign = await mkdtemp(join(folder, "foreign-"));
    const database = new Database(join(foreign, "session.db"));
    database.execute("CREATE TABLE t (a)");
    database.close();
    await expect(openStore(foreign, NOW)).rejects.toThrow(/database of another program/);
    const damaged = await mkdtemp(join(folder, "damaged-"));
    await writeFile(join(damaged, "session.db"), "not a database ".repeat(1000));
    await expect(openStore(damaged, NOW)).rejects.toThrow(
      /cannot be opened as a session.*images beside it are untouched/,
    );
    const full = await mkdtemp(join(folder, "full-"));
    await writeFile(join(full, "thesis.tex"), "x");
    await expect(openStore(full, NOW)).rejects.toThrow(/holds other files \(thesis.tex\)/);
    await writeFile(other, "a file");
    await expect(openStore(other, NOW)).rejects.toThrow(/cannot be used as a session folder \(EEXIST\)/);
  });
});

describe("putImageFile", () => {
  it("writes each content once, under its sha256, and leaves nothing half-written", async () => {
    await open();
    const bytes = new TextEncoder().encode("abc");
    const first = await putImageFile(directory, bytes, ".png");
    // FIPS 180-2, appendix B.1
    expect(first.contentHash).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(first.file).toBe(`images/ba/${first.contentHash}.png`);
    expect(await putImageFile(directory, bytes, ".png")).toEqual(first);
    expect(new Uint8Array(await readFile(join(directory, first.file)))).toEqual(bytes);
    expect(await readdir(join(directory, "images/.unfinished"))).toEqual([]);
  });

  it("writes again what is there but too short", async () => {
    await open();
    const stored = await putImageFile(directory, Uint8Array.of(1, 2, 3, 4), ".png");
    await writeFile(join(directory, stored.file), "1");
    await putImageFile(directory, Uint8Array.of(1, 2, 3, 4), ".png");
    expect([...(await readFile(join(directory, stored.file)))]).toEqual([1, 2, 3, 4]);
  });

  it("opening takes away what a killed process left behind", async () => {
    await open();
    await writeFile(join(directory, "images/.unfinished/rest"), "half");
    await reopen();
    expect(await readdir(join(directory, "images/.unfinished"))).toEqual([]);
  });
});

describe("the tables", () => {
  it("keep an image's whole history over closing and opening", async () => {
    await withOriginal();
    startIteration(store!, { index: 1, perImage: 2, generator: "fake", startedAt: NOW }, [
      task("g1"),
      task("g2"),
      task("g3"),
    ]);
    const stored = await putImageFile(directory, Uint8Array.of(9), ".png");
    finishTask(store!, task("g2"), { stored, ...finished }, NOW);
    failTask(store!, "g1", "the server said no");
    await reopen();
    expect(waitingTasks(store!, 1)).toEqual([task("g3")]);
    expect(failedTasks(store!, 1)).toEqual([
      { id: "g1", sourceId: "a", prompt: "a cat", reason: "the server said no" },
    ]);
    const [, image] = readImages(store!);
    expect(image).toMatchObject({
      id: "g2",
      origin: "generated",
      iteration: 1,
      className: "cat",
      path: join(directory, stored.file),
      sourceId: "a",
      prompt: "a cat",
      phrases: ["", "x"],
      seed: 4294967295,
      generator: "fake",
      parameters: { blur: "1.5" },
      warnings: ["w"],
      seconds: 0.25,
    });
    endIteration(store!, 1, "cancelled", null, NOW);
    expect(readIterations(store!)).toEqual([
      {
        index: 1,
        perImage: 2,
        status: "cancelled",
        isActive: true,
        startedAt: NOW,
        generated: 1,
        failed: 1,
        seconds: 0,
        dollars: null,
        measures: null,
      },
    ]);
    expect(waitingTasks(store!, 1)).toEqual([]);
  });

  it("give images in planned order, whatever order they were finished in", async () => {
    await withOriginal();
    startIteration(store!, { index: 1, perImage: 3, generator: "fake", startedAt: NOW }, [
      task("g1"),
      task("g2"),
      task("g3"),
    ]);
    const stored = await putImageFile(directory, Uint8Array.of(9), ".png");
    for (const id of ["g3", "g1", "g2"]) finishTask(store!, task(id), { stored, ...finished }, NOW);
    expect(readImages(store!, 1).map(({ id }) => id)).toEqual(["g1", "g2", "g3"]);
  });

  it("never take an image twice", async () => {
    await withOriginal();
    startIteration(store!, { index: 1, perImage: 1, generator: "fake", startedAt: NOW }, [task("g1")]);
    const stored = await putImageFile(directory, Uint8Array.of(9), ".png");
    finishTask(store!, task("g1"), { stored, ...finished }, NOW);
    expect(() => finishTask(store!, task("g1"), { stored, ...finished }, NOW)).toThrow(/UNIQUE/);
    expect(readImages(store!, 1)).toHaveLength(1);
  });

  it("keep vectors, labels and maps bit for bit", async () => {
    await withOriginal();
    const data = Float32Array.of(0.1, -0, 3e-39, 1e38, Math.PI, 2);
    putEmbeddings(store!, "e", ["a", "b"], { rows: 2, columns: 3, data });
    putLabels(
      store!,
      "l",
      ["a", "b"],
      [{ labels: ["red", "<b>"] }, { labels: [], caption: "a wall", raw: "{}", failure: "refused" }],
    );
    const layout = { images: Float32Array.of(1, 2), labels: Float32Array.of() };
    putLayout(store!, { iteration: 0, embedder: "e", imageIds: ["a"], labelTexts: [], layout });
    putLayout(store!, {
      iteration: 1,
      embedder: "e",
      imageIds: ["a"],
      labelTexts: ["x"],
      layout: { ...layout, labels: Float32Array.of(5, 6) },
    });
    await reopen();
    expect(readEmbeddings(store!, "e")).toEqual(
      new Map([
        ["a", data.slice(0, 3)],
        ["b", data.slice(3)],
      ]),
    );
    expect(readEmbeddings(store!, "other").size).toBe(0);
    expect(readLabels(store!, "l")).toEqual(
      new Map([
        ["a", { labels: ["red", "<b>"] }],
        ["b", { labels: [], caption: "a wall", raw: "{}", failure: "refused" }],
      ]),
    );
    expect(readLatestLayout(store!)).toMatchObject({
      iteration: 1,
      labelTexts: ["x"],
      layout: { labels: Float32Array.of(5, 6) },
    });
  });

  it("take any text as text", async () => {
    await withOriginal();
    await fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (prompt, label) => {
        const index = readIterations(store!).length + 1;
        const id = `g${index}`;
        startIteration(store!, { index, perImage: 1, generator: label, startedAt: NOW }, [task(id, prompt)]);
        putLabels(store!, "l", [id], [{ labels: [label], caption: prompt }]);
        // read as C text it would end at a NUL byte
        expect(waitingTasks(store!, index)[0].prompt).toBe(prompt);
        expect(readLabels(store!, "l").get(id)).toEqual({ labels: [label], caption: prompt });
      }),
      {
        numRuns: 30,
        examples: [
          ["\0", ""],
          ["a\0b\uFDD0", "x"],
          ["\uFDD00\uFDD01", "x"],
        ],
      },
    );
  });
});

describe("acts", () => {
  it("are undone one by one, latest first, and undoing is an event itself", async () => {
    await withOriginal();
    const change = (before: "none" | "rejected", after: "rejected" | "wanted"): Change => ({
      kind: "feedback",
      id: "a",
      before,
      after,
    });
    recordAct(store!, { kind: "reject", label: "reject 1 image", changes: [change("none", "rejected")] }, [], NOW);
    recordAct(store!, { kind: "want", label: "want 1 image", changes: [change("rejected", "wanted")] }, [], NOW + 1);
    recordAct(store!, { kind: "evaluate", label: "evaluate", changes: [] }, [], NOW + 2);
    const feedback = (): string => readImages(store!)[0].feedback;
    expect(feedback()).toBe("wanted");
    undoAct(store!, lastUndoable(store!)!, NOW + 3);
    expect(feedback()).toBe("rejected");
    expect(lastUndoable(store!)?.label).toBe("reject 1 image");
    undoAct(store!, lastUndoable(store!)!, NOW + 4);
    expect(feedback()).toBe("none");
    expect(lastUndoable(store!)).toBeNull();
    expect(readEvents(store!).map(({ kind, at }) => `${kind} ${at - NOW}`)).toEqual([
      "start 0",
      "reject 0",
      "want 1",
      "evaluate 2",
      "undo 3",
      "undo 4",
    ]);
  });

  it("are redone in the order they were done, however often; a new act ends the line, a run does not", async () => {
    await withOriginal();
    const act = (label: string, before: "none" | "rejected", after: "rejected" | "wanted"): void => {
      const changes: Change[] = [{ kind: "feedback", id: "a", before, after }];
      recordAct(store!, { kind: label, label, changes }, [], NOW);
    };
    const undo = (): void => void undoAct(store!, lastUndoable(store!)!, NOW);
    const redo = (): void => void redoAct(store!, nextRedoable(store!)!, NOW);
    const standing = (): (string | undefined)[] => [
      readImages(store!)[0].feedback,
      lastUndoable(store!)?.label,
      nextRedoable(store!)?.label,
    ];
    act("reject", "none", "rejected");
    act("want", "rejected", "wanted");
    expect(standing()).toEqual(["wanted", "want", undefined]);
    undo();
    undo();
    expect(standing()).toEqual(["none", undefined, "reject"]);
    redo();
    expect(standing()).toEqual(["rejected", "reject", "want"]);
    recordAct(store!, { kind: "expand", label: "expand", changes: [] }, [], NOW);
    redo();
    expect(standing()).toEqual(["wanted", "want", undefined]);
    undo();
    redo();
    undo();
    expect(standing()).toEqual(["rejected", "reject", "want"]);
    act("want again", "rejected", "wanted");
    expect(standing()).toEqual(["wanted", "want again", undefined]);
    undo();
    expect(standing()).toEqual(["rejected", "reject", "want again"]);
    expect(readEvents(store!).at(-3)).toMatchObject({ kind: "undo", label: "undo: want" });
    expect(readEvents(store!).find(({ kind }) => kind === "redo")).toMatchObject({ label: "redo: reject", undoes: 5 });
  });

  it("add templates with the act that made them, or not at all", async () => {
    await withOriginal();
    const proposed = template("p2", "cat", "proposed");
    const changes: Change[] = [{ kind: "template", id: "p2", before: "discarded", after: "proposed" }];
    recordAct(store!, { kind: "refine", label: "refine 1 prompt", changes }, [proposed], NOW);
    expect(() =>
      recordAct(store!, { kind: "refine", label: "again", changes }, [template("p3"), proposed], NOW),
    ).toThrow(/UNIQUE/);
    expect(readTemplates(store!).map(({ id, status }) => `${id} ${status}`)).toEqual(["p1 active", "p2 proposed"]);
    undoAct(store!, lastUndoable(store!)!, NOW);
    expect(readTemplates(store!)[1].status).toBe("discarded");
  });
});

describe("pngSize", () => {
  it("reads the header and refuses what is no PNG", async () => {
    const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAUAAAAHCAIAAAC6O5sJAAAAAElFTkSuQmCC", "base64");
    expect(pngSize(png)).toEqual({ width: 5, height: 7 });
    expect(() => pngSize(new TextEncoder().encode("<html>502 Bad Gateway</html> ...................."))).toThrow(
      /not a PNG/,
    );
    expect(() => pngSize(png.subarray(0, 20))).toThrow(/20 bytes that are not a PNG/);
  });
});
