import { visionBatch } from "../../../kernel-helpers/src/label/vision-batch.js";
import { fastClock, upTo, writeNumbered } from "./numbered-files.js";

/** Labels numbered images in batches until it is killed: batch-child.ts BASE_URL IMAGE_FOLDER CACHE_FOLDER COUNT */
async function main(): Promise<void> {
  const [baseURL, folder, cache, count] = process.argv.slice(2);
  const images = await writeNumbered(folder, upTo(Number(count)));
  await visionBatch({ model: "fake-vision", baseURL, cache }, fastClock(100)).label(images);
  process.stdout.write("finished\n");
}

void main();
