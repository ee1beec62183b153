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

export interface MadeUpMap {
  readonly ids: readonly string[];
  readonly labels: readonly MapLabel[];
  readonly positions: Float32Array;
  readonly classIndex: Uint16Array;
  readonly flags: Uint8Array;
  readonly iteration: Uint16Array;
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
  const labels = LABELS.map((text) => ({
    text,
    original: Math.floor(random() * 20),
    generated: Math.floor(random() * 60),
  }));
  const positions = new Float32Array(2 * (images + labels.length));
  for (let place = 0; place < images; place++) {
    const angle = (2 * Math.PI * classIndex[place]) / classes;
    const spread = isOriginal(place) ? 0.55 : 1.05;
    positions[2 * place] = 6 * Math.cos(angle) + spread * normal();
    positions[2 * place + 1] = 4 * Math.sin(angle) + spread * normal();
  }
  for (let place = images; place < images + labels.length; place++) {
    positions[2 * place] = 12 * random() - 6;
    positions[2 * place + 1] = 8 * random() - 4;
  }
  const ids = Array.from({ length: images }, (_, place) => `image-${place}`);
  return { ids, labels, positions, classIndex, flags, iteration };
}

export const PROMPTS: readonly PromptCard[] = [
  {
    id: "p1",
    className: "rabbit",
    status: "proposed",
    before: "[an image of | a sketch of] a [ | bright | dark | solarized] {class}",
    text: "[an image of :2 | a sketch of] a [ | bright :2 | dark] {class} [on grass | in snow]",
    why: ["\u2018solarized\u2019 is in 9 of 11 rejected, 2 of 40 kept", "\u2018grass\u2019 is rare: 3 of 120 images"],
  },
  {
    id: "p2",
    className: "cat",
    status: "proposed",
    before: "[an image of | a sketch of] a [ | bright | dark] {class}",
    text: "[an image of | a sketch of] a [ | bright :3 | dark] {class}",
    why: ["\u2018bright\u2019 is in 7 of 8 wanted"],
  },
  ...CLASSES.map(
    (className, index): PromptCard => ({
      id: `a${index}`,
      className,
      status: "active",
      before: null,
      text: "[an image of | a sketch of] a [ | bright | dark | colourful] {class}",
      why: [],
    }),
  ),
];

export const STATE: WorkbenchState = {
  title: "Critters",
  classes: CLASSES,
  iterations: [
    {
      index: 1,
      generated: 200,
      rejected: 12,
      ratios: { informativeness: 1, diversity: 1, distance: 1, classConsistency: 1 },
    },
    {
      index: 2,
      generated: 200,
      rejected: 8,
      ratios: { informativeness: 1.14, diversity: 1.22, distance: 0.93, classConsistency: 1.02 },
    },
    {
      index: 3,
      generated: 200,
      rejected: 3,
      ratios: { informativeness: 1.21, diversity: 1.31, distance: 0.88, classConsistency: 1.06 },
    },
  ],
  prompts: PROMPTS,
  job: null,
  message: "",
  messageLevel: "info",
  undo: "reject 12 images",
  perImage: 2,
  revision: 1,
};
