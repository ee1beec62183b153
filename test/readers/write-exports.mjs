// Writes one set in every format, for test_exports.py: node write-exports.mjs DIRECTORY. It says what is in it in expected.json.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const dc = createRequire(import.meta.url)("../../kernel-helpers/dist/index.js");
const FORMATS = ["imagefolder", "coco", "yolo", "voc", "csv", "hf", "parquet"];
const folder = process.argv[2];

const critters = await dc.loadCritters(join(folder, "critters"), { perClass: 3, testPerClass: 0, size: 32 });
const images = critters.images.map((image, i) => ({
  path: image.path,
  className: image.className === "cat" ? 'caf\u00e9 <"cat">, & co' : image.className,
  split: ["train", "val", "test"][i % 3],
  boxes:
    i % 2 === 0
      ? undefined
      : [
          { className: image.className, x: 2.5, y: 3, width: 20, height: 25.25 },
          { className: "tail: 1", x: 0, y: 0, width: 5, height: 5 },
        ],
  metadata: {
    caption: `${image.caption}, "so"`,
    origin: i % 2 ? "generated" : "original",
    seed: i % 2 ? i : null,
    labels: ["a", "b"],
  },
}));
for (const format of FORMATS) await dc.saveDataset(join(folder, format), images, { format, license: "CC0" });
const expected = images.map(({ className, split, boxes, metadata: { caption, seed } }) => ({
  className,
  split,
  boxes: boxes ?? null,
  caption,
  seed,
}));
writeFileSync(join(folder, "expected.json"), JSON.stringify(expected));
