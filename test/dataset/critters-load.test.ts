import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CRITTER_VALUES } from "../../kernel-helpers/src/dataset/critters/critter-attributes.js";
import { loadCritters } from "../../kernel-helpers/src/dataset/critters/load-critters.js";

const SMALL = { perClass: 2, testPerClass: 1 };
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "critters-"));
});
afterEach(() => rm(home, { recursive: true }));

describe("loadCritters", () => {
  it("gives every kind its images, captions and true attributes", async () => {
    const progress: string[] = [];
    const dataset = await loadCritters(join(home, "a", "critters"), {
      ...SMALL,
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    expect(dataset.problems).toEqual([]);
    expect(dataset.name).toBe("critters");
    expect(dataset.classes).toEqual(CRITTER_VALUES.kind);
    for (const kind of dataset.classes) {
      const images = dataset.images.filter((image) => image.className === kind);
      expect(images.map((image) => image.split).sort()).toEqual(["test", "train", "train"]);
      for (const { width, height, caption, attributes } of images) {
        expect([width, height]).toEqual([64, 64]);
        expect(caption).toMatch(/^a .+ of an? .+, .+$/);
        expect(attributes.kind).toBe(kind);
        expect(Object.keys(attributes).sort()).toEqual(Object.keys(CRITTER_VALUES).sort());
      }
    }
    expect(progress.at(-1)).toBe("30/30");
  });

  it("draws the same bytes from the same seed, others from another, and only adds when more are asked for", async () => {
    const load = async (name: string, options: object): Promise<Map<string, string>> => {
      const { images, root } = await loadCritters(join(home, name), { ...SMALL, ...options });
      return new Map(images.map((image) => [image.path.slice(root.length), image.contentHash]));
    };
    const first = await load("first", {});
    expect(await load("second", {})).toEqual(first);
    const more = await load("more", { perClass: 3 });
    expect(more.size).toBe(first.size + 10);
    expect([...first].every(([file, hash]) => more.get(file) === hash)).toBe(true);
    const other = await load("other", { seed: 8 });
    expect([...first].filter(([file, hash]) => other.get(file) === hash)).toEqual([]);
  });

  it("reads what it drew before instead of drawing again", async () => {
    const first = await loadCritters(join(home, "c"), SMALL);
    const before = await stat(first.images[0].path);
    const again = await loadCritters(join(home, "c"), SMALL);
    expect(again).toEqual(first);
    expect((await stat(first.images[0].path)).mtimeMs).toBe(before.mtimeMs);
  });

  it("starts over where a drawing process was killed, and clears its leftovers", async () => {
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const draft = join(home, `c.draft-${dead}-0123abcd`);
    await mkdir(join(draft, "train", "cat"), { recursive: true });
    await writeFile(join(draft, "train", "cat", "000.png"), "half an ima");
    const { images, problems } = await loadCritters(join(home, "c"), SMALL);
    expect(images).toHaveLength(30);
    expect(problems).toEqual([]);
    expect(await readdir(home)).toEqual(["c"]);
  });

  it("leaves alone the draft of a process that still runs", async () => {
    const draft = `c.draft-${process.pid}-0123abcd`;
    await mkdir(join(home, draft));
    await loadCritters(join(home, "c"), SMALL);
    expect((await readdir(home)).sort()).toEqual(["c", draft]);
  });

  it("serves two calls at once", async () => {
    const [a, b] = await Promise.all([loadCritters(join(home, "c"), SMALL), loadCritters(join(home, "c"), SMALL)]);
    expect(a).toEqual(b);
    expect(await readdir(home)).toEqual(["c"]);
  });

  it("leaves nothing behind when it is stopped", async () => {
    const stop = new AbortController();
    const loading = loadCritters(join(home, "c"), {
      ...SMALL,
      signal: stop.signal,
      onProgress: (done) => done === 5 && stop.abort(new Error("enough")),
    });
    await expect(loading).rejects.toThrow("enough");
    expect(await readdir(home)).toEqual([]);
  });

  it("draws into an empty folder that is there already", async () => {
    await mkdir(join(home, "c"));
    expect((await loadCritters(join(home, "c"), SMALL)).images).toHaveLength(30);
  });

  it("never touches a folder with other things in it", async () => {
    await writeFile(join(home, "thesis.txt"), "years of work");
    await expect(loadCritters(home, SMALL)).rejects.toThrow(/holds other files, such as "thesis.txt"; give an empty/);
    expect(await readdir(home)).toEqual(["thesis.txt"]);
    expect(await readFile(join(home, "thesis.txt"), "utf8")).toBe("years of work");
  });

  it("says so when the folder was drawn with other options", async () => {
    await loadCritters(join(home, "c"), SMALL);
    await expect(loadCritters(join(home, "c"), { ...SMALL, seed: 8 })).rejects.toThrow(
      /holds critters of another recipe, .*"seed":7.*, not .*"seed":8/,
    );
  });

  it.each([
    [{ seed: 0.5 }, "seed = 0.5; give a whole number."],
    [{ perClass: 0 }, "perClass = 0; give 1 to 1000."],
    [{ testPerClass: -1 }, "testPerClass = -1; give 0 to 1000."],
    [{ size: 4 }, "size = 4; give 16 to 1024 pixels."],
  ])("refuses %j", async (options, message) => {
    await expect(loadCritters(join(home, "c"), options)).rejects.toThrow(`loadCritters: ${message}`);
    expect(await readdir(home)).toEqual([]);
  });

  it("refuses a path that is a file", async () => {
    await writeFile(join(home, "file"), "");
    await expect(loadCritters(join(home, "file"))).rejects.toThrow(
      /cannot be used \(ENOTDIR\); give the path of a folder/,
    );
  });
});
