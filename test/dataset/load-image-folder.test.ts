import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, realpath, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import sharp from "sharp";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import type { Dataset } from "../../kernel-helpers/src/types.js";
import { blankPng, type Format, picture, put, temporaryFolders } from "./image-files.js";

jest.setTimeout(60_000); // many files, on a machine that may be busy

const newFolder = temporaryFolders();

/** cat/1.png, cat/2.png, dog/1.png, dog/2.png */
async function pets(): Promise<string> {
  const root = await realpath(await newFolder());
  for (const [index, path] of ["cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"].entries()) {
    await put(root, path, await picture(index));
  }
  return root;
}

/** Reasons by file name. */
function reasons(dataset: Dataset): Record<string, string> {
  return Object.fromEntries(dataset.problems.map(({ path, reason }) => [basename(path), reason]));
}

function paths(dataset: Dataset): string[] {
  return dataset.images.map((image) => `${image.split}:${image.className}:${basename(image.path)}`);
}

describe("loadImageFolder on a good folder", () => {
  it("reads class folders at the root, all as training images, in code point order", async () => {
    const root = await pets();
    const dataset = await loadImageFolder(root);
    expect(dataset.classes).toEqual(["cat", "dog"]);
    expect(paths(dataset)).toEqual(["train:cat:1.png", "train:cat:2.png", "train:dog:1.png", "train:dog:2.png"]);
    expect(dataset.problems).toEqual([]);
    expect(dataset).toMatchObject({ name: basename(root), root });
  });

  it("gives each image its size, the sha256 of its bytes and 16 hex characters of identity", async () => {
    const root = await pets();
    const [image] = (await loadImageFolder(root)).images;
    const contentHash = createHash("sha256")
      .update(await picture(0))
      .digest("hex");
    expect(image).toMatchObject({ width: 40, height: 30, contentHash, caption: null, attributes: {} });
    expect(image.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("gives the same ids wherever the folder lies, and different ids to the same picture in two places", async () => {
    const [first, second] = [await pets(), await pets()];
    await put(first, "dog/twin.png", await picture(0));
    await put(second, "dog/twin.png", await picture(0));
    const ids = (await loadImageFolder(first)).images.map((image) => image.id);
    expect((await loadImageFolder(second)).images.map((image) => image.id)).toEqual(ids);
    expect(new Set(ids).size).toBe(5);
  });

  it.each(["png", "jpeg", "webp", "gif", "avif", "tiff"] as Format[])("reads %s", async (format) => {
    const root = await pets();
    await put(root, `cat/other.${format}`, await picture(5, format));
    const dataset = await loadImageFolder(root);
    expect(dataset.problems).toEqual([]);
    expect(dataset.images).toHaveLength(5);
  });

  it("tells the format by the bytes: a JPEG named .png and a PNG without an extension are images", async () => {
    const root = await pets();
    await put(root, "cat/jpeg.png", await picture(5, "jpeg"));
    await put(root, "cat/bare", await picture(6));
    expect((await loadImageFolder(root)).images).toHaveLength(6);
  });

  it("gives the size after EXIF rotation", async () => {
    const root = await pets();
    await put(
      root,
      "cat/turned.jpg",
      await sharp(await picture(3, "jpeg"))
        .withMetadata({ orientation: 6 })
        .toBuffer(),
    );
    const { images } = await loadImageFolder(root);
    expect(images.find((image) => image.path.endsWith("turned.jpg"))).toMatchObject({ width: 30, height: 40 });
  });

  it.each(["test", "val", "valid", "Validation"])("reads train/ and %s/ as the two splits", async (name) => {
    const root = await newFolder();
    for (const path of ["train/cat/1.png", "train/cat/2.png", `${name}/cat/3.png`]) {
      await put(root, path, await picture(path.length + Number(path.at(-5))));
    }
    const dataset = await loadImageFolder(root);
    expect(dataset.images.map(({ split, className }) => [className, split])).toEqual(
      expect.arrayContaining([
        ["cat", "train"],
        ["cat", "test"],
      ]),
    );
    expect(dataset.images.filter((image) => image.split === "test")).toHaveLength(1);
  });

  it("takes a folder called train that holds images for a class, as in a set of vehicles", async () => {
    const root = await newFolder();
    for (const path of ["train/1.png", "train/2.png", "boat/1.png", "boat/2.png"])
      await put(root, path, await picture(path.length));
    expect((await loadImageFolder(root)).classes).toEqual(["boat", "train"]);
  });

  it.each([
    "black cat",
    'the "best"',
    "it's",
    "<b>cat</b>",
    "<script>alert(1)</script>".replace("/", ""),
    "🐱",
    "猫",
    ".net",
    "a&b",
    "%2e%2e",
    "...",
  ])("keeps the class name %s as plain text", async (name) => {
    const folder = name.replaceAll("/", "∕");
    const root = await pets();
    await put(root, `${folder}/1.png`, await picture(8));
    await put(root, `${folder}/2.png`, await picture(9));
    const dataset = await loadImageFolder(root);
    expect(dataset.classes).toContain(folder);
    expect(dataset.problems).toEqual([]);
  });

  it("ignores hidden files, tool folders and files that are no pictures by their name", async () => {
    const root = await pets();
    for (const path of ["cat/.hidden.png", "cat/.DS_Store", "cat/Thumbs.db", ".git/1.png", "cat/1.txt", "README.md"]) {
      await put(root, path, "text");
    }
    await put(root, ".ipynb_checkpoints/1.png", await picture(8));
    const dataset = await loadImageFolder(root);
    expect(dataset.images).toHaveLength(4);
    expect(dataset.problems).toEqual([]);
  });
});

describe("loadImageFolder and bad files", () => {
  it("leaves out a JPEG that was cut off, however little is missing", async () => {
    const root = await pets();
    const whole = await picture(3, "jpeg", 300, 203);
    for (const share of [0.3, 0.9, 0.99])
      await put(root, `cat/cut${share}.jpg`, whole.subarray(0, whole.length * share));
    const dataset = await loadImageFolder(root);
    expect(dataset.images).toHaveLength(4);
    for (const share of [0.3, 0.9, 0.99])
      expect(reasons(dataset)[`cut${share}.jpg`]).toMatch(/damaged or cut off.*again\./);
  });

  it.each(["png", "webp", "gif", "avif", "tiff"] as Format[])("leaves out a %s that was cut off", async (format) => {
    const root = await pets();
    const whole = await picture(3, format, 300, 203);
    await put(root, "cat/cut.img", whole.subarray(0, whole.length * 0.8));
    await put(root, "cat/cut", whole.subarray(0, whole.length * 0.8));
    const dataset = await loadImageFolder(root);
    expect(dataset.images).toHaveLength(4);
    expect(reasons(dataset).cut).toMatch(/damaged or cut off/);
  });

  it("leaves out text named .png, empty files, SVG under any name, HEIC and BMP, each with its own reason", async () => {
    const root = await pets();
    await put(root, "cat/text.png", "this is not an image");
    await put(root, "cat/empty.png", "");
    await put(root, "cat/drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>');
    await put(root, "cat/drawing.png", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>');
    await put(root, "cat/phone.heic", "\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    await put(root, "cat/old.bmp", "BM\x36\0\0\0");
    const dataset = await loadImageFolder(root);
    expect(dataset.images).toHaveLength(4);
    expect(reasons(dataset)).toEqual({
      "text.png": "is not an image: it holds text.",
      "empty.png": "is not an image: it is empty.",
      "drawing.svg": "is not an image: it is SVG, which is code, not pixels; export it as PNG.",
      "drawing.png": "is not an image: it is SVG, which is code, not pixels; export it as PNG.",
      "phone.heic": "is not an image: it is HEIC or a video; convert it to JPEG or PNG.",
      "old.bmp": "is not an image: it may be a BMP; convert it to PNG.",
    });
  });

  it("leaves out a decompression bomb by its header, without decoding it", async () => {
    const root = await pets();
    const bomb = blankPng(20_000, 20_000);
    expect(bomb.length).toBeLessThan(100_000); // 400 million pixels in some kilobytes
    await put(root, "cat/bomb.png", bomb);
    const dataset = await loadImageFolder(root);
    expect(reasons(dataset)["bomb.png"]).toBe(
      "is 20000 x 20000 pixels, more than the 100 million allowed; make it smaller or raise maxPixels.",
    );
  });

  it("allows as many pixels as maxPixels says", async () => {
    const root = await pets();
    await put(root, "cat/big.png", blankPng(200, 200));
    expect((await loadImageFolder(root, { maxPixels: 40_000 })).images).toHaveLength(5);
    expect((await loadImageFolder(root, { maxPixels: 39_999 })).images).toHaveLength(4);
  });

  it("leaves out links that lead out of the folder, to nothing, or round in a circle, and follows the others", async () => {
    const [root, outside] = [await pets(), await newFolder()];
    const secret = await put(outside, "secret.png", await picture(7));
    await symlink(secret, join(root, "cat/out.png"));
    await symlink(join(root, "nothing.png"), join(root, "cat/broken.png"));
    await symlink(join(root, "cat/loop.png"), join(root, "cat/loop.png"));
    await put(root, "dog/here.png", await picture(8));
    await symlink("../dog/here.png", join(root, "cat/inside.png"));
    const dataset = await loadImageFolder(root);
    expect(reasons(dataset)).toEqual({
      "here.png": expect.stringMatching(/same file .* of class "cat"/), // two classes for one picture
      "out.png": "is a link that leads out of the folder; copy the file into the folder instead.",
      "broken.png": "is a link to something that does not exist; remove it or restore its target.",
      "loop.png": "is a link that leads round in a circle; remove it.",
    });
    expect(paths(dataset)).toContain("train:cat:inside.png");
  });

  it("does not enter linked folders, be they outside, a class under another name, or the root itself", async () => {
    const [root, outside] = [await pets(), await newFolder()];
    await put(outside, "1.png", await picture(7));
    await symlink(outside, join(root, "stolen"));
    await symlink(join(root, "cat"), join(root, "kitty"));
    await symlink(root, join(root, "again"));
    const dataset = await loadImageFolder(root);
    expect(dataset.classes).toEqual(["cat", "dog"]);
    expect(reasons(dataset).stolen).toMatch(/leads out of the folder/);
    expect(reasons(dataset).kitty).toMatch(/is a link to a folder of this dataset/);
    expect(reasons(dataset).again).toMatch(/is a link to a folder of this dataset/);
  });

  it("is not deceived by a folder beside the root whose name begins like the root's", async () => {
    const root = await pets();
    const neighbour = `${root}-private`;
    await put(neighbour, "1.png", await picture(7));
    await symlink(join(neighbour, "1.png"), join(root, "cat/out.png"));
    expect(reasons(await loadImageFolder(root))["out.png"]).toMatch(/leads out of the folder/);
    const { rm } = await import("node:fs/promises");
    await rm(neighbour, { recursive: true });
  });

  it("does not wait for ever on a pipe named .png", async () => {
    const root = await pets();
    execFileSync("mkfifo", [join(root, "cat/pipe.png")]);
    expect(reasons(await loadImageFolder(root))["pipe.png"]).toBe("is not a regular file; remove it.");
  });

  it("names folders inside class folders, empty class folders, and pictures outside the class folders", async () => {
    const root = await pets();
    await put(root, "cat/more/1.png", await picture(7));
    await mkdir(join(root, "empty"));
    await put(root, "loose.png", await picture(8));
    const dataset = await loadImageFolder(root);
    expect(Object.keys(reasons(dataset)).sort()).toEqual(["empty", "loose.png", "more"]);
    expect(dataset.classes).toEqual(["cat", "dog"]);
  });

  it("allows a class with one image and says what that means", async () => {
    const root = await pets();
    await put(root, "owl/1.png", await picture(8));
    const dataset = await loadImageFolder(root, { onProblem: "throw" });
    expect(dataset.classes).toEqual(["cat", "dog", "owl"]);
    expect(dataset.problems).toHaveLength(1);
    expect(dataset.problems[0].reason).toBe('class "owl" has one image: kept, but it cannot be tested; add more.');
  });

  it("says when a test image was trained on", async () => {
    const root = await newFolder();
    for (const [index, path] of ["train/cat/1.png", "train/cat/2.png", "test/cat/3.png"].entries()) {
      await put(root, path, await picture(index % 2));
    }
    expect(reasons(await loadImageFolder(root))["3.png"]).toMatch(/same file as .*1\.png in train/);
  });

  it('refuses the folder under onProblem "throw", with every problem in the error', async () => {
    const root = await pets();
    await put(root, "cat/text.png", "text");
    await put(root, "dog/empty.png", "");
    await expect(loadImageFolder(root, { onProblem: "throw" })).rejects.toThrow(
      /2 problems in .*\n- .*text\.png is not an image.*\n- .*empty\.png is not an image/,
    );
  });
});

describe("loadImageFolder on folders that are no datasets", () => {
  it("says so for a path that does not exist and for a file", async () => {
    const root = await pets();
    await expect(loadImageFolder(join(root, "none"))).rejects.toThrow(/none does not exist; give the path/);
    await expect(loadImageFolder(join(root, "cat/1.png"))).rejects.toThrow(/is a file; give the folder/);
  });

  it("says so for an empty folder, one with images but no classes, and one without a readable image", async () => {
    const [empty, flat, bad] = [await newFolder(), await newFolder(), await newFolder()];
    await expect(loadImageFolder(empty)).rejects.toThrow(/holds no class folders; put the images of each class/);
    await put(flat, "1.png", await picture(1));
    await expect(loadImageFolder(flat)).rejects.toThrow(/1 images lie in .* itself; put the images of each class/);
    await put(bad, "cat/1.png", "text");
    await expect(loadImageFolder(bad)).rejects.toThrow(/no readable image in .*\n- .*1\.png is not an image/);
  });

  it("stops when the signal is aborted, before and during the reading", async () => {
    const root = await pets();
    await expect(loadImageFolder(root, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 1) controller.abort(new Error("enough"));
    };
    for (let i = 0; i < 30; i++) await put(root, `cat/more${i}.png`, await picture(i));
    await expect(loadImageFolder(root, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
  });
});

describe("loadImageFolder with testShare", () => {
  async function many(): Promise<string> {
    const root = await newFolder();
    for (let i = 0; i < 30; i++) await put(root, `${i < 20 ? "cat" : "dog"}/${i}.png`, await picture(i));
    return root;
  }
  const tests = (dataset: Dataset): string[] =>
    dataset.images.filter(({ split }) => split === "test").map(({ id }) => id);

  it("takes the same share of every class, the same images for the same seed, others for another", async () => {
    const root = await many();
    const dataset = await loadImageFolder(root, { testShare: 0.3, seed: 1 });
    const byClass = (name: string): number =>
      dataset.images.filter(({ split, className }) => split === "test" && className === name).length;
    expect([byClass("cat"), byClass("dog")]).toEqual([6, 3]);
    expect(tests(await loadImageFolder(root, { testShare: 0.3, seed: 1 }))).toEqual(tests(dataset));
    expect(tests(await loadImageFolder(root, { testShare: 0.3, seed: 2 }))).not.toEqual(tests(dataset));
  });

  it("leaves a test folder that is there as it is", async () => {
    const root = await newFolder();
    for (const path of ["train/cat/1.png", "train/cat/2.png", "test/cat/3.png"]) {
      await put(root, path, await picture(Number(path.at(-5))));
    }
    expect(tests(await loadImageFolder(root, { testShare: 0.5 }))).toHaveLength(1);
  });

  it.each([0, 1, -0.1, Number.NaN])("refuses the share %d", async (testShare) => {
    await expect(loadImageFolder(await pets(), { testShare })).rejects.toThrow(RangeError);
  });
});

describe("loadImageFolder and metadata.jsonl", () => {
  it("reads captions, attributes and true class names, and leaves other keys alone", async () => {
    const root = await pets();
    const lines = [
      { file_name: "cat/1.png", caption: "a cat", attributes: { colour: "orange", legs: 4 }, prompt: "x" },
      { file_name: "./dog/1.png", class_name: "a/dog" },
    ];
    await put(root, "metadata.jsonl", `\ufeff${lines.map((line) => JSON.stringify(line)).join("\r\n")}\n\n`);
    const { images, problems } = await loadImageFolder(root);
    expect(images[0]).toMatchObject({
      className: "cat",
      caption: "a cat",
      attributes: { colour: "orange", legs: "4" },
    });
    expect(images[2]).toMatchObject({ className: "a/dog", caption: null });
    expect(problems.map(({ reason }) => reason).filter((reason) => !reason.includes("one image"))).toEqual([]);
  });

  it("names bad lines by number and keeps the good ones", async () => {
    const root = await pets();
    const lines = [
      "not json",
      "[]",
      '{"caption": "no file"}',
      '{"file_name": "cat/1.png", "attributes": ["a"]}',
      '{"file_name": "cat/1.png", "caption": "good"}',
      '{"file_name": "cat/1.png", "caption": "again"}',
      '{"file_name": "../../etc/passwd", "caption": "out"}',
    ];
    await put(root, "metadata.jsonl", lines.join("\n"));
    const { images, problems } = await loadImageFolder(root);
    expect(images[0].caption).toBe("good");
    expect(problems.map(({ reason }) => reason.split(":")[0])).toEqual([
      "line 1",
      "line 2",
      "line 3",
      "line 4",
      "line 6",
      "1 lines name files that are not in the class folders",
    ]);
  });

  it("takes __proto__ for a word like any other", async () => {
    const root = await pets();
    await put(
      root,
      "metadata.jsonl",
      '{"file_name": "cat/1.png", "attributes": {"__proto__": "x"}, "__proto__": {"caption": "p"}}',
    );
    const [image] = (await loadImageFolder(root)).images;
    expect(image.caption).toBeNull();
    expect(({} as Record<string, unknown>).caption).toBeUndefined();
    expect(Object.getPrototypeOf(image.attributes)).toBe(Object.prototype);
  });

  it("does not read a metadata.jsonl that is a link out of the folder, or a folder", async () => {
    const [root, outside] = [await pets(), await newFolder()];
    await symlink(
      await put(outside, "m.jsonl", '{"file_name": "cat/1.png", "caption": "stolen"}'),
      join(root, "metadata.jsonl"),
    );
    const linked = await loadImageFolder(root);
    expect(linked.images[0].caption).toBeNull();
    expect(reasons(linked)["metadata.jsonl"]).toMatch(/leads out of the folder/);
    const other = await pets();
    await mkdir(join(other, "metadata.jsonl"));
    expect(reasons(await loadImageFolder(other))["metadata.jsonl"]).toMatch(/not a regular file|no images/);
  });

  it("shortens a long list of bad lines", async () => {
    const root = await pets();
    await put(root, "metadata.jsonl", "bad\n".repeat(1000));
    const { problems } = await loadImageFolder(root);
    expect(problems).toHaveLength(51);
    expect(problems[50].reason).toBe("950 more like these.");
  });
});
