import { createHash } from "node:crypto";
import { readFile, realpath, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { datasetSummary } from "../../kernel-helpers/src/dataset/dataset-summary.js";
import { loadDataset } from "../../kernel-helpers/src/dataset/load-dataset.js";
import type { Dataset } from "../../kernel-helpers/src/types.js";
import { picture, put, temporaryFolders } from "./image-files.js";

const newFolder = temporaryFolders();
const root = async (): Promise<string> => realpath(await newFolder());

/** split:class:file and its boxes as "class x,y,width,height" */
function told({ images }: Dataset): string[] {
  return images.map(({ split, className, path, boxes }) =>
    [
      `${split}:${className}:${basename(path)}`,
      ...(boxes ?? []).map((b) => `${b.className} ${b.x},${b.y},${b.width},${b.height}`),
    ].join(" | "),
  );
}

async function pictures(folder: string, ...paths: string[]): Promise<void> {
  for (const [i, path] of paths.entries()) await put(folder, path, await picture(i)); // 40 x 30
}

describe("loadDataset", () => {
  it("reads a folder of classes as loadImageFolder does", async () => {
    const folder = await root();
    await pictures(folder, "cat/1.png", "cat/2.png", "dog/1.png");
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("imagefolder");
    expect(dataset.notes).toEqual(["read as a folder of images"]);
    expect(told(dataset)).toEqual(["train:cat:1.png", "train:cat:2.png", "train:dog:1.png"]);
  });

  it("reads COCO as cocodataset.org lays it out: boxes, splits, the class that covers most, crowds and outlines counted", async () => {
    const folder = await root();
    await pictures(folder, "train2017/1.png", "val2017/1.png", "train2017/2.png");
    const categories = [
      { id: 18, name: "dog" },
      { id: 17, name: "cat" },
    ];
    await put(
      folder,
      "annotations/instances_train2017.json",
      JSON.stringify({
        categories,
        images: [
          { id: 1, file_name: "1.png", width: 40, height: 30 },
          { id: 2, file_name: "2.png", width: 80, height: 60 },
          { id: 3, file_name: "gone.png" },
        ],
        annotations: [
          {
            id: 1,
            image_id: 1,
            category_id: 17,
            bbox: [1.5, 2, 10, 10],
            iscrowd: 0,
            segmentation: [[1, 2, 3, 4, 5, 6]],
          },
          { id: 2, image_id: 1, category_id: 18, bbox: [0, 0, 20, 20], iscrowd: 0 },
          { id: 3, image_id: 2, category_id: 17, bbox: [20, 20, 40, 20] },
          { id: 4, image_id: 2, category_id: 17, bbox: [0, 0, 4, 4], iscrowd: 1 },
          { id: 5, image_id: 2, category_id: 99, bbox: [0, 0, 4, 4] },
        ],
      }),
    );
    await put(
      folder,
      "annotations/person_keypoints_train2017.json",
      JSON.stringify({ images: [], annotations: [], categories }),
    );
    await put(
      folder,
      "annotations/instances_val2017.json",
      JSON.stringify({
        categories,
        images: [{ id: 1, file_name: "1.png", width: 40, height: 30 }],
        annotations: [{ id: 1, image_id: 1, category_id: 18, bbox: [35, 25, 10, 10] }],
      }),
    );
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("coco");
    expect(told(dataset)).toEqual([
      "train:dog:1.png | cat 1.5,2,10,10 | dog 0,0,20,20",
      "train:cat:2.png | cat 10,10,20,10", // drawn at twice the size
      "test:dog:1.png | dog 35,25,5,5", // cut at the edge
    ]);
    expect(dataset.notes?.slice(1)).toEqual([
      "annotations/instances_train2017.json: 3 images, 3 boxes; 1 outlines or sets of key points, of which only the box is kept; 1 boxes around crowds, left out",
      "annotations/instances_val2017.json: 1 images, 1 boxes",
    ]);
    expect(dataset.problems.map(({ reason }) => reason).slice(0, 2)).toEqual([
      "an annotation is of category 99, which is not there.",
      'names "gone.png", which is not in the folder, or there several times.',
    ]);
    const alone = await loadDataset(join(folder, "annotations/instances_val2017.json"));
    expect(told(alone)).toEqual(["test:dog:1.png | dog 35,25,5,5"]);
  });

  it("reads COCO's captions beside the instances: the first of each image, by the file's own ids, the others counted, bad ones named", async () => {
    const folder = await root();
    await pictures(folder, "train2017/1.png", "val2017/1.png", "train2017/2.png");
    const annotation = (image_id: number): object => ({ image_id, category_id: 1, bbox: [0, 0, 9, 9] });
    const instances = (...names: string[]): string =>
      JSON.stringify({
        categories: [{ id: 1, name: "cat" }],
        images: names.map((file_name, id) => ({ id, file_name })),
        annotations: names.map((_, id) => annotation(id)),
      });
    await put(folder, "annotations/instances_train2017.json", instances("1.png", "2.png"));
    await put(folder, "annotations/instances_val2017.json", instances("1.png"));
    const images = ["2.png", "1.png", "gone.png", "../1.png"].map((file_name, id) => ({ id, file_name }));
    const annotations = [
      { id: 1, image_id: 0, caption: " " },
      { id: 2, image_id: 0, caption: "Two cats.\n" },
      { id: 3, image_id: 0, caption: "Cats, two of them." },
      { id: 4, image_id: 1, caption: "<b>One</b> cat" },
      { id: 5, image_id: 2, caption: "A cat that is gone" },
      { id: 6, image_id: 7, caption: "Nobody" },
      { id: 7, image_id: 1, caption: 7 },
      { id: 8, image_id: 1, caption: "x".repeat(10_001) },
      null,
    ];
    await put(folder, "annotations/captions_train2017.json", JSON.stringify({ images, annotations }));
    await put(folder, "annotations/captions_val2017.json", '{ "images": [');
    const { images: read, notes, problems } = await loadDataset(folder);
    expect(read.map(({ caption }) => caption)).toEqual(["<b>One</b> cat", "Two cats.\n", null]);
    expect(notes?.at(-1)).toBe(
      "annotations/captions_train2017.json: captions of 2 images; 1 further captions of images that have one, left out; 1 captions of images that are not there, or have one from another file, left out",
    );
    const told = problems.filter(({ path }) => path.includes("captions_")).map(({ reason }) => reason);
    expect(told).toEqual([
      expect.stringContaining('caption 7: "caption": '),
      expect.stringContaining('caption 8: "caption": '),
      expect.stringContaining("caption 9: "),
      "a caption is of image 7, which is not there.",
      expect.stringMatching(/^is not JSON, or cut off/),
    ]);
    const alone = await loadDataset(join(folder, "annotations/instances_train2017.json"));
    expect(alone.images.map(({ caption }) => caption)).toEqual(["<b>One</b> cat", "Two cats.\n"]);
  });

  it("reads COCO as Roboflow lays it out, the file beside the images", async () => {
    const folder = await root();
    await pictures(folder, "train/a.png", "valid/a.png");
    for (const split of ["train", "valid"]) {
      await put(
        folder,
        `${split}/_annotations.coco.json`,
        JSON.stringify({
          categories: [{ id: 0, name: "cat" }],
          images: [{ id: 0, file_name: "a.png", width: 40, height: 30 }],
          annotations: [{ id: 0, image_id: 0, category_id: 0, bbox: [0, 0, 5, 5] }],
        }),
      );
    }
    expect(told(await loadDataset(folder))).toEqual(["train:cat:a.png | cat 0,0,5,5", "test:cat:a.png | cat 0,0,5,5"]);
  });

  it("refuses boxes drawn for an image of other proportions", async () => {
    const folder = await root();
    await pictures(folder, "a.png", "b.png");
    await put(
      folder,
      "coco.json",
      JSON.stringify({
        categories: [{ id: 0, name: "cat" }],
        images: [
          { id: 0, file_name: "a.png", width: 30, height: 40 },
          { id: 1, file_name: "b.png", width: 40, height: 30 },
        ],
        annotations: [
          { id: 0, image_id: 0, category_id: 0, bbox: [0, 0, 5, 5] },
          { id: 1, image_id: 1, category_id: 0, bbox: [0, 0, 5, 5] },
        ],
      }),
    );
    const { images, problems } = await loadDataset(folder);
    expect(images).toHaveLength(1);
    expect(problems[0].reason).toMatch(/is 40 x 30 pixels, but its boxes were drawn for 30 x 40/);
  });

  it("reads YOLO as Ultralytics and Roboflow write it: names by number or in a list, shares of the image, outlines as boxes", async () => {
    const folder = await root();
    await pictures(folder, "train/images/a.png", "train/images/empty.png", "valid/images/b.png");
    await put(
      folder,
      "data.yaml",
      "train: ../train/images\nval: ../valid/images\ntest: ../test/images\nnc: 2\nnames: ['cat', yes]\n",
    );
    await put(folder, "train/labels/a.txt", "0 0.5 0.5 0.5 0.2\n1 0.25 0.1 0.75 0.1 0.5 0.9\n7 0 0 1 1\n1 x y z 1\n");
    await put(folder, "valid/labels/b.txt", "1 0.25 0.5 0.5 1");
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("yolo");
    expect(told(dataset)).toEqual([
      "train:yes:a.png | cat 10,12,20,6 | yes 10,3,20,24",
      "test:yes:b.png | yes 0,0,20,30",
    ]);
    expect(dataset.problems.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        '"test" names "../test/images", where no images are.',
        "train/labels/a.txt line 3: class 7 has no name in the YAML file.",
        "train/labels/a.txt line 4: must be a class and 4 numbers, or a class and the points of an outline.",
        "has no box and no class; it was left out.",
      ]),
    );
  });

  it("reads YOLO with folders as they were on another machine, and with lists of files", async () => {
    const folder = await root();
    await pictures(folder, "images/train/a.png", "images/val/b.png", "images/val/c.png");
    for (const name of ["train/a", "val/b", "val/c"]) await put(folder, `labels/${name}.txt`, "0 0.5 0.5 0.5 0.5");
    await put(folder, "lists/val.txt", "/home/ann/pets/images/val/b.png\n./images/val/gone.png\n");
    const yaml = "path: /home/ann/pets\ntrain: /home/ann/pets/images/train\nval: lists/val.txt\nnames:\n  0: cat\n";
    await put(folder, "pets.yaml", yaml);
    const dataset = await loadDataset(folder);
    expect(told(dataset)).toEqual(["train:cat:a.png | cat 10,7.5,20,15", "test:cat:b.png | cat 10,7.5,20,15"]);
    expect(dataset.problems.map(({ reason }) => reason).slice(0, 2)).toEqual([
      'lists/val.txt names "./images/val/gone.png", which is not in the folder, or there several times.',
      expect.stringContaining('1 images that no annotation names, such as "images/val/c.png"'),
    ]);
  });

  it("reads Pascal VOC: edges counted from 1, splits from ImageSets, pictures renamed since", async () => {
    const folder = await root();
    await pictures(folder, "JPEGImages/a.png", "JPEGImages/b.png");
    const xml = (file: string, name: string): string =>
      `<annotation><folder>VOC</folder><filename>${file}</filename><size><width>40</width><height>30</height><depth>3</depth></size>
       <object><name>${name}</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object></annotation>`;
    await put(folder, "Annotations/a.xml", xml("a.png", "cat &amp; dog"));
    await put(folder, "Annotations/b.xml", xml("renamed.jpg", "cat"));
    await put(folder, "Annotations/c.xml", xml("b.png", "cat").slice(0, -30));
    await put(folder, "ImageSets/Main/train.txt", "a\n");
    await put(folder, "ImageSets/Main/val.txt", "b\n");
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("voc");
    expect(told(dataset)).toEqual(["train:cat & dog:a.png | cat & dog 0,0,10,20", "test:cat:b.png | cat 0,0,10,20"]);
    expect(dataset.problems[0].reason).toMatch(/^Annotations\/c\.xml is not XML, or cut off/);
  });

  it("reads a table with a class, a split and a caption a row, and one with a box a row", async () => {
    const folder = await root();
    await pictures(folder, "img/a.png", "img/b.png");
    await put(
      folder,
      "list.csv",
      '\ufefffilename;label;split;caption\nimg/a.png;cat;train;"a ""cat"";\nwith hat"\nimg/b.png;dog;valid;\nnone.png;dog;train;\n',
    );
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("csv");
    expect(told(dataset)).toEqual(["train:cat:a.png", "test:dog:b.png"]);
    expect(dataset.images[0].caption).toBe('a "cat";\nwith hat');
    expect(dataset.problems[0].reason).toMatch(/"none\.png", which is not in the folder/);
    const boxes = await root();
    await pictures(boxes, "a.png", "b.png");
    await put(
      boxes,
      "train_labels.csv",
      "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,40,30,cat,1,2,11,12\na.png,40,30,dog,0,0,30,30\nb.png,40,30,cat,5,5,6,6\n",
    );
    expect(told(await loadDataset(boxes))).toEqual([
      "train:dog:a.png | cat 1,2,10,10 | dog 0,0,30,30",
      "train:cat:b.png | cat 5,5,1,1",
    ]);
  });

  it("reads a Hugging Face imagefolder: metadata.jsonl or .csv in each split, objects with boxes, labels as text", async () => {
    const folder = await root();
    await pictures(folder, "train/a.png", "test/b.png");
    await put(
      folder,
      "train/metadata.jsonl",
      `${JSON.stringify({ file_name: "a.png", text: "a cat", objects: { bbox: [[1, 2, 3, 4]], categories: ["cat"] } })}\n`,
    );
    await put(folder, "test/metadata.csv", "file_name,label\nb.png,dog\n");
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("hf");
    expect(told(dataset)).toEqual(["test:dog:b.png", "train:cat:a.png | cat 1,2,3,4"]);
    expect(dataset.images[1].caption).toBe("a cat");
  });

  it("says which other formats the folder could be read in, and reads them when asked", async () => {
    const folder = await root();
    await pictures(folder, "cat/a.png", "dog/b.png");
    await put(folder, "list.csv", "file,label\ncat/a.png,kitten\ndog/b.png,puppy\n");
    const dataset = await loadDataset(folder);
    expect(dataset.classes).toEqual(["kitten", "puppy"]);
    expect((await loadDataset(folder, { format: "imagefolder" })).classes).toEqual(["cat", "dog"]);
    expect(dataset.notes?.[0]).toBe("read as a table of images (list.csv)");
    await expect(loadDataset(folder, { format: "tfrecord" as never })).rejects.toThrow(
      /format "tfrecord" is not known; use one of imagefolder, coco/,
    );
    await expect(loadDataset(join(folder, "cat/a.png"))).rejects.toThrow(/no file of annotations that is known here/);
  });

  it("reads class folders in spite of stray files that look like annotations, and says so", async () => {
    const folder = await root();
    await pictures(folder, "cat/a.png", "dog/b.png");
    await put(folder, "labels.json", '{"images": ["x"], "annotations": [], "categories": []}');
    await put(folder, "config.yaml", "names: 3\ntrain: yes\n");
    const dataset = await loadDataset(folder);
    expect(dataset.format).toBe("imagefolder");
    expect(dataset.problems.map(({ path, reason }) => `${basename(path)} ${reason}`).slice(0, 2)).toEqual([
      expect.stringMatching(/^config\.yaml looks like YOLO, but names no image here: .*"names": /),
      expect.stringMatching(/^labels\.json looks like COCO, but names no image here: image 1: /),
    ]);
    await expect(loadDataset(folder, { format: "yolo" })).rejects.toThrow(/config\.yaml: "names": /);
    await expect(loadDataset(folder, { format: "coco" })).rejects.toThrow(/no image in .*, read as COCO/);
  });

  it("cuts boxes out, one image each, crops of one image on one side", async () => {
    const folder = await root();
    const names = Array.from({ length: 8 }, (_, i) => `${i}.png`);
    await pictures(folder, ...names);
    await put(
      folder,
      "coco.json",
      JSON.stringify({
        categories: [
          { id: 0, name: "cat" },
          { id: 1, name: "dog" },
        ],
        images: names.map((file_name, id) => ({ id, file_name, width: 40, height: 30 })),
        annotations: names.flatMap((_, image_id) => [
          { image_id, category_id: 0, bbox: [1, 2, 10.2, 12] },
          { image_id, category_id: 1, bbox: [20, 2, 12, 12] },
          { image_id, category_id: 1, bbox: [20, 2, 2, 12] },
        ]),
      }),
    );
    const cache = join(await root(), "crops");
    const { images, root: place, notes } = await loadDataset(folder, { crop: true, testShare: 0.25, cache });
    expect(place).toBe(cache);
    expect(images).toHaveLength(16);
    expect(images.filter(({ className }) => className === "cat").map(({ width, height }) => [width, height])).toEqual(
      new Array(8).fill([11, 12]),
    );
    const testSources = images.filter(({ split }) => split === "test").map(({ path }) => basename(path).slice(0, 5));
    expect(testSources).toHaveLength(4); // two images of two crops
    expect(new Set(testSources).size).toBe(2);
    expect(notes?.at(-1)).toMatch(/16 crops, one a box, .*left out: 8 boxes of less than 4 pixels/);
    const photo = await readFile(join(folder, "3.png"));
    const ofPhoto = images.filter(({ path }) => basename(path).startsWith("3"));
    expect(ofPhoto.map(({ attributes }) => attributes)).toEqual(
      new Array(2).fill({ cropped_from: createHash("sha256").update(photo).digest("hex") }),
    );
  });

  it("keeps crops of one photo on one side, also where the photo is there twice", async () => {
    const folder = await root();
    const names = Array.from({ length: 8 }, (_, i) => `${i}.png`);
    for (const [i, name] of names.entries()) await put(folder, name, await picture(i >> 1));
    const images = names.map((file_name, id) => ({ id, file_name, width: 40, height: 30 }));
    const annotations = names.map((_, image_id) => ({ image_id, category_id: 0, bbox: [image_id, 2, 10, 12] }));
    const categories = [{ id: 0, name: "cat" }];
    await put(folder, "coco.json", JSON.stringify({ categories, images, annotations }));
    for (const seed of [1, 2, 3, 4]) {
      const dataset = await loadDataset(folder, { ...{ crop: true, testShare: 0.25, seed }, cache: await root() });
      const splits = dataset.images.map(({ split }) => split);
      expect(splits.filter((split) => split === "test")).toHaveLength(2);
      for (const [i, split] of splits.entries()) expect(split).toBe(splits[i ^ 1]);
    }
  });

  it("tells of copies: a leak, two classes for one picture, a picture twice", async () => {
    const folder = await root();
    const [same, other] = [await picture(1), await picture(2)];
    for (const path of ["train/cat/1.png", "train/cat/2.png", "train/dog/1.png", "test/cat/1.png"])
      await put(folder, path, same);
    await put(folder, "test/dog/1.png", other);
    await put(folder, "train/dog/2.png", await picture(3));
    const dataset = await loadDataset(folder);
    const { problems } = dataset;
    expect(datasetSummary(dataset)).toContain(
      "copies: 1 test image is in train too, 1 with two classes for one picture, 1 there twice",
    );
    expect(
      problems.map(({ path, reason }) => `${path.slice(folder.length + 1)} ${reason.replaceAll(folder, "")}`),
    ).toEqual([
      expect.stringContaining("makes the test too easy"),
      expect.stringContaining("one of the two classes is wrong"),
      expect.stringContaining("counts twice"),
    ]);
  });

  it("opens nothing outside the folder: not by .., not by an absolute path, not through a link", async () => {
    const [folder, outside] = [await root(), await root()];
    const secret = await put(outside, "secret.png", await picture(5));
    await pictures(folder, "a.png");
    await symlink(secret, join(folder, "link.png"));
    const names = ["a.png", "../secret.png", `../${basename(outside)}/secret.png`, secret, "link.png"];
    await put(
      folder,
      "coco.json",
      JSON.stringify({
        categories: [{ id: 0, name: "cat" }],
        images: names.map((file_name, id) => ({ id, file_name })),
        annotations: names.map((_, image_id) => ({ image_id, category_id: 0, bbox: [0, 0, 5, 5] })),
      }),
    );
    const { images, problems } = await loadDataset(folder);
    expect(images.map(({ path }) => basename(path))).toEqual(["a.png"]);
    expect(problems.filter(({ reason }) => reason.includes("not in the folder"))).toHaveLength(3);
    expect(problems.filter(({ reason }) => reason.includes("leads out of the folder"))).toHaveLength(1);
  });
});
