import { completeCaption } from "../captions.mjs";
import { agreement, confusion, judgeImages } from "./judge.mjs";
import { drawAttributes, GUIDANCE, generateAll, mean, randomFor } from "./world.mjs";

/** Guidance scales that are compared, each on fewer prompts. */
const SCALES = [1, 2, 3, 4, 5, 7.5];

/** How well generated pictures show what complete random prompts say, by the independent judge. */
export async function measurePromptFollowing(world, count) {
  const wanted = Array.from({ length: count }, (_, i) => drawAttributes(randomFor(`prompt/${i}`)));
  const images = await generate(world, wanted, GUIDANCE, "prompts");
  const seen = await judgeImages(world, images);
  return {
    prompts: count,
    guidance: GUIDANCE,
    agreement: agreement(wanted, seen),
    byKind: byKind(wanted, seen),
    coats: confusion("coat", wanted, seen),
    accessories: confusion("accessory", wanted, seen),
    clipCosine: await cosineToPrompt(world, wanted, images),
    images,
  };
}

/** The same for several guidance scales, on `count` prompts each. */
export async function compareGuidance(world, count) {
  const wanted = Array.from({ length: count }, (_, i) => drawAttributes(randomFor(`prompt/${i}`)));
  const results = [];
  for (const guidance of SCALES) {
    const seen = await judgeImages(world, await generate(world, wanted, guidance, `guidance-${guidance}`));
    results.push({ guidance, prompts: count, agreement: agreement(wanted, seen) });
  }
  return results;
}

function generate(world, wanted, guidance, folder) {
  const requests = wanted.map((attributes, i) => ({
    ...{ name: String(i), prompt: completeCaption(attributes), className: attributes.kind, seed: i },
  }));
  return generateAll(world, world.generator({ guidance }), folder, requests);
}

function byKind(wanted, seen) {
  const kinds = [...new Set(wanted.map(({ kind }) => kind))].sort();
  const share = (kind) => mean(wanted.flatMap((want, i) => (want.kind === kind ? [seen[i].kind === kind] : [])));
  return Object.fromEntries(kinds.map((kind) => [kind, share(kind)]));
}

/** The mean cosine between a picture and its own prompt, in CLIP's space. */
async function cosineToPrompt({ clip }, wanted, images) {
  const made = await clip.embed(images);
  const texts = await clip.embedTexts(wanted.map(completeCaption));
  const cosine = (i) => {
    let sum = 0;
    for (let j = 0; j < made.columns; j++) sum += made.data[i * made.columns + j] * texts.data[i * made.columns + j];
    return sum;
  };
  return mean(images.map((_, i) => cosine(i)));
}
