import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReference, type Reference } from "../../../kernel-helpers/src/label/reference/open-reference.js";
import type { ImageRef } from "../../../kernel-helpers/src/types.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "reference-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = (): string => join(directory, "annotations.jsonl");
const imagesOf = (n: number): ImageRef[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${i}.png`, path: `/${i}.png`, className: i % 2 === 0 ? "cat" : "dog" }));
const open = (n = 6, sample = n, seed = 1): Reference => openReference(imagesOf(n), { directory, sample, seed });
const answer = (reference: Reference, place: number, labels: readonly string[] | null): Promise<void> =>
  reference.answer({ id: reference.images[place].id, labels, seconds: 2, at: 1_000 });
const kept = (reference: Reference): unknown[] => reference.images.map(({ id }) => reference.answers.get(id)?.labels);

describe("a reference set", () => {
  it("has each answer in the file when the promise settles, and reads it again", async () => {
    const first = open();
    await answer(first, 0, ["cat", "grass"]);
    expect(
      readFileSync(file(), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { kind: "set", version: 1, sample: 6, seed: 1, ids: first.images.map(({ id }) => id) },
      { kind: "answer", id: first.images[0].id, labels: ["cat", "grass"], seconds: 2, at: 1_000 },
    ]);
    await answer(first, 1, []);
    await answer(first, 2, null);
    await answer(first, 0, ["cat"]);
    const second = open();
    expect(second.images).toEqual(first.images);
    expect(kept(second)).toEqual([["cat"], [], null, undefined, undefined, undefined]);
  });

  it("takes answers back one by one, those of an earlier opening too", async () => {
    const first = open();
    await answer(first, 0, ["cat"]);
    await answer(first, 1, ["dog"]);
    await answer(first, 0, ["tiger"]);
    await first.undo(2_000);
    expect(kept(first).slice(0, 2)).toEqual([["cat"], ["dog"]]);
    const second = open();
    expect(kept(second).slice(0, 2)).toEqual([["cat"], ["dog"]]);
    expect((await second.undo(3_000)).answer.id).toBe(second.images[1].id);
    await second.undo(3_000);
    expect(second.answers.size).toBe(0);
    expect(second.lastAct).toBeNull();
    await expect(second.undo(3_000)).rejects.toThrow("nothing to undo");
    expect(open().answers.size).toBe(0);
  });

  it("keeps answers that come at once, in their order", async () => {
    const reference = open();
    await Promise.all([0, 1, 2, 0].map((place, i) => answer(reference, place, [`label ${i}`])));
    expect(kept(reference)).toEqual(kept(open()));
    expect(kept(reference).slice(0, 3)).toEqual([["label 3"], ["label 1"], ["label 2"]]);
  });

  it("refuses an image that is not in the set, and keeps nothing", async () => {
    const reference = open();
    await expect(reference.answer({ id: "elsewhere.png", labels: ["x"], seconds: 1, at: 0 })).rejects.toThrow(
      'No image "elsewhere.png"',
    );
    expect(existsSync(file())).toBe(false);
  });

  it("goes on where it was left when its process was killed", async () => {
    const script = join(__dirname, "answer-child.ts");
    const run = join(__dirname, "../../session/run-typescript.cjs");
    const child = spawn(process.execPath, ["--no-warnings", "-r", run, script, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("kept 20\n")) child.kill("SIGKILL");
    });
    await once(child, "exit");
    const confirmed = said.split("\n").filter((line) => line.startsWith("kept")).length;
    expect(confirmed).toBeGreaterThanOrEqual(20);
    const after = openReference(imagesOf(1000), { directory, sample: 1000, seed: 1 });
    expect(after.answers.size).toBeGreaterThanOrEqual(confirmed);
    expect(after.answers.size).toBeLessThan(1000);
    await answer(after, after.answers.size, ["next"]);
  });
});

describe("the file", () => {
  it("may end in half a line, which was never confirmed: it goes", async () => {
    await answer(open(), 0, ["café"]);
    const whole = readFileSync(file());
    const line = Buffer.from('{"kind":"answer","id":"1.png","labels":["é');
    for (const cut of [1, line.length - 1, line.length]) {
      appendFileSync(file(), line.subarray(0, cut)); // once in the middle of a character
      const reference = open();
      expect(readFileSync(file())).toEqual(whole);
      expect(kept(reference).filter(Boolean)).toEqual([["café"]]);
    }
    await answer(open(), 1, ["dog"]);
    expect(open().answers.size).toBe(2);
  });

  it.each([
    ["not json", "it is no JSON"],
    ['{"kind":"answer","id":7,"labels":[],"seconds":1,"at":1}', "expected string"],
    ['{"kind":"delete"}', "Expected 'set'"],
    ["", "it is no JSON"],
  ])("with the line %j is refused, by its number, and left as it is", async (line, why) => {
    await answer(open(), 0, ["cat"]);
    appendFileSync(file(), `${line}\n`);
    const before = readFileSync(file());
    expect(() => open()).toThrow(new RegExp(`annotations\\.jsonl, line 3 is no line of annotations.*${why}`, "i"));
    expect(readFileSync(file())).toEqual(before);
  });

  it("holds strangers' labels, which are cleaned", async () => {
    await answer(open(), 0, ["cat"]);
    const id = open().images[1].id;
    const labels = ["<IMG src=x>", "a\u202eb\u0000c", "x".repeat(10_000), "  ", "ok", "OK"];
    appendFileSync(file(), `${JSON.stringify({ kind: "answer", id, labels, seconds: 1, at: 1, more: true })}\n`);
    expect(kept(open())[1]).toEqual(["<img src=x>", "ab c", "x".repeat(60), "ok"]);
  });

  it("that another kernel wrote to is not written over", async () => {
    const [mine, other] = [open(), open()];
    await answer(other, 0, ["cat"]);
    await expect(answer(mine, 0, ["dog"])).rejects.toThrow(/changed by another kernel.*run the cell again/);
    expect(kept(open())[0]).toEqual(["cat"]);
    await expect(answer(other, 1, ["dog"])).resolves.toBeUndefined();
  });

  it("that cannot be written keeps nothing, in memory neither, and takes the next answer", async () => {
    const reference = open();
    await answer(reference, 0, ["cat"]);
    const before = readFileSync(file());
    rmSync(file());
    await expect(answer(reference, 1, ["dog"])).rejects.toThrow(); // it was changed: it is empty
    expect(reference.answers.size).toBe(1);
    writeFileSync(file(), before);
    chmodSync(file(), 0o600);
    await answer(reference, 1, ["dog"]);
    expect(kept(open()).slice(0, 2)).toEqual([["cat"], ["dog"]]);
  });
});

describe("a folder opened again", () => {
  it("keeps its images when the dataset grew, and takes more for a larger sample", async () => {
    const first = open(20, 6);
    await answer(first, 0, ["cat"]);
    expect(open(30, 6).images).toEqual(first.images);
    const more = open(30, 10);
    expect(more.images.slice(0, 6)).toEqual(first.images);
    expect(more.images).toHaveLength(10);
    await answer(more, 9, ["dog"]);
    expect(open(40, 10).images.map(({ id }) => id)).toEqual(more.images.map(({ id }) => id));
  });

  it.each([
    [4, 4, 1, /2 of the 6 images in .*annotations\.jsonl are not among the 4 given/],
    [6, 6, 2, /drawn with seed 1, not 2/],
    [6, 5, 1, /about 6 images .*more than sample: 5/],
  ])("refuses %i images, sample %i, seed %i, and says what to give", async (n, sample, seed, message) => {
    await answer(open(6, 6, 1), 0, ["cat"]);
    expect(() => open(n, sample, seed)).toThrow(message);
  });
});
