import { join } from "node:path";
import fc from "fast-check";
import { VOCABULARY, zeroShotWorld } from "../../bench/zero-shot-world.mjs";
import { clip } from "../../kernel-helpers/src/embed/clip.js";
import { createInferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import { calibrateZeroShot } from "../../kernel-helpers/src/label/calibrate-zero-shot.js";
import type { Calibration } from "../../kernel-helpers/src/label/zero-shot/calibration.js";
import { decide, probabilitiesOf, rivalsOf } from "../../kernel-helpers/src/label/zero-shot/decide.js";
import { splitMixture } from "../../kernel-helpers/src/label/zero-shot/split-mixture.js";
import { wordsOf } from "../../kernel-helpers/src/label/zero-shot/vocabulary.js";
import { zeroShotLabels } from "../../kernel-helpers/src/label/zero-shot-labels.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import type { Embedder, ImageRef, LabelledImage, Matrix } from "../../kernel-helpers/src/types.js";
import { CLIP_MODELS, goldenImages } from "../embed/clip-golden.js";

interface World {
  readonly images: readonly ImageRef[];
  readonly truth: ReadonlyMap<string, readonly string[]>;
  readonly embedder: Embedder;
}

function makeWorld(seed: number, images: number, strength: { weakest?: number; strongest?: number } = {}): World {
  const random = createRandom(seed);
  return zeroShotWorld({ images, random, normal: () => randomNormal(random), ...strength });
}

/** The first n images with their true labels. */
function annotated({ images, truth }: World, n: number): Map<string, readonly string[]> {
  return new Map(images.slice(0, n).map(({ id }) => [id, truth.get(id) as readonly string[]]));
}

function score({ truth }: World, images: readonly ImageRef[], found: readonly LabelledImage[]): Record<string, number> {
  let given = 0;
  let holds = 0;
  let correct = 0;
  images.forEach(({ id }, i) => {
    const labels = truth.get(id) as readonly string[];
    given += found[i].labels.length;
    holds += labels.length;
    correct += found[i].labels.filter((label) => labels.includes(label)).length;
  });
  return { precision: correct / given, recall: correct / holds, f1: (2 * correct) / (given + holds) };
}

/** The same embedder with every cosine c turned into scale * c + (1 - scale): as far from the first as SigLIP is from CLIP. */
function squeezed(embedder: Embedder, scale: number): Embedder {
  const squeeze = ({ rows, columns, data }: Matrix): Matrix => {
    const wide = new Float32Array(rows * (columns + 1));
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < columns; k++) wide[i * (columns + 1) + k] = Math.sqrt(scale) * data[i * columns + k];
      wide[i * (columns + 1) + columns] = Math.sqrt(1 - scale);
    }
    return { rows, columns: columns + 1, data: wide };
  };
  return {
    name: `${embedder.name} squeezed`,
    embed: async (images, options) => squeeze(await embedder.embed(images, options)),
    embedTexts: async (texts, options) => squeeze(await embedder.embedTexts!(texts, options)),
  };
}

const world = makeWorld(1, 700);
const atHand = world.images.slice(0, 300);
const unseen = world.images.slice(300);
let calibration: Calibration;
beforeAll(async () => {
  calibration = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: annotated(world, 50) });
});

