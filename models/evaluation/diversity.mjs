import { join } from "node:path";
import { completeCaption } from "../captions.mjs";
import { drawAttributes, generateAll, mean, randomFor, renderToFile, sharp } from "./world.mjs";

/** Prompts that are compared. */
const PROMPTS = 4;

/**
 * How different images of one prompt are, as a share of how different the renderer's pictures of the same attributes are: mean distances
 * between pairs, in CLIP's space (1 - cosine) and in pixels.
 */
export async function measureDiversity(world, count) {
  const ratios = [];
  for (let p = 0; p < PROMPTS; p++) {
    const attributes = drawAttributes(randomFor(`diverse/${p}`));
    const prompt = completeCaption(attributes);
    const requests = Array.from({ length: count }, (_, i) => ({
      ...{ name: String(i), prompt, className: attributes.kind, seed: 1000 + i },
    }));
    const made = await generateAll(world, world.generator(), `diverse-${p}`, requests);
    const folder = join(world.scratch, `diverse-renders-${p}`);
    const drawn = [];
    for (let i = 0; i < count; i++) {
      drawn.push(await renderToFile(folder, String(i), attributes, randomFor(`diverse/${p}/${i}`)));
    }
    ratios.push({
      prompt,
      clip: (await clipSpread(world, made)) / (await clipSpread(world, drawn)),
      pixels: (await pixelSpread(made)) / (await pixelSpread(drawn)),
    });
  }
  return {
    images: count,
    prompts: ratios,
    clip: mean(ratios.map((r) => r.clip)),
    pixels: mean(ratios.map((r) => r.pixels)),
  };
}

async function clipSpread({ clip }, images) {
  const { columns, data } = await clip.embed(images);
  const rows = images.map((_, i) => data.subarray(i * columns, (i + 1) * columns));
  return meanOverPairs(rows, (a, b) => 1 - a.reduce((sum, value, j) => sum + value * b[j], 0));
}

async function pixelSpread(images) {
  const rows = await Promise.all(images.map(({ path }) => sharp(path).removeAlpha().raw().toBuffer()));
  return meanOverPairs(rows, (a, b) => Math.sqrt(a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0) / a.length));
}

function meanOverPairs(rows, distance) {
  return mean(rows.flatMap((a, i) => rows.slice(i + 1).map((b) => distance(a, b))));
}
