import { visionLanguage } from "../../../kernel-helpers/src/label/vision-language.js";
import { fastClock, upTo, writeNumbered } from "./numbered-files.js";

/** Labels numbered images until it is killed: label-child.ts BASE_URL IMAGE_FOLDER CACHE_FOLDER COUNT; says the number of each labelled image. */
async function main(): Promise<void> {
  const [baseURL, folder, cache, count] = process.argv.slice(2);
  const images = await writeNumbered(folder, upTo(Number(count)));
  const options = { model: "fake-vision", baseURL, cache, concurrency: 16, timeoutSeconds: 0.5 };
  await visionLanguage(options, fastClock(20)).label(images, {
    onImage: (index) => void process.stdout.write(`${images[index].id}\n`),
  });
  process.stdout.write("finished\n");
}

void main();
