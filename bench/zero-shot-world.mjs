/**
 * A world in which it is known what is in every image, and an embedder that sees it through noise: each word is a direction, an image is the
 * sum of the directions of what it holds plus Gaussian noise.
 */

const DIMENSIONS = 128;
/** Words that hold or not, each with the share of images that hold it. */
const FREE = [
  { word: "ball", share: 0.03 },
  { word: "snow", share: 0.05 },
  { word: "flower", share: 0.05 },
  { word: "window", share: 0.08 },
  { word: "person", share: 0.1 },
  { word: "tree", share: 0.1 },
  { word: "toy", share: 0.15 },
  { word: "carpet", share: 0.2 },
  { word: "collar", share: 0.2 },
  { word: "shadow", share: 0.3 },
  { word: "grass", share: 0.4 },
  { word: "eye", share: 0.5 },
];
const COLOURS = ["black", "orange", "white", "gray"];
const SCENES = ["indoors", "garden", "beach", "street"];

/** The vocabulary of the world: of the colours and of the scenes at most one holds. */
export const VOCABULARY = { things: { any: FREE.map(({ word }) => word) }, colour: COLOURS, scene: SCENES };
export const LABELS = [...FREE.map(({ word }) => word), ...COLOURS, ...SCENES];

/**
 * @param {{ images: number, random: () => number, normal: () => number, weakest?: number, strongest?: number }} options
 * normal: standard normal numbers; weakest, strongest: how far cosines of images with a word lie above the others, in standard deviations of
 * the noise, drawn for each word between the two
 * @returns images, their true labels by id, and the embedder
 */
export function zeroShotWorld({ images: n, random, normal, weakest = 1.5, strongest = 4 }) {
  const directions = new Map(LABELS.map((label) => [label, unit(gaussian(normal))]));
  const strengths = new Map(
    LABELS.map((label) => [label, (weakest + (strongest - weakest) * random()) / Math.sqrt(DIMENSIONS)]),
  );
  const truth = new Map();
  const vectors = new Map();
  for (let i = 0; i < n; i++) {
    const id = `images/${String(i).padStart(5, "0")}.png`;
    const labels = drawLabels(random);
    const vector = gaussian(normal).map((value) => value / Math.sqrt(DIMENSIONS));
    for (const label of labels) {
      directions.get(label).forEach((value, k) => {
        vector[k] += strengths.get(label) * value;
      });
    }
    truth.set(id, labels);
    vectors.set(id, unit(vector));
  }
  const images = [...truth.keys()].map((id) => ({ id, path: `/world/${id}`, className: "any" }));
  return { images, truth, embedder: embedderOf(directions, vectors) };
}

/** Nine of ten images have a colour and a scene; the first of each are the most common. */
function drawLabels(random) {
  const labels = FREE.filter(({ share }) => random() < share).map(({ word }) => word);
  for (const group of [COLOURS, SCENES]) {
    if (random() < 0.9) labels.push(group[Math.floor(group.length * random() * random())]);
  }
  return labels;
}

/** Finds the word in a text, and the image by its id. */
function embedderOf(directions, vectors) {
  const toMatrix = (rows) => ({
    rows: rows.length,
    columns: DIMENSIONS,
    data: Float32Array.from(rows.flatMap((row) => [...row])),
  });
  return {
    name: "world",
    embed: async (images, { onProgress } = {}) => {
      onProgress?.(images.length, images.length);
      return toMatrix(images.map(({ id }) => vectors.get(id)));
    },
    embedTexts: async (texts) =>
      toMatrix(texts.map((text) => directions.get(text.split(/\W+/).find((word) => directions.has(word))))),
  };
}

function gaussian(normal) {
  return Array.from({ length: DIMENSIONS }, normal);
}

function unit(vector) {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