describe("calibrateZeroShot with a reference", () => {
  it("comes near the best thresholds with 50 annotated images, and foretells how good it is", async () => {
    const reference = new Map(unseen.slice(0, 200).map(({ id }) => [id, world.truth.get(id) as readonly string[]]));
    const best = await calibrateZeroShot(world.embedder, VOCABULARY, unseen, { reference });
    const bestF1 = score(world, unseen, await zeroShotLabels(world.embedder, best).label(unseen)).f1;
    const found = score(world, unseen, await zeroShotLabels(world.embedder, calibration).label(unseen));
    expect(found.f1).toBeGreaterThan(bestF1 - 0.06);
    expect(Math.abs((calibration.quality?.f1 ?? 0) - found.f1)).toBeLessThan(0.06);
    expect(calibration).toMatchObject({ images: 300, referenceImages: 50, embedder: "world" });
  });

  it("judges on images that it has not learned from: of labels by chance it does not say that it knows them", async () => {
    const random = createRandom(4);
    // each image gets the labels of another
    const shuffled = new Map(
      atHand
        .slice(0, 50)
        .map(({ id }) => [id, world.truth.get(unseen[Math.floor(400 * random())].id) as readonly string[]]),
    );
    const chance = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: shuffled });
    expect(chance.quality?.precision).toBeLessThan(0.45);
  });

  it("counts every reference image once in its quality, and its sums are those of the labels", () => {
    const holds = atHand.slice(0, 50).reduce((sum, { id }) => sum + (world.truth.get(id)?.length ?? 0), 0);
    expect(calibration.quality?.holds).toBe(holds);
    for (const key of ["holds", "given", "correct"] as const) {
      expect(calibration.labels.reduce((sum, { quality }) => sum + (quality?.[key] ?? 0), 0)).toBe(
        calibration.quality?.[key],
      );
    }
    const { correct = 0, given = 0, precision, recall } = calibration.quality ?? {};
    expect([precision, recall]).toEqual([correct / given, correct / holds]);
  });

  it("gives labels that nobody has seen the thresholds of the others, not none and not all", async () => {
    const few = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: annotated(world, 10) });
    const rare = few.labels.filter(({ quality }) => quality?.holds === 0);
    expect(rare.length).toBeGreaterThan(2);
    const found = await zeroShotLabels(world.embedder, few).label(unseen);
    for (const { label, threshold } of rare) {
      expect(threshold).toEqual(expect.any(Number));
      const given = found.filter(({ labels }) => labels.includes(label)).length;
      expect(given).toBeLessThan(unseen.length / 4);
    }
    expect(few.notes.join(" ")).toMatch(/words hold in fewer than 5 of the 10 reference images/);
    expect(score(world, unseen, found).f1).toBeGreaterThan(0.6);
  });

  it("reaches a wanted precision at the price of recall, or says that it cannot", async () => {
    const reference = annotated(world, 100);
    const careful = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference, precision: 0.95 });
    const plain = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference });
    const found = score(world, unseen, await zeroShotLabels(world.embedder, careful).label(unseen));
    expect(found.precision).toBeGreaterThan(0.91);
    expect(found.recall).toBeGreaterThan(0.3);
    expect(careful.atLeast).toBeGreaterThan(plain.atLeast);
    await expect(
      calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: annotated(world, 10), precision: 0.999 }),
    ).rejects.toThrow(/precision of 0.999 is not reached .* 10 reference images; ask for less/);
  });

  it("finds the same labels whatever the scale of the cosines", async () => {
    const narrow = squeezed(world.embedder, 0.05);
    const other = await calibrateZeroShot(narrow, VOCABULARY, atHand, { reference: annotated(world, 50) });
    const plain = await zeroShotLabels(world.embedder, calibration).label(unseen);
    const found = await zeroShotLabels(narrow, other).label(unseen);
    const same = found.filter(({ labels }, i) => labels.join() === plain[i].labels.join()).length;
    // float32: a cosine on the edge may fall to the other side
    expect(same / unseen.length).toBeGreaterThan(0.98);
    expect(other.labels[0].threshold).toBeGreaterThan(0.9);
  });

  it("never gives a word that the embedder sees where it is not", async () => {
    const reference = new Map(
      atHand
        .slice(0, 60)
        .map(({ id }) => [id, world.truth.get(id)?.includes("eye") ? ["ball"] : ["eye", "ball", "grass"]]),
    );
    const odd = await calibrateZeroShot(world.embedder, ["eye", "grass", "ball"], atHand, { reference });
    const eye = odd.labels.find(({ label }) => label === "eye");
    expect(eye?.line).toBeNull();
    expect(eye?.reason).toMatch(/no higher where it holds/);
    const found = await zeroShotLabels(world.embedder, odd).label(unseen);
    expect(found.some(({ labels }) => labels.includes("eye"))).toBe(false);
  });

  it("is the same twice, and from a plain object as from a map", async () => {
    const reference = Object.fromEntries(annotated(world, 50));
    expect(await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference })).toEqual(calibration);
  });

  it("leaves out reference labels that are no words, and images that failed; names both sides when nothing fits", async () => {
    const reference = new Map<string, readonly string[] | LabelledImage>(annotated(world, 30));
    reference.set(atHand[0].id, ["Zeppelin", " GRASS "]);
    reference.set(atHand[1].id, { labels: [], failure: "no answer" });
    const found = await calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference });
    expect(found.referenceImages).toBe(29);
    expect(found.notes.join(" ")).toMatch(/1 labels of the reference are not in the vocabulary .*"zeppelin"/);
    const strangers = new Map([...annotated(world, 30)].map(([id, labels]) => [`other/${id}`, labels]));
    await expect(calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: strangers })).rejects.toThrow(
      /0 of 300 images have reference labels; .*"other\/images\/00000.png".*the images "images\/00000.png"/,
    );
    await expect(
      calibrateZeroShot(world.embedder, ["rocket"], atHand, { reference: annotated(world, 30) }),
    ).rejects.toThrow();
    await expect(
      calibrateZeroShot(world.embedder, ["snow"], atHand, {
        reference: new Map(atHand.slice(0, 20).map(({ id }) => [id, ["moon"]])),
      }),
    ).rejects.toThrow(
      /no label of the reference is in the vocabulary; the reference has "moon", the vocabulary "snow"/,
    );
    await expect(
      calibrateZeroShot(world.embedder, VOCABULARY, atHand, { reference: annotated(world, 9) }),
    ).rejects.toThrow(/9 of 300 images have reference labels; annotate at least 10/);
  });

  it("stops when the signal is aborted", async () => {
    const controller = new AbortController();
    const running = calibrateZeroShot(world.embedder, VOCABULARY, atHand, {
      reference: annotated(world, 50),
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
  });
});

