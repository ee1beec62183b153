import type {
  CritterAccessory,
  CritterCoat,
  CritterColour,
  CritterKind,
  CritterLighting,
  CritterMedium,
  CritterScene,
} from "./critter-attributes.js";

/** How captions may call each value; the first is the usual one, "" leaves it unsaid. */
export interface CaptionPhrases {
  readonly kind: Readonly<Record<CritterKind, readonly string[]>>;
  readonly colour: Readonly<Record<CritterColour, readonly string[]>>;
  readonly coat: Readonly<Record<CritterCoat, readonly string[]>>;
  readonly scene: Readonly<Record<CritterScene, readonly string[]>>;
  readonly medium: Readonly<Record<CritterMedium, readonly string[]>>;
  readonly lighting: Readonly<Record<CritterLighting, readonly string[]>>;
  readonly accessory: Readonly<Record<CritterAccessory, readonly string[]>>;
}

/** The synonyms of the caption grammar. No phrase is part of a phrase of another value, so a caption can be read back. */
export const CAPTION_PHRASES: CaptionPhrases = {
  kind: {
    bear: ["bear", "teddy bear"],
    cat: ["cat", "kitten", "kitty"],
    dog: ["dog", "puppy", "doggy"],
    duck: ["duck", "duckling"],
    fish: ["fish"],
    fox: ["fox"],
    owl: ["owl"],
    pig: ["pig", "piglet"],
    rabbit: ["rabbit", "bunny"],
    turtle: ["turtle", "tortoise"],
  },
  colour: {
    orange: ["orange", "ginger"],
    yellow: ["yellow", "golden"],
    brown: ["brown", "chocolate"],
    gray: ["gray", "grey"],
    black: ["black"],
    white: ["white"],
    blue: ["blue"],
    pink: ["pink", "rosy"],
  },
  coat: {
    plain: ["", "plain"],
    spotted: ["spotted", "dotted"],
    striped: ["striped", "stripy"],
  },
  scene: {
    grass: ["on grass", "in a meadow"],
    snow: ["in the snow", "on a snowy hill"],
    beach: ["on the beach", "by the sea"],
    night: ["at night", "under the moon"],
    sofa: ["on a sofa", "in the living room"],
    forest: ["in the forest", "in the woods"],
  },
  medium: {
    photo: ["a photo", "a photograph"],
    cartoon: ["a cartoon", "a comic picture"],
    sketch: ["a sketch", "a pencil drawing"],
  },
  lighting: {
    bright: ["bright", "in bright light", "brightly lit"],
    dim: ["dim", "in dim light", "dimly lit"],
  },
  accessory: {
    none: ["", "with nothing on"],
    hat: ["wearing a hat", "with a hat on"],
    scarf: ["wearing a scarf", "with a scarf"],
    ball: ["with a ball", "playing with a ball"],
  },
};
