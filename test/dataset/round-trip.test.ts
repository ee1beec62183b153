import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { ImageToSave } from "../../kernel-helpers/src/dataset/image-to-save.js";
import { loadDataset } from "../../kernel-helpers/src/dataset/load-dataset.js";
import { saveDataset } from "../../kernel-helpers/src/dataset/save-dataset.js";
import type { Box, DatasetFormat } from "../../kernel-helpers/src/types.js";
import { picture, put, temporaryFolders } from "./image-files.js";

jest.setTimeout(120_000); // many files, on a machine that may be busy

const FORMATS: readonly DatasetFormat[] = ["imagefolder", "coco", "yolo", "voc", "csv", "hf", "parquet"];
const newFolder = temporaryFolders();
let source: string;
let run = 0;
beforeAll(async () => {
  source = await realpath(await newFolder());
  for (let i = 0; i < 6; i++) await put(source, `${i}.png`, await picture(i)); // 40 x 30
});

const names = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      "/",
      "\\",
      ".",
      " ",
      ":",
      "\0",
      "%",
      '"',
      "'",
      ",",
      ";",
      "\n",
      "\r",
      "\t",
      "<",
      "&",
      "#",
      "-",
      "[",
      "=",
      "é",
      "\u2028",
    ),
    maxLength: 8,
  }),
  fc.constantFrom(
    "..",
    "",
    "CON",
    "../../etc",
    "/etc/passwd",
    "C:\\x",
    ".git",
    "train",
    "yes",
    "null",
    "0",
    "1e3",
    "~",
    "__proto__",
    "<b>x</b>",
    "]]>",
    "&amp;",
    "=1+1",
    "x".repeat(900),
  ),
);
const texts = fc.oneof(names, fc.string({ unit: "binary", minLength: 1, maxLength: 60 }));

const box = (classNames: readonly string[]): fc.Arbitrary<Box> =>
  fc
    .tuple(
      fc.constantFrom(...classNames),
      fc.integer({ min: 0, max: 380 }),
      fc.integer({ min: 0, max: 280 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 200 }),
    )
    .map(([className, x, y, w, h]) => ({
      className,
      x: x / 10,
      y: y / 10,
      width: Math.min(w, 400 - x) / 10,
      height: Math.min(h, 300 - y) / 10,
    }));

const image = (classNames: readonly string[], i: number): fc.Arbitrary<ImageToSave> =>
  fc
    .record({
      className: fc.constantFrom(...classNames),
      split: fc.constantFrom("train" as const, "test" as const),
      fileName: names,
      boxes: fc.option(fc.array(box(classNames), { maxLength: 3 }), { nil: undefined }),
      caption: fc.option(
        texts.filter((text) => text !== ""),
        { nil: undefined },
      ),
      attributes: fc.dictionary(texts, texts, { maxKeys: 3 }),
    })
    .map(({ caption, attributes, boxes, ...rest }) => {
      // an image of a class that none of its boxes has would be relabelled by whoever reads the boxes
      const own =
        boxes?.length && !boxes.some(({ className }) => className === rest.className)
          ? [{ ...boxes[0], className: rest.className }, ...boxes]
          : boxes;
      return {
        path: join(source, `${i}.png`),
        ...rest,
        ...(own ? { boxes: own } : {}),
        metadata: { ...(caption === undefined ? {} : { caption }), attributes },
      };
    });

const sets = fc
  .uniqueArray(names, { minLength: 1, maxLength: 4 })
  .chain((classNames) => fc.tuple(...[0, 1, 2, 3, 4, 5].map((i) => image(classNames, i))));

interface Kept {
  readonly className: string;
  readonly split?: string;
  readonly caption?: unknown;
  readonly attributes?: unknown;
  readonly boxes?: readonly Box[];
}

/** One line an image that says all that must survive; the bytes name it. */
function told({ className, split, caption, attributes, boxes }: Kept, bytes: Buffer): string {
  const rounded = boxes?.map((b) => [
    b.className,
    ...[b.x, b.y, b.width, b.height].map((v) => Math.round(v * 100) / 100),
  ]);
  return JSON.stringify([
    bytes.toString("base64").slice(-60),
    className,
    split,
    caption ?? null,
    Object.entries(attributes ?? {}).sort(),
    rounded ?? null,
  ]);
}

describe.each(FORMATS)("a set saved as %s", (format) => {
  it("is read back with nothing lost: bytes, classes, splits, boxes, captions, attributes, whatever the names", async () => {
    const root = await newFolder();
    await fc.assert(
      fc.asyncProperty(sets, async (images) => {
        const parent = join(root, `${format}${run++}`);
        const saved = await saveDataset(join(parent, "set"), images, { format });
        expect(await readdir(parent)).toEqual(["set"]);
        const dataset = await loadDataset(saved.directory, { cache: join(parent, "cache") });
        expect(dataset.format).toBe(format);
        const before = await Promise.all(
          images.map(async ({ metadata, ...rest }) => told({ ...rest, ...metadata }, await readFile(rest.path))),
        );
        const after = await Promise.all(dataset.images.map(async (one) => told(one, await readFile(one.path))));
        expect(after.sort()).toEqual(before.sort());
        expect(dataset.problems.filter(({ reason }) => !/one image|test images only/.test(reason))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
