import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, realpath, rename, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import fc from "fast-check";
import type { ImageToSave } from "../../kernel-helpers/src/dataset/image-to-save.js";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import { oldFolder, partialFolder } from "../../kernel-helpers/src/dataset/partial-folders.js";
import { replaceFolder } from "../../kernel-helpers/src/dataset/replace-folder.js";
import { distinctNames, safeName } from "../../kernel-helpers/src/dataset/safe-names.js";
import { saveImageFolder } from "../../kernel-helpers/src/dataset/save-image-folder.js";
import { picture, put, temporaryFolders } from "./image-files.js";

jest.setTimeout(60_000); // many files, on a machine that may be busy

const newFolder = temporaryFolders();

let source: string;
beforeAll(async () => {
  source = await realpath(await newFolder());
  for (let i = 0; i < 4; i++) await put(source, `${i}.png`, await picture(i));
  await put(source, "photo.jpg", await picture(9, "jpeg"));
});

const image = (i: number, more: Partial<ImageToSave> = {}): ImageToSave => ({
  path: join(source, `${i}.png`),
  className: "cat",
  ...more,
});

async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe("saveImageFolder", () => {
  it("writes <split>/<class>/<file> with the bytes unchanged, and a line of metadata for each image", async () => {
    const out = join(await newFolder(), "pets");
    const saved = await saveImageFolder(out, [
      image(0, { metadata: { caption: "a cat", attributes: { colour: "orange" }, prompt: "p", seed: 3 } }),
      image(1, { className: "dog", split: "test", fileName: "rex.jpeg" }),
      { path: join(source, "photo.jpg"), className: "dog" },
    ]);
    expect(saved.files).toEqual(["train/cat/0.png", "test/dog/rex.png", "train/dog/photo.jpg"]);
    expect(await listing(saved.directory)).toEqual([
      ".datacrafter-folder.json",
      "metadata.jsonl",
      ...[...saved.files].sort(),
    ]);
    expect(await readFile(join(saved.directory, "train/dog/photo.jpg"))).toEqual(
      await readFile(join(source, "photo.jpg")),
    );
    const lines = (await readFile(join(saved.directory, "metadata.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      caption: "a cat",
      attributes: { colour: "orange" },
      prompt: "p",
      seed: 3,
      file_name: "train/cat/0.png",
      class_name: "cat",
    });
  });

  it("is read back by loadImageFolder with nothing lost", async () => {
    const out = join(await newFolder(), "pets");
    await saveImageFolder(out, [
      image(0, { metadata: { caption: "a <b>cat</b>\n", attributes: { colour: "orange" } } }),
      image(1),
      image(2, { className: "../../x", split: "test" }),
      image(3, { className: "../../x" }),
    ]);
    const dataset = await loadImageFolder(out, { onProblem: "throw" });
    expect(dataset.classes).toEqual(["../../x", "cat"]);
    expect(
      dataset.images.map(({ className, split, caption, attributes }) => ({ className, split, caption, attributes })),
    ).toEqual([
      { className: "../../x", split: "test", caption: null, attributes: {} },
      { className: "../../x", split: "train", caption: null, attributes: {} },
      { className: "cat", split: "train", caption: "a <b>cat</b>\n", attributes: { colour: "orange" } },
      { className: "cat", split: "train", caption: null, attributes: {} },
    ]);
  });

  const names = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom("/", "\\", ".", " ", ":", "\0", "%", "A", "a", "é", "e\u0301", "\ud83d"),
      maxLength: 6,
    }),
    fc.constantFrom(
      "..",
      ".",
      "",
      "CON",
      "nul.txt",
      "../../etc",
      "/etc/passwd",
      "C:\\x",
      ".git",
      "__MACOSX",
      "Thumbs.db",
      "train",
      "x".repeat(900),
    ),
  );

  it("keeps any class names through a round trip, inside the folder, on a file system that ignores case too", async () => {
    const root = await newFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(names, { minLength: 1, maxLength: 6 }), async (classNames) => {
        const parent = join(root, String(run++));
        const out = join(parent, "set");
        const images = classNames.flatMap((className) => [
          image(0, { className }),
          image(1, { className, split: "test" }),
        ]);
        const { files } = await saveImageFolder(out, images);
        expect(await readdir(parent)).toEqual(["set"]);
        expect(new Set(files.map((file) => file.normalize("NFKC").toLowerCase())).size).toBe(files.length);
        const dataset = await loadImageFolder(out, { onProblem: "throw" });
        expect([...dataset.classes].sort()).toEqual([...classNames].sort());
        expect(dataset.images).toHaveLength(images.length);
      }),
      { numRuns: 80 },
    );
  });

  it("keeps hostile file names inside the folder", async () => {
    const out = join(await newFolder(), "deep", "set");
    const { files } = await saveImageFolder(out, [
      image(0, { fileName: "../../../x.png" }),
      image(1, { fileName: "/etc/passwd" }),
      image(2, { fileName: ".." }),
      image(3, { fileName: "" }),
    ]);
    for (const file of files) expect(file).toMatch(/^train\/cat\/[^/\\]+\.png$/);
    expect((await loadImageFolder(out)).images).toHaveLength(4);
  });

  it("gives images of one name in one class different file names", async () => {
    const out = join(await newFolder(), "set");
    const fileName = "same.png";
    const { files } = await saveImageFolder(out, [
      image(0, { fileName }),
      image(1, { fileName }),
      image(2, { fileName: "SAME.jpg" }),
    ]);
    expect(files.slice(0, 2)).toEqual(["train/cat/same.png", "train/cat/same-2.png"]);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(3);
  });

  it("replaces a folder it wrote earlier, old files and all", async () => {
    const out = join(await newFolder(), "set");
    await saveImageFolder(out, [image(0), image(1)]);
    await writeFile(join(out, ".DS_Store"), "x");
    const { directory } = await saveImageFolder(out, [image(2, { className: "dog" })]);
    expect(await listing(directory)).toEqual([".datacrafter-folder.json", "metadata.jsonl", "train/dog/2.png"]);
    expect(await readdir(join(directory, ".."))).toEqual(["set"]);
  });

  it("fills an empty folder and follows a link to one", async () => {
    const [empty, parent] = [await realpath(await newFolder()), await newFolder()];
    await symlink(empty, join(parent, "link"));
    expect((await saveImageFolder(join(parent, "link"), [image(0)])).directory).toBe(empty);
    expect(await listing(empty)).toContain("train/cat/0.png");
  });

  it("refuses a folder with anyone else's files, one of its own with a file added, and a file", async () => {
    const [foreign, own] = [await newFolder(), join(await newFolder(), "set")];
    await put(foreign, "thesis.txt", "ten years of work");
    await expect(saveImageFolder(foreign, [image(0)])).rejects.toThrow(
      /holds 1 files that DataCrafter did not write, such as "thesis\.txt"/,
    );
    expect(await listing(foreign)).toEqual(["thesis.txt"]);
    await saveImageFolder(own, [image(0)]);
    await put(own, "train/cat/mine.png", await picture(7));
    await expect(saveImageFolder(own, [image(1)])).rejects.toThrow(/such as "train\/cat\/mine\.png"/);
    await expect(saveImageFolder(join(foreign, "thesis.txt"), [image(0)])).rejects.toThrow(
      /is a file; choose another name/,
    );
  });

  it("leaves what was there, and nothing else, when an image is missing or no image, and when it is aborted", async () => {
    const parent = await newFolder();
    const out = join(parent, "set");
    await saveImageFolder(out, [image(0)]);
    const before = await listing(out);
    const bad = await put(source, "bad/text.png", "text");
    const attempts: [readonly ImageToSave[], RegExp][] = [
      [
        [image(1), image(1, { path: join(source, "none.png") })],
        /none\.png cannot be read \(ENOENT\); nothing was written/,
      ],
      [[image(1), image(1, { path: bad })], /text\.png is not an image: it holds text; nothing was written/],
      [[], /no images/],
    ];
    for (const [images, message] of attempts) await expect(saveImageFolder(out, images)).rejects.toThrow(message);
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(saveImageFolder(out, [image(1)], { signal })).rejects.toThrow("stopped");
    expect(await listing(out)).toEqual(before);
    expect(await readdir(parent)).toEqual(["set"]);
  });

  it("can write a folder again from its own files", async () => {
    const out = join(await newFolder(), "set");
    await saveImageFolder(out, [image(0), image(1)]);
    const { images } = await loadImageFolder(out);
    await saveImageFolder(
      out,
      images.map(({ path, className, split }) => ({ path, className, split })),
    );
    expect((await loadImageFolder(out)).images.map(({ id }) => id)).toEqual(images.map(({ id }) => id));
  });

  it("takes up what a killed process left: removes what is half filled, puts back what it had moved away, and leaves a living one's work", async () => {
    const parent = await realpath(await newFolder());
    const out = join(parent, "set");
    const { pid } = spawnSync(process.execPath, ["-e", ""]); // ended, so nobody's
    const living = partialFolder(out, process.ppid);
    for (const folder of [living, partialFolder(out, pid)]) await put(folder, "train/cat/half.png", "half");
    await saveImageFolder(out, [image(0)]);
    expect((await readdir(parent)).sort()).toEqual([basename(living), "set"].sort());

    const partial = partialFolder(out, pid);
    await rename(out, oldFolder(partial)); // killed between the two renames
    await put(partial, "train/cat/new.png", "new");
    await expect(saveImageFolder(out, [image(1, { path: join(source, "none.png") })])).rejects.toThrow(/ENOENT/);
    expect((await readdir(parent)).sort()).toEqual([basename(living), "set"].sort());
    expect(await listing(out)).toContain("train/cat/0.png");
  });

  it("says in words that a disk is full or a path cannot be, and leaves what was there", async () => {
    const parent = await newFolder();
    const out = join(parent, "set");
    await saveImageFolder(out, [image(0)]);
    const before = await listing(out);
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      syscall: "write",
    });
    const fill = async (folder: string): Promise<void> => {
      await put(folder, "train/cat/half.png", "half");
      throw full;
    };
    await expect(replaceFolder(out, "saveDataset", fill)).rejects.toThrow(
      /^saveDataset: .*set cannot be written \(ENOSPC\): the disk is full; free some space\. Nothing was changed\.$/,
    );
    await expect(saveImageFolder(join(out, "metadata.jsonl/x"), [image(0)])).rejects.toThrow(
      /a part of its path is a file; choose another/,
    );
    await expect(saveImageFolder(join(parent, "x".repeat(300)), [image(0)])).rejects.toThrow(/its path is too long/);
    expect(await listing(out)).toEqual(before);
    expect(await readdir(parent)).toEqual(["set"]);
  });

  it("makes missing parents", async () => {
    const root = await newFolder();
    await mkdir(join(root, "a"));
    await saveImageFolder(join(root, "a/b/c"), [image(0)]);
    expect(await readdir(join(root, "a/b"))).toEqual(["c"]);
  });
});

describe("safeName", () => {
  it.each([
    ["cat", "cat"],
    ["black cat", "black cat"],
    ["猫", "猫"],
    ["🐱", "🐱"],
    ["a/b", "a%2Fb"],
    ["..", "%2E%2E"],
    ["../../x", "%2E.%2F..%2Fx"],
    [".net", "%2Enet"],
    ["CON", "%43ON"],
    ["con.txt", "%63on.txt"],
    ["", "%"],
    ["100%", "100%25"],
    ["a:b*c?", "a%3Ab%2Ac%3F"],
    ["end.", "end%2E"],
    ["-rf", "%2Drf"],
    ["__MACOSX", "%5F_MACOSX"],
  ])("turns %j into %j", (name, expected) => {
    expect(safeName(name)).toBe(expected);
  });

  it("cuts long names and keeps them apart", () => {
    const [one, other] = [safeName(`${"x".repeat(500)}1`), safeName(`${"x".repeat(500)}2`)];
    expect(one).not.toBe(other);
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual(120);
    expect(basename(one)).toBe(one);
  });

  it("makes thousands of equal names different in a moment", () => {
    expect(new Set(distinctNames(new Array(5000).fill("same"))).size).toBe(5000);
  });
});
