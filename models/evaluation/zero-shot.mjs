import { completeCaption } from "../captions.mjs";
import { ATTRIBUTES, CRITTER_VALUES, drawAttributes, mean, randomFor } from "./world.mjs";

/** Captions per value: the other attributes are chance, the same for every value. */
const ENSEMBLE = 48;

/**
 * Zero-shot accuracy of CLIP on unseen pictures: each value of an attribute is the mean of captions that say it, and a picture has the value
 * it lies nearest to.
 */
export async function measureZeroShot({ clip }, examples) {
  const images = await clip.embed(examples.map(({ image }) => image));
  const accuracy = {};
  for (const name of ATTRIBUTES) {
    const values = CRITTER_VALUES[name];
    const texts = await valueVectors(clip, name, values);
    accuracy[name] = mean(
      examples.map(({ attributes }, i) => nearest(images, i, texts) === values.indexOf(attributes[name])),
    );
  }
  return { images: examples.length, accuracy, retrieval: await measureRetrieval(clip, images, examples) };
}

async function valueVectors(clip, name, values) {
  const scenes = Array.from({ length: ENSEMBLE }, (_, i) => drawAttributes(randomFor(`ensemble/${i}`)));
  const vectors = [];
  for (const value of values) {
    const rows = await clip.embedTexts(scenes.map((scene) => completeCaption({ ...scene, [name]: value })));
    vectors.push(meanRow(rows));
  }
  return vectors;
}

function meanRow({ rows, columns, data }) {
  const sum = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) sum[i % columns] += data[i] / rows;
  const norm = Math.hypot(...sum);
  return sum.map((value) => value / norm);
}

function nearest({ columns, data }, row, texts) {
  const cosines = texts.map((text) => text.reduce((sum, value, j) => sum + value * data[row * columns + j], 0));
  return cosines.indexOf(Math.max(...cosines));
}

/** How often the nearest of up to 500 complete captions is the picture's own (a caption of the same attributes counts). */
async function measureRetrieval(clip, images, examples) {
  const some = examples.slice(0, 500);
  const captions = some.map(({ attributes }) => completeCaption(attributes));
  const texts = await clip.embedTexts(captions);
  const rows = captions.map((_, i) =>
    Float64Array.from(texts.data.subarray(i * texts.columns, (i + 1) * texts.columns)),
  );
  return mean(some.map((_, i) => captions[nearest(images, i, rows)] === captions[i]));
}
