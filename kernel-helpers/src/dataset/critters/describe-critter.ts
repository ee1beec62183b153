import { randomInteger } from "../../linalg/random.js";
import type { Random } from "../../types.js";
import { CAPTION_PHRASES } from "./caption-phrases.js";
import type { CritterAttributes } from "./critter-attributes.js";

/** How often a caption uses the first, usual phrase of a value that has more. */
const USUAL_SHARE = 0.6;

/**
 * Says what is in the picture, all of it and nothing else: "a photo of a striped orange cat wearing a hat on grass, bright".
 * A plain coat and the absence of an accessory are often left unsaid.
 * @param random chooses among synonyms
 */
export function describeCritter(attributes: CritterAttributes, random: Random): string {
  const say = (phrases: readonly string[]): string => {
    if (phrases.length === 1 || random() < USUAL_SHARE) return phrases[0];
    return phrases[1 + randomInteger(random, phrases.length - 1)];
  };
  const { kind, colour, coat, scene, medium, lighting, accessory } = CAPTION_PHRASES;
  const animal = words(say(coat[attributes.coat]), say(colour[attributes.colour]), say(kind[attributes.kind]));
  const article = /^[aeiou]/.test(animal) ? "an" : "a";
  const where = words(say(accessory[attributes.accessory]), say(scene[attributes.scene]));
  return `${words(say(medium[attributes.medium]), "of", article, animal, where)}, ${say(lighting[attributes.lighting])}`;
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