describe("calibrateZeroShot without a reference", () => {
  it("finds words whose cosines lie in two heaps, and says that nobody checked", async () => {
    const clear = makeWorld(2, 400, { weakest: 5, strongest: 6 });
    const alone = await calibrateZeroShot(clear.embedder, VOCABULARY, clear.images);
    expect(alone.quality).toBeNull();
    expect(alone.referenceImages).toBe(0);
    expect(alone.notes[0]).toMatch(/Not checked against a reference/);
    expect(alone.labels.filter(({ line }) => line !== null).length).toBeGreaterThanOrEqual(17);
    const found = score(clear, clear.images, await zeroShotLabels(clear.embedder, alone).label(clear.images));
    expect(found.precision).toBeGreaterThan(0.95);
    expect(found.recall).toBeGreaterThan(0.85);
  });

  it("gives nothing where the words are not seen, rather than something by chance", async () => {
    const blind = makeWorld(3, 400, { weakest: 0, strongest: 0.5 });
    const alone = await calibrateZeroShot(blind.embedder, VOCABULARY, blind.images);
    expect(alone.labels.filter(({ line }) => line !== null)).toEqual([]);
    for (const { reason } of alone.labels) expect(reason).toMatch(/lie in one heap/);
    const found = await zeroShotLabels(blind.embedder, alone).label(blind.images);
    expect(found.every(({ labels }) => labels.length === 0)).toBe(true);
  });

  it("fails, and says so, for a word that is in every image", async () => {
    const { embedder, images, truth } = makeWorld(5, 400, { weakest: 5, strongest: 6 });
    const grassy = images.filter(({ id }) => truth.get(id)?.includes("grass"));
    const alone = await calibrateZeroShot(embedder, ["grass", "eye"], grassy);
    expect(alone.labels.map(({ label, line }) => [label, line !== null])).toEqual([
      ["grass", false],
      ["eye", true],
    ]);
    expect(alone.notes[1]).toMatch(/1 of 2 words are never given, .*"grass"/);
  });

  it("asks for 20 images", async () => {
    await expect(calibrateZeroShot(world.embedder, VOCABULARY, atHand.slice(0, 19))).rejects.toThrow(
      /19 images and no reference; give at least 20 images/,
    );
    await expect(calibrateZeroShot(world.embedder, VOCABULARY, atHand, { precision: 0.9 })).rejects.toThrow(
      /only be reached against a reference/,
    );
  });
});

describe("splitMixture", () => {
  const numbers = (n: number, draw: (i: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => draw(i));
  const normal = createRandom(9);

  it("cuts two heaps in the middle between them when they are equal, nearer to the smaller when not", () => {
    const cutOf = (share: number): number => {
      const line = splitMixture(numbers(2000, (i) => randomNormal(normal) + (i < share * 2000 ? 6 : 0)));
      return line ? -line.intercept / line.slope : Number.NaN;
    };
    expect(cutOf(0.5)).toBeCloseTo(3, 0);
    // of two normal distributions of one width: 6 / 2 + log(0.9 / 0.1) / 6 = 3.37
    expect(Math.abs(cutOf(0.1) - 3.37)).toBeLessThan(0.12);
  });

  it.each([
    ["normal", () => randomNormal(normal)],
    ["leaning", () => -Math.log(normal() * normal() * normal() * normal())],
    ["exponential", () => -Math.log(normal())],
    ["constant", () => 0.25],
  ])("finds one heap in %s numbers", (_name, draw) => {
    for (let round = 0; round < 10; round++) expect(splitMixture(numbers(200, draw))).toBeNull();
  });
});

describe("decide", () => {
  it("gives at most one of a group, and the others whatever it is", () => {
    const groups = ["c", null, "c", "c", "s", "s"];
    const rivals = rivalsOf(groups);
    const odds = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(odds, fc.double({ min: 0.001, max: 1, noNaN: true }), (logOdds, atLeast) => {
        const probabilities = probabilitiesOf(logOdds, rivals);
        const found = decide(probabilities, rivals, atLeast);
        expect(found.filter((j) => groups[j] === "c").length).toBeLessThanOrEqual(1);
        expect(found.filter((j) => groups[j] === "s").length).toBeLessThanOrEqual(1);
        expect(found.includes(1)).toBe(1 / (1 + Math.exp(-logOdds[1])) >= atLeast);
        for (const j of found) expect(probabilities[j]).toBeGreaterThanOrEqual(atLeast);
      }),
    );
    // softmax of 2, 1, 0 and none at 0: e^2 / (e^2 + e + 1 + 1)
    expect(probabilitiesOf([2, 0, 1, 0, 0, 0], rivals)[0]).toBeCloseTo(0.6103, 4);
    expect(decide(probabilitiesOf([3, 0, 3, 3, -9, Number.NEGATIVE_INFINITY], rivals), rivals, 0.1)).toEqual([0, 1]);
  });
});

