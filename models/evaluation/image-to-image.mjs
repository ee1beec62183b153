import { judgeImages } from "./judge.mjs";
import { CRITTER_VALUES, generateAll, mean, randomFor, renderRandom } from "./world.mjs";

/** The strength at which it is measured. */
const STRENGTH = 0.5;

/** Image-to-image: a prompt that says another colour keeps kind and scene; one that says another scene changes it. */
export async function measureImageToImage(world, count) {
  const sources = await renderRandom(world, "sources", count);
  const generator = world.generator({ mode: "image-to-image", strength: STRENGTH });
  const make = async (folder, prompt) => {
    const requests = sources.map(({ attributes, image }, i) => ({
      ...{ name: String(i), prompt: prompt(attributes, i), source: image, className: attributes.kind, seed: i },
    }));
    return judgeImages(world, await generateAll(world, generator, folder, requests));
  };
  const colours = sources.map(({ attributes }, i) => another("colour", attributes, i));
  const scenes = sources.map(({ attributes }, i) => another("scene", attributes, i));
  const recoloured = await make("recoloured", ({ kind }, i) => `an image of a ${colours[i]} ${kind}`);
  const moved = await make("moved", ({ kind }, i) => `an image of a ${kind} ${SCENE_PHRASES[scenes[i]]}`);
  return {
    images: count,
    strength: STRENGTH,
    recoloured: {
      colourAsSaid: mean(recoloured.map(({ colour }, i) => colour === colours[i])),
      kindKept: mean(recoloured.map(({ kind }, i) => kind === sources[i].attributes.kind)),
      sceneKept: mean(recoloured.map(({ scene }, i) => scene === sources[i].attributes.scene)),
    },
    moved: {
      sceneAsSaid: mean(moved.map(({ scene }, i) => scene === scenes[i])),
      kindKept: mean(moved.map(({ kind }, i) => kind === sources[i].attributes.kind)),
    },
  };
}

const SCENE_PHRASES = {
  grass: "on grass",
  snow: "in the snow",
  beach: "on the beach",
  night: "at night",
  sofa: "on a sofa",
  forest: "in the forest",
};

function another(name, attributes, i) {
  const others = CRITTER_VALUES[name].filter((value) => value !== attributes[name]);
  return others[Math.floor(randomFor(`another/${name}/${i}`)() * others.length)];
}
