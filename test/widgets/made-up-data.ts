import { FLAG_GENERATED, type MapLabel, type PromptCard, type WorkbenchState } from "../../widgets/src/protocol.js";

export const CLASSES: readonly string[] = [
  "bear",
  "cat",
  "dog",
  "duck",
  "fish",
  "fox",
  "owl",
  "pig",
  "rabbit",
  "turtle",
];
const LABELS: readonly string[] = [
  "grass",
  "snow",
  "night",
  "sofa",
  "forest",
  "beach",
  "spotted",
  "striped",
  "sketch",
  "cartoon",
  "hat",
  "scarf",
  "bright",
  "dark",
  "red",
  "blue",
  "green",
  "orange",
  "side view",
  "close-up",
  "flat colour",
  "pencil",
  "sunset",
  "shadow",
  "two eyes",
  "small",
  "round",
];
const LABELS_PER_GROUP = 5;

export interface MadeUpMap {
  readonly ids: readonly string[];
  readonly labels: readonly MapLabel[];
  readonly positions: Float32Array;
  readonly classIndex: Uint16Array;
  readonly flags: Uint8Array;
  readonly iteration: Uint16Array;
  readonly source: Uint32Array;
}

/** A seeded source of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Blobs of images, one per class, the generated ones wider than the originals. */
export function madeUpMap(perClass: number, classes: number = CLASSES.length, seed: number = 7): MadeUpMap {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const images = perClass * classes;
  const isOriginal = (place: number): boolean => place % perClass < perClass / 3;
  const classIndex = Uint16Array.from({ length: images }, (_, place) => Math.floor(place / perClass));
  const flags = Uint8Array.from({ length: images }, (_, place) => (isOriginal(place) ? 0 : FLAG_GENERATED));
  const iteration = Uint16Array.from({ length: images }, (_, place) =>
    isOriginal(place) ? 0 : 1 + Math.floor(random() * 3),
  );
  const originals = Math.ceil(perClass / 3);
  const source = Uint32Array.from({ length: images }, (_, place) =>
    isOriginal(place) ? place : perClass * classIndex[place] + (place % originals),
  );
  const labels = madeUpLabels(random);
  const positions = new Float32Array(2 * (images + labels.length));
  for (let place = 0; place < images; place++) {
    const angle = (2 * Math.PI * classIndex[place]) / classes;
    const spread = isOriginal(place) ? 0.55 : 1.05;
    positions[2 * place] = 6 * Math.cos(angle) + spread * normal();
    positions[2 * place + 1] = 4 * Math.sin(angle) + spread * normal();
  }
  placeMadeUpLabels(labels, positions.subarray(2 * images), random);
  const ids = Array.from({ length: images }, (_, place) => `image-${place}`);
  return { ids, labels, positions, classIndex, flags, iteration, source };
}

/** Groups of five, each before its labels. */
function madeUpLabels(random: () => number): readonly MapLabel[] {
  const labels: MapLabel[] = [];
  for (let first = 0; first < LABELS.length; first += LABELS_PER_GROUP) {
    const parent = labels.length;
    const texts = LABELS.slice(first, first + LABELS_PER_GROUP);
    const inside = texts.map((text) => {
      const [original, generated] = [Math.floor(random() * 20), Math.floor(random() * 60)];
      return { id: `label:${text}`, text, isGroup: false, parent, original, generated };
    });
    const sum = (count: "original" | "generated"): number => inside.reduce((total, label) => total + label[count], 0);
    const counts = { original: sum("original"), generated: sum("generated") };
    labels.push(
      { id: `group:${first}`, text: `${texts[0]} and similar`, isGroup: true, parent: null, ...counts },
      ...inside,
    );
  }
  return labels;
}

/** Each group in the middle of its labels, which lie around a place of their own. */
function placeMadeUpLabels(labels: readonly MapLabel[], positions: Float32Array, random: () => number): void {
  let middle = [0, 0];
  labels.forEach(({ isGroup }, place) => {
    if (isGroup) middle = [8 * random() - 4, 5 * random() - 2.5];
    positions[2 * place] = middle[0] + (isGroup ? 0 : 4 * random() - 2);
    positions[2 * place + 1] = middle[1] + (isGroup ? 0 : 3 * random() - 1.5);
  });
}

export const PROMPTS: readonly PromptCard[] = [
  {
    id: "p1",
    className: "rabbit",
    status: "proposed",
    changes: [
      { kind: "same", text: "[an image of " },
      { kind: "added", text: ":2 " },
      { kind: "same", text: "| a sketch of] a [ | bright " },
      { kind: "added", text: ":2 " },
      { kind: "same", text: "| dark " },
      { kind: "removed", text: "| solarized" },
      { kind: "same", text: "] {class} " },
      { kind: "added", text: "[on grass | in snow]" },
    ],
    text: "[an image of :2 | a sketch of] a [ | bright :2 | dark] {class} [on grass | in snow]",
    why: ["\u2018solarized\u2019 is in 9 of 11 rejected, 2 of 40 kept", "\u2018grass\u2019 is rare: 3 of 120 images"],
    images: 20,
    rejected: 11,
  },
  {
    id: "p2",
    className: "cat",
    status: "proposed",
    changes: [
      { kind: "same", text: "[an image of | a sketch of] a [ | bright " },
      { kind: "added", text: ":3 " },
      { kind: "same", text: "| dark] {class}" },
    ],
    text: "[an image of | a sketch of] a [ | bright :3 | dark] {class}",
    why: ["\u2018bright\u2019 is in 7 of 8 wanted"],
    images: 20,
    rejected: 0,
  },
  ...CLASSES.map(
    (className, index): PromptCard => ({
      id: `a${index}`,
      className,
      status: "active",
      changes: null,
      text: "[an image of | a sketch of] a [ | bright | dark | colourful] {class}",
      why: [],
      images: 20,
      rejected: className === "rabbit" ? 11 : 0,
    }),
  ),
];

export const STATE: WorkbenchState = {
  title: "Critters",
  folder: "runs/critters",
  classes: CLASSES,
  iterations: [
    {
      index: 1,
      generated: 200,
      rejected: 12,
      ratios: { informativeness: 1, diversity: 1, distance: 1, classConsistency: 1 },
      seconds: 41.2,
      dollars: 0.4,
    },
    {
      index: 2,
      generated: 200,
      rejected: 8,
      ratios: { informativeness: 1.14, diversity: 1.22, distance: 0.93, classConsistency: 1.02 },
      seconds: 38.7,
      dollars: 0.4,
    },
    {
      index: 3,
      generated: 200,
      rejected: 3,
      ratios: { informativeness: 1.21, diversity: 1.31, distance: 0.88, classConsistency: 1.06 },
      seconds: 39.9,
      dollars: 0.4,
    },
  ],
  prompts: PROMPTS,
  job: null,
  message: "",
  messageLevel: "info",
  undo: "reject 12 images",
  redo: null,
  perImage: 2,
  estimate: { images: 100, seconds: 20.6, dollars: 0.2 },
  hiddenLabels: ["watermark"],
  revision: 1,
};