describe("wordsOf", () => {
  it("reads lists and groups, cleaned", () => {
    expect(wordsOf([" Cat ", "DOG"])).toEqual([
      { label: "cat", group: null },
      { label: "dog", group: null },
    ]);
    expect(wordsOf({ colour: ["Red"], things: { any: ["ball"] } })).toEqual([
      { label: "red", group: "colour" },
      { label: "ball", group: null },
    ]);
  });

  it("refuses words that are none, twice there, or no list", () => {
    expect(() => wordsOf([])).toThrow(/no words; give at least one/);
    expect(() => wordsOf(["cat", " CAT"])).toThrow(/"cat" is in the vocabulary twice/);
    expect(() => wordsOf(["\u202e \n"])).toThrow(/is no label; give words/);
    expect(() => wordsOf({ colour: "red" } as never)).toThrow(/group "colour" is neither a list of words nor/);
    expect(() => wordsOf([7] as never)).toThrow(/7 in the vocabulary is no label/);
  });
});

describe("zeroShotLabels", () => {
  it("tells each image as soon as it is known, the most probable label first, the same alone as among others", async () => {
    const labeler = zeroShotLabels(world.embedder, calibration);
    const told: (readonly [number, LabelledImage])[] = [];
    const steps: number[] = [];
    const found = await labeler.label(unseen.slice(0, 70), {
      onImage: (...one) => told.push(one),
      onProgress: (done, total) => steps.push(done / total),
    });
    expect(told).toEqual(found.map((one, i) => [i, one]));
    expect(steps.at(-1)).toBe(1);
    expect(steps).toHaveLength(70);
    expect(await labeler.label([unseen[3]])).toEqual([found[3]]);
    expect(await labeler.label([])).toEqual([]);
  });

  it("has a name of its own for other words, templates, thresholds or embedders; JSON changes nothing", async () => {
    const nameOf = (changed: Partial<Calibration>): string =>
      zeroShotLabels({ ...world.embedder, name: changed.embedder ?? "world" }, { ...calibration, ...changed }).name;
    const [first, ...others] = calibration.labels;
    const names = [
      nameOf({}),
      nameOf({ atLeast: calibration.atLeast / 2 }),
      nameOf({ templates: ["a drawing of {label}"] }),
      nameOf({ labels: others }),
      nameOf({ labels: [{ ...first, line: { slope: 20, intercept: first.line?.intercept ?? 0 } }, ...others] }),
      nameOf({ labels: [{ ...first, group: "colour" }, ...others] }),
      nameOf({ embedder: "clip-1" }),
    ];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^zero-shot-[0-9a-f]{12}$/);
    expect(zeroShotLabels(world.embedder, JSON.parse(JSON.stringify(calibration))).name).toBe(names[0]);
  });

  it("refuses a calibration of another embedder, a broken one, and an embedder without texts", () => {
    expect(() => zeroShotLabels({ ...world.embedder, name: "clip-2" }, calibration)).toThrow(
      /made with "world", the embedder is clip-2; calibrate again/,
    );
    expect(() => zeroShotLabels(world.embedder, { ...calibration, atLeast: 2 })).toThrow(
      /the calibration's atLeast is wrong/,
    );
    expect(() => zeroShotLabels(world.embedder, undefined as never)).toThrow(/the calibration's value is wrong/);
    expect(() => zeroShotLabels({ name: "world", embed: world.embedder.embed }, calibration)).toThrow(/knows no texts/);
  });

  it("records the images that cannot be embedded, and goes on with the others", async () => {
    const bad = new Set([unseen[1].id, unseen[40].id]);
    const picky: Embedder = {
      ...world.embedder,
      embed: async (images, options) => {
        const found = images.find(({ id }) => bad.has(id));
        if (found) throw new Error(`${found.id} cannot be read`);
        return world.embedder.embed(images, options);
      },
    };
    const found = await zeroShotLabels(picky, calibration).label(unseen.slice(0, 50));
    expect(found.flatMap(({ failure }, i) => (failure ? [[i, failure]] : []))).toEqual([
      [1, `${unseen[1].id} cannot be read`],
      [40, `${unseen[40].id} cannot be read`],
    ]);
    expect(found.filter(({ failure }) => !failure)).toHaveLength(48);
    const plain = await zeroShotLabels(world.embedder, calibration).label(unseen.slice(0, 50));
    expect(found.filter((_, i) => i !== 1 && i !== 40)).toEqual(plain.filter((_, i) => i !== 1 && i !== 40));
  });

  it("throws when the embedder fails for all, gives the wrong number of vectors, or the signal is aborted", async () => {
    const broken: Embedder = { ...world.embedder, embed: () => Promise.reject(new Error("no model")) };
    await expect(zeroShotLabels(broken, calibration).label(unseen)).rejects.toThrow("no model");
    const short: Embedder = { ...world.embedder, embed: (images) => world.embedder.embed(images.slice(1)) };
    await expect(zeroShotLabels(short, calibration).label(unseen)).rejects.toThrow(/gave \d+ vectors for \d+ image/);
    const controller = new AbortController();
    const onImage = (): void => controller.abort(new Error("enough"));
    await expect(
      zeroShotLabels(world.embedder, calibration).label(unseen, { signal: controller.signal, onImage }),
    ).rejects.toThrow("enough");
  });

  it("records a vector that is not of numbers", async () => {
    const torn: Embedder = {
      ...world.embedder,
      embed: async (images, options) => {
        const matrix = await world.embedder.embed(images, options);
        matrix.data[5] = Number.NaN;
        return matrix;
      },
    };
    const found = await zeroShotLabels(torn, calibration).label(unseen.slice(0, 3));
    expect(found.map(({ failure }) => failure !== undefined)).toEqual([true, false, false]);
    expect(found[0].failure).toMatch(/vector of images\/00300.png that is not of numbers/);
  });

  it("averages the templates' vectors, and refuses one without {label}", async () => {
    const asked: string[] = [];
    const listening: Embedder = {
      ...world.embedder,
      embedTexts: async (texts, options) => {
        asked.push(...texts);
        return world.embedder.embedTexts!(texts, options);
      },
    };
    const templates = ["a {label}, a {label}!", "$& {label}"];
    await calibrateZeroShot(listening, ["snow", "grass"], atHand, { templates });
    expect(asked).toEqual(["a snow, a snow!", "$& snow", "a grass, a grass!", "$& grass"]);
    await expect(calibrateZeroShot(listening, ["snow"], atHand, { templates: ["a cat"] })).rejects.toThrow(
      /the template "a cat" has no \{label\}/,
    );
  });
});

