import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../kernel-helpers/package.json", import.meta.url));
export const dc = require("./dist/index.js");

/** Verdicts of the simulated person that are wrong, and images it looks at per round. */
const ERROR_RATE = 0.05;
const MOST_LOOKED = 200;
const TEST_PER_CLASS = 40;
/** Of generating, for both ways: near it a prompt can change the place that an original shows, and often does not. */
const STRENGTH = 0.9;
/** Further rounds of one image per original, where too much was rejected. */
const MOST_ROUNDS_MORE = 9;

/**
 * The training sets of one seed. @param plan perClass originals; rounds of perImage new images from each
 * @returns originals, unguided, guided: [{ path, className }], the generated ones first to last; tests; classes; what it cost
 */
export async function makeSets(folder, seed, { perClass, rounds, perImage }) {
  const critters = await dc.loadCritters(join(folder, "critters"), {
    ...{ seed: 1000 + seed, perClass, testPerClass: TEST_PER_CLASS },
  });
  const dataset = { ...critters, images: critters.images.filter(({ split }) => split === "train") };
  const wanted = rounds * perImage * dataset.images.length;
  const unguided = await timed(() => expand(join(folder, "unguided"), dataset, seed, { rounds, perImage }));
  const guided = await timed(() => expandGuided(join(folder, "guided"), dataset, seed, { rounds, perImage, wanted }));
  const images = Math.min(wanted, guided.result.images.length); // of both sets
  return {
    classes: critters.classes,
    originals: dataset.images,
    unguided: unguided.result.images.slice(0, images),
    guided: guided.result.images.slice(0, images),
    tests: critters.images.filter(({ split }) => split === "test"),
    cost: {
      ...{ images, unguidedSeconds: unguided.seconds, guidedSeconds: guided.seconds },
      ...guided.result.cost,
    },
  };
}

async function expand(folder, dataset, seed, { rounds, perImage }) {
  const session = await open(folder, dataset, seed);
  for (let round = 0; round < rounds; round++) await session.expand({ perImage });
  const images = session.images.filter(({ origin }) => origin === "generated");
  await session.close();
  return { images };
}

function open(folder, dataset, seed) {
  const { generator, embedder, labeler } = dc.smallWorld({ strength: STRENGTH });
  return dc.openSession(folder, { dataset, seed, generator, embedder, labeler });
}

/** After each round the person points, and the refiner's proposals are accepted as they are; rounds go on until as many images are kept as were wanted. */
async function expandGuided(folder, dataset, seed, { rounds, perImage, wanted }) {
  const session = await open(folder, dataset, seed);
  const user = person(dataset, seed);
  const kept = () => session.images.filter(({ origin, feedback }) => origin === "generated" && feedback !== "rejected");
  const efforts = [];
  for (let round = 0; round < rounds || (kept().length < wanted && round < rounds + MOST_ROUNDS_MORE); round++) {
    await session.expand({ perImage: round < rounds ? perImage : 1 });
    efforts.push(await user.review(session));
    for (const { id } of await session.refine()) session.accept(id);
  }
  const images = kept();
  const generated = session.images.filter(({ origin }) => origin === "generated").length;
  await session.close();
  const sum = (name) => efforts.reduce((total, effort) => total + effort[name], 0);
  const cost = {
    generated,
    looked: sum("looked"),
    rejected: sum("rejected"),
    clicks: sum("clicks"),
    personSeconds: sum("seconds"),
  };
  return { images, cost };
}

/**
 * Knows that a network may learn the sofa in place of the cat. Does not want what is another animal than it was made for, nor what repeats the place that most originals of its class show;
 * wants more of what shows its animal as no original does, in two of medium, place and colour. All is seen by the independent judge.
 */
function person(dataset, seed) {
  const known = new Map(dataset.classes.map((name) => [name, habitsOf(dataset, name)]));
  const isStale = ({ className }, { kind, scene }) => kind !== className || scene === known.get(className).commonScene;
  const isNews = ({ className }, judged) =>
    judged.kind === className &&
    ["medium", "scene", "colour"].filter((name) => !known.get(className).seen.has(judged[name])).length >= 2;
  const judgedBy = (rule) => async (images) => (await dc.judgeCritters(images)).map((each, i) => rule(images[i], each));
  return dc.simulatedUser({
    ...{ isUndesired: judgedBy(isStale), isWanted: judgedBy(isNews) },
    ...{ errorRate: ERROR_RATE, mostLooked: MOST_LOOKED, seed },
  });
}

/** What the originals of a class show: every value of every attribute, and the place most of them are in. */
function habitsOf({ images }, name) {
  const own = images.filter(({ className }) => className === name).map(({ attributes }) => attributes);
  const counts = new Map();
  for (const { scene } of own) counts.set(scene, (counts.get(scene) ?? 0) + 1);
  const [[commonScene]] = [...counts].sort(([, a], [, b]) => b - a);
  return { seen: new Set(own.flatMap((attributes) => Object.values(attributes))), commonScene };
}

async function timed(work) {
  const began = performance.now();
  const result = await work();
  return { result, seconds: Math.round((performance.now() - began) / 1000) };
}
