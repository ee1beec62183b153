import { openReference } from "../../../kernel-helpers/src/label/reference/open-reference.js";

/** Answers for a thousand images in the directory argv[2], and says "kept 1", "kept 2", ... until it is killed. */
async function main(): Promise<void> {
  const images = Array.from({ length: 1000 }, (_, i) => ({
    id: `${i}.png`,
    path: `/${i}.png`,
    className: i % 2 === 0 ? "cat" : "dog",
  }));
  const reference = openReference(images, { directory: process.argv[2], sample: 1000, seed: 1 });
  let kept = 0;
  for (const { id } of reference.images) {
    await reference.answer({ id, labels: ["cat"], seconds: 1, at: 0 });
    process.stdout.write(`kept ${++kept}\n`);
  }
}

void main();
