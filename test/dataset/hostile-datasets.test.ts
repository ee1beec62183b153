import { execFileSync } from "node:child_process";
import { mkdir, readFile, realpath, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { fileFinder } from "../../kernel-helpers/src/dataset/find-file.js";
import { readCocoCaptions } from "../../kernel-helpers/src/dataset/formats/coco-captions.js";
import { readCocoFile } from "../../kernel-helpers/src/dataset/formats/coco-file.js";
import { csvRows, formatCsv } from "../../kernel-helpers/src/dataset/formats/csv-rows.js";
import { readVocFile } from "../../kernel-helpers/src/dataset/formats/voc-file.js";
import { readYoloLabels } from "../../kernel-helpers/src/dataset/formats/yolo-labels.js";
import { isInside } from "../../kernel-helpers/src/dataset/inside-folder.js";
import { loadDataset } from "../../kernel-helpers/src/dataset/load-dataset.js";
import { readRecord } from "../../kernel-helpers/src/dataset/read-record.js";
import { saveDataset } from "../../kernel-helpers/src/dataset/save-dataset.js";
import type { DatasetFormat } from "../../kernel-helpers/src/types.js";
import { picture, put, temporaryFolders } from "./image-files.js";

jest.setTimeout(120_000);

const newFolder = temporaryFolders();
const root = async (): Promise<string> => realpath(await newFolder());

/** Any JSON, and JSON that begins like what is wanted. */
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(null, -1, 1e308, "", "__proto__", [], {}, [[]], { length: 1e9 }));