describe("with a real CLIP", () => {
  const inference = createInferenceProcess({ threads: 1 });
  afterAll(() => inference.close());

  it("learns which of the golden images are which from the model's own cosines", async () => {
    const embedder = clip(join(CLIP_MODELS, "clip-split"), { inference });
    const words = ["cat", "red fox", "snow"];
    // the truth is made from the model: each word holds in the third of the images that has the highest cosines
    const templates = ["{label}"];
    const texts = await embedder.embedTexts(words);
    const images = await embedder.embed(goldenImages);
    const cosine = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < texts.columns; k++)
        sum += images.data[i * texts.columns + k] * texts.data[j * texts.columns + k];
      return sum;
    };
    const reference = new Map<string, string[]>(goldenImages.map(({ id }) => [id, []]));
    words.forEach((word, j) => {
      const ranked = goldenImages.map((image, i) => ({ id: image.id, cosine: cosine(i, j) }));
      ranked.sort((a, b) => b.cosine - a.cosine);
      for (const { id } of ranked.slice(0, 6)) reference.get(id)?.push(word);
    });
    const learned = await calibrateZeroShot(embedder, words, goldenImages, { reference, templates });
    const found = await zeroShotLabels(embedder, learned).label(goldenImages);
    const right = found.map(
      ({ labels }, i) => [...labels].sort().join() === reference.get(goldenImages[i].id)?.sort().join(),
    );
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(14);
    expect(learned.embedder).toMatch(/^clip-/);
  });
});
