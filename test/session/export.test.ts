import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp from "sharp";
import { loadDataset } from "../../kernel-helpers/src/dataset/load-dataset.js";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { ancestorOf, validationFamilies } from "../../kernel-helpers/src/session/split-families.js";
import type { StoredImage } from "../../kernel-helpers/src/store/image-table.js";
import type { Dataset, DatasetFormat, GeneratedImage, GenerationRequest } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, fakeProviders, makeDataset } from "./fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(60_000);

let folder: string;
const opened: Session[] = [];
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "export-")));
});
afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
  await rm(folder, { recursive: true, force: true });
});

async function expanded(dataset: Dataset, options: SessionOptions = {}, perImage = 2): Promise<Session> {
  const session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), ...options });
  opened.push(session);
  await session.expand({ perImage });
  return session;
}

async function provenanceOf(directory: string): Promise<Record<string, unknown>[]> {
  const names = await readdir(directory);
  const name = names.find((file) => file === "provenance.jsonl") ?? "metadata.jsonl";
  const lines = (await readFile(join(directory, name), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("session.export", () => {
  it.each(["imagefolder", "coco", "yolo", "voc", "csv", "hf", "parquet"] as DatasetFormat[])(
    "writes %s that loadDataset reads back: as many images, classes and splits",
    async (format) => {
      const session = await expanded(await makeDataset(join(folder, "data"), { train: 2, test: 1 }), {}, 1);
      const { directory, images, splits, leftOut, boxes } = await session.export(join(folder, "out"), { format });
      expect([images, splits, boxes]).toEqual([10, { train: 8, val: 0, test: 2 }, null]);
      expect(leftOut).toEqual({ originals: 0, rejected: 0, madeFromVal: 0, balance: 0, boxes: 0 });
      const { images: read, format: seen } = await loadDataset(directory, { cache: join(folder, "cache") });
      expect(seen).toBe(format);
      expect(read.filter(({ split }) => split === "test")).toHaveLength(2);
      expect(read.map(({ className }) => className).sort()).toEqual(
        [..."ccccc"].map(() => "cat").concat([..."ddddd"].map(() => "dog")),
      );
    },
  );

  it("puts a licence note, the generator's name and each image's history beside the images, and nothing of this machine", async () => {
    const session = await expanded(await makeDataset(join(folder, "data"), { train: 2, test: 0 }), {}, 1);
    const { directory } = await session.export(join(folder, "out"), { format: "coco", license: "CC BY 4.0, J. *Doe*" });
    const card = await readFile(join(directory, "README.md"), "utf8");
    expect(card).toContain("CC BY 4.0, J. \\*Doe\\*");
    expect(card).toContain("Generated images were made by fake.");
    const coco = JSON.parse(await readFile(join(directory, "annotations/instances_train.json"), "utf8"));
    expect(coco.licenses[0].name).toBe("CC BY 4.0, J. *Doe*");
    const made = (await provenanceOf(directory)).filter(({ origin }) => origin === "generated");
    expect(made[0]).toMatchObject({
      iteration: 1,
      prompt: expect.any(String),
      seed: expect.any(Number),
      generator: "fake",
      sourceId: expect.any(String),
      feedback: "none",
      parameters: { strength: "1" },
    });
    for (const file of ["README.md", "provenance.jsonl", "annotations/instances_train.json"]) {
      expect(await readFile(join(directory, file), "utf8")).not.toContain(folder);
    }
  });

  it("keeps an original and what was made from it on one side, and real images only in val unless asked", async () => {
    const session = await expanded(await makeDataset(join(folder, "data"), { train: 5, test: 1 }));
    const result = await session.export(join(folder, "out"), { valShare: 0.4 });
    expect(result.splits).toEqual({ train: 18, val: 4, test: 2 }); // 2 of 5 originals of each class; 3 with 2 images each stay
    expect(result.leftOut.madeFromVal).toBe(8);
    const sides = new Map(
      (await provenanceOf(result.directory)).map((line) => [line.id, String(line.file_name).split("/")[0]]),
    );
    for (const { id, sourceId } of session.images)
      if (sourceId && sides.has(id)) expect(sides.get(sourceId)).toBe(sides.get(id));
    const both = await session.export(join(folder, "both"), { valShare: 0.4, generatedInVal: true });
    expect(both.splits).toEqual({ train: 18, val: 12, test: 2 });
    await expect(session.export(join(folder, "no"), { valShare: 1 })).rejects.toThrow(/valShare = 1; give a share/);
    await expect(session.export(join(folder, "no"), { valShare: 0.2, includeOriginals: false })).rejects.toThrow(
      /leave includeOriginals on/,
    );
  });

  it("keeps crops of one photo, and what was made from them, on one side", async () => {
    const photos = join(folder, "photos");
    const names = Array.from({ length: 10 }, (_, i) => `${i}.png`);
    await mkdir(photos);
    for (const [i, name] of names.entries()) {
      const noise = Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, k) => (k * k * (i + 3)) % 251));
      await sharp(noise, { raw: { width: 40, height: 30, channels: 3 } }).toFile(join(photos, name));
    }
    const categories = ["cat", "dog"].map((name, id) => ({ id, name }));
    // two cats and a dog in every photo
    const annotations = names.flatMap((_, image_id) => [
      { image_id, category_id: 0, bbox: [0, 0, 10, 10] },
      { image_id, category_id: 0, bbox: [12, 0, 10, 10] },
      { image_id, category_id: 1, bbox: [24, 12, 10, 10] },
    ]);
    const images = names.map((file_name, id) => ({ id, file_name }));
    await writeFile(join(photos, "coco.json"), JSON.stringify({ categories, images, annotations }));
    const dataset = await loadDataset(photos, { crop: true, cache: join(folder, "crops") });
    const session = await expanded(dataset, {}, 1);
    const { directory, splits } = await session.export(join(folder, "out"), { valShare: 0.3, generatedInVal: true });
    expect(splits).toEqual({ train: 42, val: 18, test: 0 }); // 3 of 10 photos, each of three crops with one image made from each
    const sides = new Map<unknown, Set<unknown>>();
    for (const { origin, attributes, file_name } of await provenanceOf(directory)) {
      const photo = (attributes as Record<string, string> | undefined)?.cropped_from;
      if (origin === "original") sides.set(photo, (sides.get(photo) ?? new Set()).add(String(file_name).split("/")[0]));
    }
    expect([...sides.values()].map(({ size }) => size)).toEqual(new Array(10).fill(1));
    // what was written still knows: a split drawn from it parts no photo either
    const again = await loadDataset(directory, { format: "imagefolder" });
    expect(new Set(again.images.map(({ attributes }) => attributes.cropped_from).filter(Boolean)).size).toBe(10);
  });

  it("balances classes: originals first, then wanted ones, then evenly from all originals", async () => {
    const session = await expanded(await makeDataset(join(folder, "data"), { train: 3, test: 0 }));
    const cats = session.images.filter(({ className, origin }) => className === "cat" && origin === "generated");
    session.want([cats[5].id], { reason: "as I like it", by: "Ole" });
    session.reject([cats[0].id, cats[1].id, cats[2].id]);
    const six = await session.export(join(folder, "six"), { perClass: 5 });
    expect([six.images, six.leftOut]).toEqual([
      10,
      { originals: 0, rejected: 3, madeFromVal: 0, balance: 5, boxes: 0 },
    ]);
    const lines = await provenanceOf(six.directory);
    expect(
      lines.filter(({ class_name, origin }) => class_name === "cat" && origin === "generated").map(({ id }) => id),
    ).toContain(cats[5].id);
    expect(lines.find(({ id }) => id === cats[5].id)).toMatchObject({ feedback: "wanted", reason: "as I like it" });
    expect(JSON.stringify(lines)).not.toContain("Ole");
    const dogs = lines.filter(({ class_name, origin }) => class_name === "dog" && origin === "generated");
    expect(new Set(dogs.map(({ sourceId }) => sourceId)).size).toBe(2); // two images of two sources, not of one
    expect((await session.export(join(folder, "small"), { perClass: "smallest" })).images).toBe(12);
    await expect(session.export(join(folder, "no"), { perClass: 0 })).rejects.toThrow(
      /perClass = 0; give a whole number/,
    );
  });

  it("leaves nothing behind when it is stopped", async () => {
    const session = await expanded(await makeDataset(join(folder, "data"), { train: 2, test: 0 }), {}, 1);
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(session.export(join(folder, "out"), { format: "voc", signal })).rejects.toThrow("stopped");
    expect((await readdir(folder)).sort()).toEqual(["data", "run"]);
  });
});

