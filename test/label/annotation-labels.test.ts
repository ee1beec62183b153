import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  type AnnotationLabeler,
  type AnnotationLabelsOptions,
  annotationLabels,
} from "../../kernel-helpers/src/label/annotation-labels.js";
import { matchImages } from "../../kernel-helpers/src/label/annotations/match-images.js";
import { plainPath } from "../../kernel-helpers/src/label/annotations/plain-path.js";
import type { ImageRef, Labeler, LabelledImage } from "../../kernel-helpers/src/types.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** An image of a dataset in /data/pets; none of them is on disk, for none is opened. */
function image(id: string): ImageRef {
  return { id, path: `/data/pets/${id}`, className: "any" };
}
const IMAGES = ["cat/1.jpg", "cat/2.jpg", "dog/1.jpg", "dog/3.jpg"].map(image);

let written = 0;
async function write(ending: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${written++}.${ending}`);
  await writeFile(path, content);
  return path;
}

async function read(
  ending: string,
  content: string | Uint8Array,
  images: readonly ImageRef[] = IMAGES,
  options: AnnotationLabelsOptions = {},
): Promise<AnnotationLabeler> {
  return annotationLabels(await write(ending, content), images, options);
}

/** Labels of all images; null where one has a failure. */
async function labels(
  ending: string,
  content: string | Uint8Array,
  options: AnnotationLabelsOptions = {},
): Promise<(readonly string[] | null)[]> {
  const found = await (await read(ending, content, IMAGES, options)).label(IMAGES);
  return found.map((one) => (one.failure === undefined ? one.labels : null));
}

const coco = (value: object): string => JSON.stringify(value);

describe("a table", () => {
  it("gives several rows or one cell of several labels alike, clean and without repeats", async () => {
    const expected = [["cat", "sofa"], ["cat"], [], null];
    expect(await labels("csv", "file,label\ncat/1.jpg,Cat\ncat/1.jpg, sofa\ncat/2.jpg,cat\ndog/1.jpg,\n")).toEqual(
      expected,
    );
    expect(
      await labels("csv", 'labels,split,file_name\n"cat, SOFA;cat",train,cat/1.jpg\ncat,,cat/2.jpg\n,,dog/1.jpg'),
    ).toEqual(expected);
    expect(await labels("tsv", "Image\tLabels\ncat/1.jpg\tcat|sofa\ncat/2.jpg\tcat\ndog/1.jpg\t")).toEqual(expected);
  });

  it("reads what Excel and Windows write: byte order mark, CRLF, semicolons, backslashes, quotes", async () => {
    const content = '\ufefffile;labels\r\n"cat\\1.jpg";"a ""big"" cat"\r\n.\\cat\\2.jpg;cat, sofa\r\n';
    expect(await labels("csv", content)).toEqual([['a "big" cat'], ["cat", "sofa"], null, null]);
  });

  it("takes one separator instead when told", async () => {
    expect(await labels("csv", 'file,labels\ncat/1.jpg,"cat, black/sofa"', { separator: "/" })).toEqual([
      ["cat, black", "sofa"],
      null,
      null,
      null,
    ]);
    await expect(read("csv", "file,label\ncat/1.jpg,cat", IMAGES, { separator: "" })).rejects.toThrow(
      /separator is ""/,
    );
  });

  it("names the row that is wrong", async () => {
    await expect(read("csv", "file,labels\ncat/1.jpg,cat\ncat/2.jpg,cat,sofa\n")).rejects.toThrow(
      /\.csv: row 3: has more cells than the header's 2; put a text with "," in quotes/,
    );
    await expect(read("csv", "file,labels\ncat/1.jpg,cat\n,sofa\n")).rejects.toThrow(
      /row 3: names no image; fill column "file"/,
    );
    await expect(read("csv", 'file,labels\ncat/1.jpg,"cat\ncat/2.jpg,sofa\n')).rejects.toThrow(
      /row 2: a quote is opened and never closed/,
    );
    await expect(read("csv", "name,thing\ncat/1.jpg,cat\n")).rejects.toThrow(
      /row 1 has the columns "name", "thing"; needed are one of file, .* and one of labels, label, caption/,
    );
    await expect(read("csv", "")).rejects.toThrow(/has no entries/);
    await expect(read("csv", "\n\n")).rejects.toThrow(/has no entries|row 1 has the columns/);
    await expect(read("csv", "file,label\n")).rejects.toThrow(/has no entries/);
  });

  it("lives with columns and files that are called __proto__ or constructor", async () => {
    const images = ["__proto__", "constructor", "cat/1.jpg"].map(image);
    const labeler = await read("csv", "__proto__,file,label\nx,__proto__,a\ny,constructor,b\n", images);
    expect((await labeler.label(images)).map((one) => one.labels)).toEqual([["a"], ["b"], []]);
    const json = await read("json", '{"__proto__": ["a"], "constructor": "b, toString"}', images);
    expect((await json.label(images)).map((one) => one.labels)).toEqual([["a"], ["b", "tostring"], []]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe("JSON", () => {
  it("is an object of labels by file, a list of entries, or an entry a line", async () => {
    const expected = [["cat", "sofa"], ["cat"], [], null];
    expect(await labels("json", '{"cat/1.jpg": ["Cat", "sofa", "cat"], "cat/2.jpg": "cat", "dog/1.jpg": []}')).toEqual(
      expected,
    );
    const entries = [
      { file: "cat/1.jpg", labels: ["cat", "sofa"], id: 7 },
      { file_name: "cat/2.jpg", label: "cat" },
      { image: "dog/1.jpg", labels: [] },
    ];
    expect(await labels("json", JSON.stringify(entries))).toEqual(expected);
    expect(await labels("jsonl", `${entries.map((entry) => JSON.stringify(entry)).join("\r\n")}\r\n\r\n`)).toEqual(
      expected,
    );
  });

  it("does not cut a label of a list at its comma", async () => {
    expect((await labels("json", '{"cat/1.jpg": ["cat, black"]}'))[0]).toEqual(["cat, black"]);
  });

  it("takes the nouns of a caption where there are no labels", async () => {
    const lines = [
      '{"file_name": "cat/1.jpg", "caption": "A cat sleeps on a red sofa."}',
      '{"file_name": "cat/2.jpg", "caption": "A dog.", "labels": ["cat"]}',
      '{"file_name": "dog/1.jpg", "caption": "..."}',
    ];
    const found = await (await read("jsonl", lines.join("\n"))).label(IMAGES);
    expect(found[0]).toEqual({ labels: ["cat", "sofa"], caption: "A cat sleeps on a red sofa." });
    expect(found[1]).toEqual({ labels: ["cat"], caption: "A dog." });
    expect(found[2].failure).toMatch(/caption has no noun/);
  });

  it("names the line or entry that is wrong", async () => {
    await expect(read("jsonl", '{"file": "a", "label": "b"}\n{"file": "a"\n')).rejects.toThrow(
      /\.jsonl: line 2 is not JSON/,
    );
    await expect(read("json", '[{"file": "a", "label": "b"}, {"file": "b", "labels": [3]}]')).rejects.toThrow(
      /entry 2: "labels" is wrong \(must be a text or a list of texts\)/,
    );
    await expect(read("json", '[{"labels": ["b"]}]')).rejects.toThrow(
      /entry 1: names no image; give it one of file, file_name/,
    );
    await expect(read("json", '[{"file": "a"}]')).rejects.toThrow(/entry 1: has neither labels nor label nor caption/);
    await expect(read("json", "[null]")).rejects.toThrow(/entry 1: is wrong/);
    await expect(read("json", '{"cat/1.jpg": {"cat": 1}}')).rejects.toThrow(/entry "cat\/1.jpg": is wrong/);
    await expect(read("json", "7")).rejects.toThrow(/neither a list nor an object/);
    await expect(read("json", "{")).rejects.toThrow(/it is not JSON/);
    await expect(read("json", "[]")).rejects.toThrow(/has no entries/);
  });
});

describe("COCO instances", () => {
  const value = {
    info: { year: 2017 },
    images: [
      { id: 1, file_name: "1.jpg", width: 3 },
      { id: 2, file_name: "2.jpg" },
      { id: 3, file_name: "3.jpg" },
    ],
    categories: [
      { id: 17, name: "cat", supercategory: "animal" },
      { id: 63, name: "Couch" },
    ],
    annotations: [
      { image_id: 1, category_id: 63, bbox: [0, 0, 1, 1] },
      { image_id: 1, category_id: 17 },
      { image_id: 1, category_id: 17 },
      { image_id: 2, category_id: 17 },
    ],
  };
  const images = ["train/1.jpg", "train/2.jpg", "train/3.jpg"].map(image);

  it("gives the categories of the boxes, the most frequent first, and none where there is no box", async () => {
    const labeler = await read("json", coco(value), images);
    expect((await labeler.label(images)).map((one) => one.labels)).toEqual([["cat", "couch"], ["cat"], []]);
    expect(labeler.matched).toBe(3);
  });

  it("reads COCO's captions too", async () => {
    const annotations = [{ image_id: 2, caption: "A dog on the beach." }];
    const [, second] = await (await read("json", coco({ ...value, annotations }), images)).label(images);
    expect(second).toEqual({ labels: ["dog", "beach"], caption: "A dog on the beach." });
  });

  it("names the annotation that points nowhere", async () => {
    const withOne = (one: object): string => coco({ ...value, annotations: [value.annotations[0], one] });
    await expect(read("json", withOne({ image_id: 9, category_id: 17 }), images)).rejects.toThrow(
      /as COCO, annotation 2 is of image 9, which is not in its images/,
    );
    await expect(read("json", withOne({ image_id: 1, category_id: 5 }), images)).rejects.toThrow(
      /of category 5, which is not/,
    );
    await expect(read("json", withOne({ image_id: 1 }), images)).rejects.toThrow(/annotation 2 has no category_id/);
    await expect(read("json", coco({ images: [{ id: 1 }], categories: [] }), images)).rejects.toThrow(
      /as COCO, "images.0.file_name" is wrong/,
    );
  });
});

describe("which entry belongs to which image", () => {
  const match = (files: readonly string[], ids: readonly string[]): Record<string, string | undefined> => {
    const annotations = files.map((file) => ({ file: plainPath(file), labels: [], caption: null }));
    const { found } = matchImages(ids.map(image), annotations);
    return Object.fromEntries(ids.map((id) => [id, found.get(id)?.file]));
  };

  it("is told by the path from the dataset's folder, else by the longest common end, down to the name alone", () => {
    expect(match(["1.jpg", "sub/1.jpg"], ["1.jpg", "sub/1.jpg", "other/1.jpg"])).toEqual({
      "1.jpg": "1.jpg",
      "sub/1.jpg": "sub/1.jpg",
      "other/1.jpg": undefined,
    });
    expect(match(["pets/cat/1.jpg", "dog/1.jpg"], ["cat/1.jpg", "dog/1.jpg"])).toEqual({
      "cat/1.jpg": "pets/cat/1.jpg",
      "dog/1.jpg": "dog/1.jpg",
    });
    expect(match(["/home/me/export/7.jpg", "C:\\photos\\8.jpg"], ["cat/7.jpg", "8.jpg"])).toEqual({
      "cat/7.jpg": "home/me/export/7.jpg",
      "8.jpg": "C:/photos/8.jpg",
    });
    expect(match(["x/cat/1.jpg", "x/dog/1.jpg"], ["cat/1.jpg", "dog/1.jpg"])).toEqual({
      "cat/1.jpg": "x/cat/1.jpg",
      "dog/1.jpg": "x/dog/1.jpg",
    });
    expect(match(["/data/pets/cat/1.jpg"], ["cat/1.jpg"])).toEqual({ "cat/1.jpg": "data/pets/cat/1.jpg" });
  });

  it("compares names as one sees them: accents written apart are the same", () => {
    expect(match(["cafe\u0301.jpg"], ["caf\u00e9.jpg"])).toEqual({ "caf\u00e9.jpg": "caf\u00e9.jpg" });
  });

  it("is nobody's where it could be several's, and says whose", async () => {
    const labeler = await read("csv", "file,label\n1.jpg,cat\ncat/2.jpg,cat\nx/3.jpg,a\ny/3.jpg,b\nz.jpg,c\n");
    const found = await labeler.label(IMAGES);
    expect(found.map((one) => one.labels)).toEqual([[], ["cat"], [], []]);
    expect(found[0].failure).toMatch(
      /^"1.jpg" is ambiguous: an entry for 2 images \("cat\/1.jpg", "dog\/1.jpg"\); write the path from the dataset's folder/,
    );
    expect(found[3].failure).toMatch(/^"3.jpg" is ambiguous: 2 entries \("x\/3.jpg", "y\/3.jpg"\) for this image/);
    expect(labeler.matched).toBe(1);
    expect([...labeler.unmatched.images.keys()]).toEqual(["cat/1.jpg", "dog/1.jpg", "dog/3.jpg"]);
    expect(labeler.unmatched.files).toEqual(["1.jpg", "x/3.jpg", "y/3.jpg", "z.jpg"]);
  });

  it("uses each entry for one image at most, and each image has an entry or a reason", () => {
    const name = fc.constantFrom("a", "b", "..", ".", "", "c");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { selector: plainPath }),
        fc.uniqueArray(path, { selector: plainPath }),
        (files, ids) => {
          const images = ids.map((id) => image(plainPath(id)));
          const annotations = files.map((file) => ({ file: plainPath(file), labels: [], caption: null }));
          const { found, missing, unused } = matchImages(images, annotations);
          const used = [...found.values()].map(({ file }) => file);
          expect(new Set(used).size).toBe(used.length);
          expect([...used, ...unused].sort()).toEqual(annotations.map(({ file }) => file).sort());
          for (const { id } of images) expect(found.has(id)).not.toBe(missing.has(id));
          // an exact path is never given to another image
          for (const { id } of images)
            if (unused.includes(id) || used.includes(id)) expect(found.get(id)?.file).toBe(id);
        },
      ),
    );
  });

  it("throws when nothing fits at all, with three examples of both sides", async () => {
    const rows = ["a", "b", "c", "d"].map((name) => `photos/${name}.png,cat`);
    await expect(read("csv", `file,label\n${rows.join("\n")}`)).rejects.toThrow(
      /none of the 4 files in .*\.csv is among the 4 images.*"photos\/a.png", "photos\/b.png", "photos\/c.png", \.\.\., the images "cat\/1.jpg", "cat\/2.jpg", "dog\/1.jpg", \.\.\./,
    );
    await expect(read("csv", "file,label\n../../etc/passwd,cat")).rejects.toThrow(/it has "etc\/passwd"/);
  });

  it("does not look at every pair: 100,000 images of one name", () => {
    const ids = Array.from({ length: 100_000 }, (_, i) => `${i}/image.jpg`);
    const annotations = ids.map((file) => ({ file: `export/${file}`, labels: [], caption: null }));
    const { found } = matchImages(ids.map(image), annotations);
    expect(found.get("7/image.jpg")?.file).toBe("export/7/image.jpg");
    const strangers = ids.map((id) => image(`strange-${id}`));
    const { missing } = matchImages(strangers, annotations);
    expect(missing.size).toBe(100_000);
    expect(missing.get("strange-7/image.jpg")?.length).toBeLessThan(600);
  });
});

describe("annotationLabels", () => {
  const content = "file,label\ncat/1.jpg,cat\ndog/1.jpg,dog\n";

  it("tells each image, in order, with progress; stops when the signal is aborted", async () => {
    const labeler = await read("csv", content);
    const told: (readonly [number, LabelledImage])[] = [];
    const steps: (readonly [number, number])[] = [];
    const found = await labeler.label(IMAGES, {
      onImage: (...one) => told.push(one),
      onProgress: (...step) => steps.push(step),
    });
    expect(told).toEqual(found.map((one, i) => [i, one]));
    expect(steps.at(-1)).toEqual([4, 4]);
    expect(found[1]).toEqual({ labels: [], failure: "The annotation file has no entry for it." });
    await expect(labeler.label(IMAGES, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  it("says of an image that it was not matched with, or leaves it and those without an entry to another labeler", async () => {
    const generated = image("generated/9.png");
    const [stranger] = await (await read("csv", content)).label([generated]);
    expect(stranger.failure).toMatch(
      /not among those .* annotationLabels\(path, images, \{ otherwise: imageStatistics\(\) \}\)/,
    );
    const asked: string[] = [];
    const otherwise: Labeler = {
      name: "other",
      expected: { seconds: 2 },
      label: async (images, options) =>
        images.map(({ id }, i) => {
          asked.push(id);
          const found = { labels: [`other ${id}`] };
          options?.onImage?.(i, found);
          options?.onProgress?.(i + 1, images.length);
          return found;
        }),
    };
    const labeler = await read("csv", content, IMAGES, { otherwise });
    const all = [generated, ...IMAGES];
    const told = new Map<number, LabelledImage>();
    const steps: number[] = [];
    const found = await labeler.label(all, {
      onImage: (i, one) => told.set(i, one),
      onProgress: (done) => steps.push(done),
    });
    expect(asked).toEqual(["generated/9.png", "cat/2.jpg", "dog/3.jpg"]);
    expect(found.map((one) => one.labels[0])).toEqual([
      "other generated/9.png",
      "cat",
      "other cat/2.jpg",
      "dog",
      "other dog/3.jpg",
    ]);
    expect(all.map((_, i) => told.get(i))).toEqual(found);
    expect(steps).toEqual([1, 2, 3, 4, 5]);
    expect(labeler.name).toMatch(/^annotations-[0-9a-f]{12}, otherwise other$/);
    expect(labeler.expected).toEqual({ seconds: 2 });
  });

  it("has another name when it says something else of an image, the same when it says the same", async () => {
    const name = (await read("csv", content)).name;
    expect(name).toMatch(/^annotations-[0-9a-f]{12}$/);
    expect((await read("json", '{"dog/1.jpg": "dog", "cat/1.jpg": ["cat"]}')).name).toBe(name);
    expect((await read("csv", content.replace("dog\n", "dog;sofa\n"))).name).not.toBe(name);
    expect((await read("csv", content.replace("dog/1", "dog/3"))).name).not.toBe(name);
  });

  it("keeps strangers' labels harmless", async () => {
    const hostile = [
      "x".repeat(10_000),
      "<script>alert(1)</script>",
      "\u202eright",
      "a\u0000b\nc",
      "",
      "\u200b",
      "😀",
      "=cmd()",
    ];
    const [found] = await (await read("json", JSON.stringify({ "cat/1.jpg": hostile }))).label(IMAGES);
    expect(found.labels).toHaveLength(6);
    expect(found.labels[0]).toBe("x".repeat(60));
    for (const label of found.labels) {
      expect(label.length).toBeLessThanOrEqual(60);
      expect(label).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it("refuses files that are too large, elsewhere, of another kind or encoding", async () => {
    const large = join(folder, "large.json");
    const file = await open(large, "w");
    await file.truncate(200 * 1024 * 1024);
    await file.close();
    await expect(annotationLabels(large, IMAGES)).rejects.toThrow(
      /large\.json has 200 MiB, more than the 128 allowed; cut it/,
    );
    await expect(annotationLabels(join(folder, "none.csv"), IMAGES)).rejects.toThrow(
      /none\.csv cannot be read \(ENOENT\)/,
    );
    await expect(read("xml", "<a/>")).rejects.toThrow(/ends in none of \.csv, \.tsv, \.json, \.jsonl, \.ndjson/);
    await expect(read("csv", Buffer.from("file,label\ncat/1.jpg,caf\xe9", "latin1"))).rejects.toThrow(
      /is not UTF-8; save it/,
    );
    await expect(read("csv", Buffer.from("\ufefffile,label", "utf16le"))).rejects.toThrow(/is not UTF-8/);
    await expect(read("csv", Buffer.from("file,label", "utf16le"))).rejects.toThrow(/holds NUL/);
    const directory = join(folder, "folder.csv");
    await mkdir(directory);
    await expect(annotationLabels(directory, IMAGES)).rejects.toThrow(/folder\.csv is no file/);
  });
});