describe("files with wrong types", () => {
  it("make COCO entries problems, never a crash: whatever stands in the lists", () => {
    const entry = fc.oneof(
      odd,
      fc.record(
        {
          id: odd,
          file_name: odd,
          width: odd,
          height: odd,
          name: odd,
          image_id: odd,
          category_id: odd,
          bbox: odd,
          iscrowd: odd,
          segmentation: odd,
        },
        { requiredKeys: [] },
      ),
      fc.record({
        id: fc.constantFrom(1, "1", 2),
        file_name: fc.constant("a.png"),
        name: fc.constant("cat"),
        image_id: fc.constantFrom(1, 2),
        category_id: fc.constantFrom(1, 3),
        bbox: fc.array(fc.oneof(fc.double(), odd), { minLength: 3, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), fc.array(entry), (images, annotations, categories) => {
        const file = readCocoFile(JSON.stringify({ images, annotations, categories }))!;
        for (const image of file.images)
          for (const box of image.boxes)
            for (const value of [box.x, box.y, box.width, box.height]) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("make COCO captions problems, never a crash: whatever stands in the lists", () => {
    const entry = fc.oneof(
      odd,
      fc.record({ id: odd, file_name: odd, image_id: odd, caption: odd }, { requiredKeys: [] }),
      fc.record({
        id: fc.constantFrom(1, "1", 2, "__proto__"),
        file_name: fc.constantFrom("a.png", "__proto__"),
        image_id: fc.constantFrom(1, 2, 3, "__proto__"),
        caption: fc.oneof(fc.string({ unit: "binary" }), odd),
      }),
    );
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (images, annotations) => {
        const { captions, further, bad } = readCocoCaptions(JSON.stringify({ images, annotations }));
        for (const caption of captions.values()) expect(caption.trim()).not.toBe("");
        const good = annotations.length + images.length - bad.length;
        expect(captions.size + further).toBeLessThanOrEqual(good);
      }),
      { numRuns: 300 },
    );
  });

  it("make rows problems in words, never a crash: whatever the cells hold", () => {
    const record = fc.dictionary(
      fc.constantFrom(
        "file_name",
        "image",
        "label",
        "class_name",
        "split",
        "caption",
        "attributes",
        "objects",
        "xmin",
        "ymin",
        "xmax",
        "ymax",
        "boxes_from",
        "__proto__",
      ),
      fc.oneof(
        odd,
        odd.map((value) => JSON.stringify(value)),
        fc.constantFrom({ bbox: [[1, 2, 3, 4]], categories: ["a"] }, { bbox: [[1, 2, 3, 4]], categories: [null] }, [
          { bbox: [0, 0, 1, 1] },
        ]),
      ),
    );
    fc.assert(
      fc.property(record, (value) => {
        const row = readRecord(value);
        if (typeof row === "string") expect(row).toMatch(/\.$/);
        else
          for (const box of row.boxes ?? [])
            expect([box.x, box.y, box.width, box.height].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("make lines of YOLO labels problems, never a crash", () => {
    const names = new Map([[0, "cat"]]);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("0", "1", ".", " ", "\n", "-", "e", "x", "\0", "NaN", "Infinity") }),
        (content) => {
          for (const box of readYoloLabels(content, names).boxes)
            expect([box.x, box.y, box.width, box.height].every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("survive as cells of a table, whatever they hold", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', ",", ";", "\n", "\r", "\t", " ", "'", "=", "\ufeff", "a") }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const read = csvRows(
          formatCsv(
            ["a", "b"],
            rows.map(([a, b]) => [`x${a}`, b]),
          ),
        );
        expect(read).toEqual(rows.map(([a, b]) => ({ a: `x${a}`, b })));
      }),
      { numRuns: 500 },
    );
  });
});

describe("XML from strangers", () => {
  const box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>";

  it("is refused with a DOCTYPE: no entity is expanded, no file is read", () => {
    const bomb = `<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><annotation><object><name>&y;</name>${box}</object></annotation>`;
    expect(() => readVocFile(bomb)).toThrow(/holds a DOCTYPE/);
    const stolen = `<!doctype a SYSTEM "file:///etc/passwd"><annotation/>`;
    expect(() => readVocFile(stolen)).toThrow(/holds a DOCTYPE/);
  });

  it("is refused when it is cut off, nested without end, or other XML", () => {
    const whole = `<annotation><object><name>cat</name>${box}</object></annotation>`;
    expect(readVocFile(whole).boxes).toHaveLength(1);
    for (let end = 1; end < whole.length; end += 7) expect(() => readVocFile(whole.slice(0, end))).toThrow(/^is n/);
    expect(() => readVocFile(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`)).toThrow(/^is n/);
    expect(() => readVocFile("<svg/>")).toThrow(/is no VOC annotation/);
    expect(() => readVocFile(whole.replace("<xmin>1<", "<xmin>one<"))).toThrow(/is no VOC annotation/);
  });
});

describe("YAML from strangers", () => {
  async function yolo(yaml: string): Promise<string> {
    const folder = await root();
    for (const name of ["a", "b"]) await put(folder, `images/${name}.png`, await picture(3));
    await put(folder, "labels/a.txt", "0 0.5 0.5 0.5 0.5");
    return put(folder, "data.yaml", yaml);
  }

  it("is refused when its aliases grow without end", async () => {
    const levels = [..."abcdefghij"].map(
      (key, i, all) =>
        `${key}: &${key} [${Array(9)
          .fill(i === 0 ? "x" : `*${all[i - 1]}`)
          .join(",")}]`,
    );
    await expect(loadDataset(await yolo(`train: images\nnames: [cat]\n${levels.join("\n")}\n`))).rejects.toThrow(
      /is not YAML .*alias/i,
    );
  });

  it("is read in moments with fifty thousand names, and refused above a mebibyte and with wrong types", async () => {
    const many = Array.from({ length: 50_000 }, (_, i) => `  ${i}: name${i}`).join("\n");
    const dataset = await loadDataset(await yolo(`train: images\nnames:\n${many}\n`));
    expect(dataset.classes).toEqual(["name0"]);
    await expect(loadDataset(await yolo(`train: images\nnames: [cat]\n# ${"x".repeat(2 ** 20)}`))).rejects.toThrow(
      /has more than 1 MiB/,
    );
    await expect(loadDataset(await yolo("train: images\nnames: cat\n"))).rejects.toThrow(/"names": /);
    await expect(loadDataset(await yolo("train: {a: 1}\nnames: [cat]\n"))).rejects.toThrow(/"train": /);
    await expect(loadDataset(await yolo("train: !!js/function 'x'\nnames: [*gone]\n"))).rejects.toThrow(/is not YAML/);
  });
});

describe("a million entries", () => {
  it("of COCO that name no file become a short list of problems, in bounded time", async () => {
    const folder = await root();
    for (const name of ["a.png", "b.png"]) await put(folder, name, await picture(name.charCodeAt(0)));
    const images = Array.from({ length: 1_000_000 }, (_, id) => ({
      id,
      file_name: id < 2 ? `${"ab"[id]}.png` : `../x/${id % 1000}/same.png`,
    }));
    const annotations = [0, 1].map((image_id) => ({ image_id, category_id: 0, bbox: [0, 0, 9, 9] }));
    await put(folder, "coco.json", JSON.stringify({ images, annotations, categories: [{ id: 0, name: "cat" }] }));
    const dataset = await loadDataset(folder);
    expect(dataset.images).toHaveLength(2);
    expect(dataset.problems).toHaveLength(51);
    expect(dataset.problems[50].reason).toBe("999948 more like these.");
  });

  it("that name the same image again and again are one image, and bad lines of labels are counted, in bounded time", async () => {
    const folder = await root();
    await put(folder, "a.png", await picture(1));
    const entries = Array.from({ length: 100_000 }, (_, id) => id);
    const images = entries.map((id) => ({ id, file_name: "a.png" }));
    const annotations = entries.map((image_id) => ({ image_id, category_id: 0, bbox: [0, 0, 9, 9] }));
    await put(folder, "coco.json", JSON.stringify({ images, annotations, categories: [{ id: 0, name: "cat" }] }));
    expect((await loadDataset(folder)).images[0].boxes).toHaveLength(100_000);

    const yolo = await root();
    await put(yolo, "data.yaml", "train: images\nnames: [cat]\n");
    await put(yolo, "images/a.png", await picture(1));
    await put(yolo, "labels/a.txt", `0 0.5 0.5 0.5 0.5\n${"9 1 1 1 1\n".repeat(130_000)}`);
    const { images: read, problems } = await loadDataset(yolo);
    expect(read[0].boxes).toHaveLength(1);
    expect(problems.map(({ reason }) => reason)).toContain("129950 more like these.");
  });

  it("of a table with one bad cell each do too", async () => {
    const folder = await root();
    for (const name of ["a.png", "b.png"]) await put(folder, name, await picture(name.charCodeAt(0)));
    await put(folder, "list.csv", `file,label\na.png,cat\nb.png,cat\n${",cat\n".repeat(300_000)}`);
    const dataset = await loadDataset(folder);
    expect(dataset.images).toHaveLength(2);
    expect(dataset.problems.at(-1)?.reason).toBe("299950 more like these.");
  });
});

describe("names that would lead out of the folder", () => {
  it("find nothing but files of the list, whatever they say", () => {
    const part = fc.constantFrom("..", ".", "", "a", "b.png", "etc", "C:", "é", "e\u0301", "~");
    const name = fc
      .array(part, { maxLength: 8 })
      .chain((parts) => fc.constantFrom(parts.join("/"), parts.join("\\"), `/${parts.join("/")}`));
    const list = ["a/b.png", "é/a", "b.png", "a/a/b.png"];
    const finder = fileFinder(list);
    fc.assert(
      fc.property(name, fc.array(name), (wanted, bases) => {
        const found = finder.find(wanted, bases);
        expect(found === null || list.includes(found)).toBe(true);
        if (found !== null) expect(isInside("/set", join("/set", found))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("and links in a circle, to a folder above and to files outside are named, not followed", async () => {
    const [folder, outside] = [await root(), await root()];
    const secret = await put(
      outside,
      "instances_secret.json",
      JSON.stringify({ images: [], annotations: [], categories: [] }),
    );
    for (const [i, name] of ["a.png", "b.png"].entries()) await put(folder, name, await picture(i));
    await symlink("..", join(folder, "up"));
    await symlink("loop", join(folder, "loop"));
    await mkdir(join(folder, "annotations"));
    await symlink(secret, join(folder, "annotations/instances_train.json"));
    execFileSync("mkfifo", [join(folder, "annotations/instances_pipe.json")]);
    await put(
      folder,
      "annotations/instances_good.json",
      JSON.stringify({
        images: [
          { id: 1, file_name: "a.png" },
          { id: 2, file_name: "b.png" },
        ],
        annotations: [1, 2].map((image_id) => ({ image_id, category_id: 0, bbox: [0, 0, 9, 9] })),
        categories: [{ id: 0, name: "cat" }],
      }),
    );
    const { images, problems } = await loadDataset(folder);
    expect(images).toHaveLength(2);
    expect(
      problems
        .map(({ path, reason }) => `${path.slice(folder.length + 1)} ${reason}`)
        .filter((line) => line.startsWith("annotations")),
    ).toEqual([
      "annotations/instances_pipe.json is not a regular file; it was not read.",
      "annotations/instances_train.json is a link that leads out of the folder; copy the file into the folder instead.",
    ]);
  });
});

describe.each([
  ["coco", "annotations/instances_train.json"],
  ["coco", "annotations/captions_train.json"],
  ["csv", "images.csv"],
  ["hf", "train/metadata.jsonl"],
  ["parquet", "data/train-00000-of-00001.parquet"],
  ["voc", "Annotations/0.xml"],
  ["yolo", "data.yaml"],
] as [DatasetFormat, string][])("%s cut off anywhere", (format, file) => {
  it("is an error or a problem in words, never a crash, and never more images than there were", async () => {
    const [source, folder] = [await root(), join(await root(), "set")];
    const images = [];
    for (let i = 0; i < 3; i++) {
      const path = await put(source, `${i}.png`, await picture(i));
      images.push({
        path,
        className: i < 2 ? "cat" : "dog",
        boxes: [{ className: "cat", x: 1, y: 1, width: 9, height: 9 }],
        metadata: { caption: "x" },
      });
    }
    await saveDataset(folder, images, { format });
    const whole = await readFile(join(folder, file));
    for (let share = 0; share < 1; share += 0.13) {
      await writeFile(join(folder, file), whole);
      await truncate(join(folder, file), Math.floor(whole.length * share));
      const cache = join(source, `cache${share}`);
      const result = await loadDataset(folder, { format, cache }).catch((error: Error) => error);
      if (result instanceof Error) expect(result.message).toMatch(/^loadDataset: /);
      else {
        expect(result.images.length).toBeLessThanOrEqual(3);
        if (result.images.length < 3) expect(result.problems.length).toBeGreaterThan(0);
      }
    }
  });
});
