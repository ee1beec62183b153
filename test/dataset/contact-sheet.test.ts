import { join } from "node:path";
import sharp from "sharp";
import { contactSheet } from "../../kernel-helpers/src/dataset/contact-sheet.js";
import { datasetSummary } from "../../kernel-helpers/src/dataset/dataset-summary.js";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import { decodeRgb, makeThumbnail } from "../../kernel-helpers/src/images/sharp.js";
import type { ImageRef } from "../../kernel-helpers/src/types.js";
import { picture, put, temporaryFolders } from "./image-files.js";

const newFolder = temporaryFolders();

let root: string;
beforeAll(async () => {
  root = await newFolder();
  const colours = ["#ff0000", "#00ff00", "#0000ff"];
  for (const [i, background] of colours.entries()) {
    await put(
      root,
      `${i}.png`,
      await sharp({ create: { width: 40, height: 20, channels: 3, background } })
        .png()
        .toBuffer(),
    );
  }
});

const ref = (name: string, className = "cat"): ImageRef => ({ id: name, path: join(root, name), className });
const three = (): ImageRef[] => [ref("0.png"), ref("1.png"), ref("2.png", "dog")];

async function pixel(png: Uint8Array, x: number, y: number): Promise<number[]> {
  return [...(await sharp(png).extract({ left: x, top: y, width: 1, height: 1 }).removeAlpha().raw().toBuffer())];
}

describe("contactSheet", () => {
  it("lays the images out in rows, in their order, in the middle of their cells", async () => {
    const { png } = await contactSheet(three(), { columns: 2, cellPx: 48, captions: false });
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 2 * 54 + 6, height: 2 * 54 + 6 });
    expect(await pixel(png, 30, 30)).toEqual([255, 0, 0]);
    expect(await pixel(png, 84, 30)).toEqual([0, 255, 0]);
    expect(await pixel(png, 30, 84)).toEqual([0, 0, 255]);
    expect(await pixel(png, 84, 84)).toEqual([255, 255, 255]);
    expect(await pixel(png, 30, 10)).toEqual([255, 255, 255]); // above a wide picture
  });

  it("shows itself as image/jpeg and says in words what it holds", async () => {
    const bundle = (await contactSheet(three())).toMimeBundle();
    expect(Object.keys(bundle).sort()).toEqual(["image/jpeg", "text/plain"]);
    expect([...Buffer.from(bundle["image/jpeg"], "base64").subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(bundle["text/plain"]).toBe("3 images: cat (2), dog (1)");
  });

  it.each([
    "<b>bold</b>",
    '"><script>alert(1)</script>',
    "&amp; & ]]>",
    "\0\ud83d\uffff",
    "🐱👨‍👩‍👧".repeat(50),
    "",
    "x".repeat(100_000),
  ])("draws the caption %j as text and nothing else", async (caption) => {
    const { png } = await contactSheet([ref("0.png")], { captions: [caption], cellPx: 48 });
    expect(await sharp(png).metadata()).toMatchObject({ width: 60, height: 6 + 54 + 17 });
    expect(await pixel(png, 30, 30)).toEqual([255, 0, 0]);
  });

  it("draws captions at all", async () => {
    const dark = async (caption: string): Promise<number> => {
      const { png } = await contactSheet([ref("0.png")], { captions: [caption], cellPx: 48 });
      const data = await sharp(png).extract({ left: 0, top: 56, width: 60, height: 18 }).greyscale().raw().toBuffer();
      return data.filter((value) => value < 128).length;
    };
    expect(await dark("")).toBe(0);
    expect(await dark("WWW")).toBeGreaterThan(10);
    expect(await dark("<b>W</b>")).toBeGreaterThan(await dark("W"));
  });

  it("crosses out an image that went away, and shows the others", async () => {
    const { png } = await contactSheet([ref("gone.png"), ref("1.png")], { cellPx: 48, captions: false });
    expect(await pixel(png, 84, 30)).toEqual([0, 255, 0]);
    expect(await pixel(png, 30, 30)).not.toEqual([255, 255, 255]);
  });

  it("shows at most as many as the limit and says so", async () => {
    const { png, text } = await contactSheet(three(), { limit: 2, cellPx: 48, captions: ["a", "b", "c"] });
    expect((await sharp(png).metadata()).width).toBe(2 * 54 + 6);
    expect(text).toBe("3 images (the first 2 shown): cat (2), dog (1)");
  });

  it("refuses settings that make no sheet", async () => {
    await expect(contactSheet([])).rejects.toThrow(/no images/);
    await expect(contactSheet(three(), { columns: 0 })).rejects.toThrow(/columns = 0/);
    await expect(contactSheet(three(), { cellPx: 5000 })).rejects.toThrow(/cellPx = 5000/);
    await expect(contactSheet(three(), { captions: ["one"] })).rejects.toThrow(/3 images, 1 captions/);
    const many = Array.from({ length: 40 }, () => ref("0.png"));
    await expect(contactSheet(many, { cellPx: 1024, columns: 40 })).rejects.toThrow(/would be 41206 x 1053 pixels/);
    await expect(contactSheet(three(), { limit: 0 })).rejects.toThrow(/limit = 0/);
  });
});

describe("datasetSummary", () => {
  it("counts images by class and split, and lists problems", async () => {
    const folder = await newFolder();
    const files = [
      "train/cat/1.png",
      "train/cat/2.png",
      "test/cat/3.png",
      "train/hedgehog/1.png",
      "train/hedgehog/2.png",
    ];
    for (const [i, path] of files.entries()) await put(folder, path, await picture(i));
    await put(folder, "train/cat/bad.png", "text");
    const summary = datasetSummary(await loadImageFolder(folder, { name: "pets" }));
    expect(summary.split("\n")).toEqual([
      "pets: 5 images of 2 classes, 40 x 30",
      "  cat           2 train      1 test",
      "  hedgehog      2 train      0 test",
      "1 problem:",
      expect.stringMatching(/^ {2}.*bad\.png is not an image: it holds text\.$/),
    ]);
  });
});

describe("the decoding helpers", () => {
  it("makes WebP thumbnails that fit and are never enlarged", async () => {
    const small = await makeThumbnail(join(root, "0.png"), 20);
    expect(await sharp(small).metadata()).toMatchObject({ format: "webp", width: 20, height: 10 });
    expect((await sharp(await makeThumbnail(join(root, "0.png"), 200)).metadata()).width).toBe(40);
  });

  it.each([
    [
      "grey",
      sharp({ create: { width: 4, height: 4, channels: 3, background: "#808080" } })
        .toColourspace("b-w")
        .png(),
      [128, 128, 128],
    ],
    [
      "16 bit",
      sharp({ create: { width: 4, height: 4, channels: 3, background: "#804020" } })
        .toColourspace("rgb16")
        .png(),
      [128, 64, 32],
    ],
    [
      "CMYK",
      sharp({ create: { width: 4, height: 4, channels: 3, background: "#ffffff" } })
        .toColourspace("cmyk")
        .jpeg(),
      [255, 255, 255],
    ],
    [
      "transparent",
      sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } }).png(),
      [255, 255, 255],
    ],
  ])("decodes %s pictures to three bytes a pixel", async (_, image, expected) => {
    const { width, height, data } = await decodeRgb(await image.toBuffer(), 6, 3);
    expect([width, height, data.length]).toEqual([6, 3, 54]);
    [...data.subarray(0, 3)].forEach((value, i) => void expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(2));
  });
});
