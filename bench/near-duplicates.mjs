/**
 * How alike different pictures of the critters are by descriptors(), and how alike a picture and a changed copy of it: what the threshold of session.duplicates() rests on.
 *   node bench/near-duplicates.mjs
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
const dc = require("./dist/index.js");
const sharp = require("sharp");

const CHANGES = {
  "JPEG, quality 80": (image) => image.jpeg({ quality: 80 }),
  "JPEG, quality 40": (image) => image.jpeg({ quality: 40 }),
  "scaled to 3/4": (image) => image.resize(48, 48),
  "15 % brighter": (image) => image.modulate({ brightness: 1.15 }),
  "30 % more saturated": (image) => image.modulate({ saturation: 1.3 }),
  "2 pixels cut off": (image) => image.extract({ left: 2, top: 2, width: 60, height: 60 }),
  mirrored: (image) => image.flop(),
};
const EVERY = 5;

const folder = await mkdtemp(join(tmpdir(), "near-duplicates-"));
try {
  const { images } = await dc.loadCritters(join(folder, "critters"));
  const vectors = await dc.descriptors().embed(images);
  const pairs = (await dc.similarPairs(vectors, 0.5)).map(({ similarity }) => similarity).sort((a, b) => b - a);
  print(
    `different pictures, ${(images.length * (images.length - 1)) / 2} pairs: highest ${three(pairs[0])}, ${three(pairs[1])}, ${three(pairs[2])}`,
  );
  const some = images.filter((_, i) => i % EVERY === 0);
  for (const [name, change] of Object.entries(CHANGES)) {
    const copies = [];
    for (const [i, { path }] of some.entries()) {
      const copy = join(folder, `${i}.img`);
      await sharp(await change(sharp(path)).toBuffer())
        .png()
        .toFile(copy);
      copies.push({ id: String(i), path: copy, className: "" });
    }
    const changed = await dc.descriptors().embed(copies);
    const cosines = some.map((_, i) => dot(dc.rowOf(changed, i), dc.rowOf(vectors, EVERY * i))).sort((a, b) => a - b);
    print(`${name}, ${some.length} pictures: lowest ${three(cosines[0])}, median ${three(cosines[some.length >> 1])}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function three(value) {
  return value.toFixed(3);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