/** A disc with rings at x, on a light ground: 96 x 64. */
function disc(x: number, colours = ["#246", "#fa0"]): Promise<Buffer> {
  const rings = [20, 15, 10, 5].map((r, i) => `<circle cx="${x}" cy="32" r="${r}" fill="${colours[i % 2]}"/>`).join("");
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64"><rect width="96" height="64" fill="#ddd"/>${rings}</svg>`,
    ),
  )
    .png()
    .toBuffer();
}

describe("boxes of an exported session", () => {
  /** Two images with a box each, "keep" and "move"; the generator recolours the one at half the size, and moves the other. */
  async function detection(strength: string): Promise<Session> {
    const data = join(folder, "data");
    await mkdir(data);
    for (const [i, name] of ["keep", "move"].entries()) {
      await writeFile(join(data, `${name}.png`), await disc(30 + i));
      await writeFile(
        join(data, `${name}.xml`),
        `<annotation><filename>${name}.png</filename><object><name>${name}</name><bndbox><xmin>11</xmin><ymin>13</ymin><xmax>50</xmax><ymax>52</ymax></bndbox></object></annotation>`,
      );
    }
    const generate = async ({ source }: GenerationRequest): Promise<GeneratedImage> => {
      const picture =
        source.className === "keep"
          ? await sharp(await disc(30, ["#402", "#8cf"]))
              .resize(48, 32)
              .png()
              .toBuffer()
          : await disc(60);
      return { png: picture, parameters: { strength }, warnings: [] };
    };
    return expanded(await loadDataset(data), { generator: { ...fakeGenerator(), generate } }, 1);
  }

  it("follow their original where the structure in them was kept, in the new image's pixels; images that lost it are left out and counted", async () => {
    const session = await detection("0.5");
    const { directory, images, boxes, leftOut } = await session.export(join(folder, "out"), { format: "coco" });
    expect([images, boxes, leftOut.boxes]).toEqual([3, { followed: 1, failed: 1 }, 1]);
    const made = (await provenanceOf(directory)).find(({ origin }) => origin === "generated");
    expect(made).toMatchObject({
      class_name: "keep",
      boxes_from: "source",
      objects: { bbox: [[5, 6, 20, 20]], categories: ["keep"] },
    });
    expect(made?.box_similarity).toBeGreaterThan(0.45);
    expect(await readFile(join(directory, "README.md"), "utf8")).toMatch(
      /Of 2 generated images whose original has boxes, 1 have the same boxes.* 1 did not keep/,
    );
    const read = await loadDataset(directory);
    expect(read.images.map((image) => image.boxes?.[0].width).sort()).toEqual([20, 40, 40]);
  });

  it("are dropped, not the image, in formats that know a class without a box", async () => {
    const session = await detection("0.5");
    const { directory, images } = await session.export(join(folder, "out"), { format: "hf" });
    expect(images).toBe(4);
    const read = await loadDataset(directory);
    expect(read.images.filter(({ boxes }) => boxes?.length)).toHaveLength(3);
    const lines = (await readFile(join(directory, "train/metadata.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.find((line) => line.boxes_dropped)).toMatchObject({
      class_name: "move",
      boxes_from: null,
      objects: null,
      boxes_dropped: expect.stringMatching(/structure similarity .* below 0\.45/),
    });
  });

  it("are never followed above the strength that keeps a geometry, unless asked", async () => {
    const session = await detection("0.9");
    const none = await session.export(join(folder, "none"), { format: "yolo" });
    expect([none.images, none.boxes]).toEqual([2, { followed: 0, failed: 2 }]);
    const asked = await session.export(join(folder, "asked"), {
      format: "yolo",
      boxes: { maxStrength: 1, leastSimilarity: -1 },
    });
    expect([asked.images, asked.boxes]).toEqual([4, { followed: 2, failed: 0 }]);
    await expect(session.export(join(folder, "no"), { boxes: { maxStrength: 0 } })).rejects.toThrow(/maxStrength = 0/);
  });

  it("are kept by the session itself, and are no attribute of what it exports", async () => {
    const session = await detection("0.5");
    const { directory } = await session.export(join(folder, "out"), { includeOriginals: true });
    const originals = (await provenanceOf(directory)).filter(({ origin }) => origin === "original");
    for (const line of originals) expect(line).toMatchObject({ attributes: {}, objects: { bbox: [[10, 12, 40, 40]] } });
  });
});

describe("validationFamilies", () => {
  const image = (id: string, over: Partial<StoredImage>): StoredImage =>
    ({
      id,
      className: "cat",
      contentHash: id,
      origin: "generated",
      split: "train",
      sourceId: null,
      attributes: {},
      ...over,
    }) as StoredImage;

  it("never parts a line of descent, however long, nor two copies of a file, nor crops of one, nor empties a class, even where sources form a circle", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 5 }), fc.option(fc.nat({ max: 5 })), fc.constantFrom("cat", "dog")), {
          ...{ minLength: 4, maxLength: 12 },
        }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 40 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(),
        (hashes, sources, share, seed) => {
          const originals = hashes.map(([hash, photo, className], i) => {
            const attributes: Record<string, string> = photo === null ? {} : { cropped_from: `h${photo}` };
            return image(`o${i}`, { origin: "original", contentHash: `h${hash}`, className, attributes });
          });
          const ids = [...originals.map(({ id }) => id), ...sources.map((_, i) => `g${i}`)];
          const images = [
            ...originals,
            ...sources.map((source, i) => image(`g${i}`, { sourceId: ids[source % ids.length] })),
          ];
          const val = validationFamilies(images, share, seed);
          const byId = new Map(images.map((one) => [one.id, one]));
          for (const one of images) expect(val.has(one.id)).toBe(val.has(ancestorOf(one, byId).id));
          const filesOf = (one: StoredImage): string[] => [
            one.contentHash,
            one.attributes.cropped_from ?? one.contentHash,
          ];
          for (const a of originals) {
            for (const b of originals)
              if (filesOf(a).some((file) => filesOf(b).includes(file))) expect(val.has(a.id)).toBe(val.has(b.id));
            expect(originals.some(({ id, className }) => className === a.className && !val.has(id))).toBe(true);
          }
        },
      ),
    );
  });
});
