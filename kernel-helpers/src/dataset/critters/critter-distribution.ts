import type {
  CritterAccessory,
  CritterCoat,
  CritterColour,
  CritterKind,
  CritterLighting,
  CritterMedium,
  CritterScene,
} from "./critter-attributes.js";

/** How often each value is drawn: weights, any positive scale; a value without one is never drawn. Attributes are drawn independently. */
export interface CritterDistribution {
  readonly kind: Readonly<Partial<Record<CritterKind, number>>>;
  readonly colour: Readonly<Partial<Record<CritterColour, number>>>;
  readonly coat: Readonly<Partial<Record<CritterCoat, number>>>;
  readonly scene: Readonly<Partial<Record<CritterScene, number>>>;
  readonly medium: Readonly<Partial<Record<CritterMedium, number>>>;
  readonly lighting: Readonly<Partial<Record<CritterLighting, number>>>;
  readonly accessory: Readonly<Partial<Record<CritterAccessory, number>>>;
}

/** Every value of every attribute as often as any other: the world as it is. */
export const WIDE_DISTRIBUTION: CritterDistribution = {
  kind: { bear: 1, cat: 1, dog: 1, duck: 1, fish: 1, fox: 1, owl: 1, pig: 1, rabbit: 1, turtle: 1 },
  colour: { orange: 1, yellow: 1, brown: 1, gray: 1, black: 1, white: 1, blue: 1, pink: 1 },
  coat: { plain: 1, spotted: 1, striped: 1 },
  scene: { grass: 1, snow: 1, beach: 1, night: 1, sofa: 1, forest: 1 },
  medium: { photo: 1, cartoon: 1, sketch: 1 },
  lighting: { bright: 1, dim: 1 },
  accessory: { none: 1, hat: 1, scarf: 1, ball: 1 },
};

/** The colours and scenes each kind was photographed in; the first of each is the common one. */
const HABITS: Readonly<Record<CritterKind, Pick<CritterDistribution, "colour" | "scene">>> = {
  bear: { colour: { brown: 7, black: 3 }, scene: { forest: 6, snow: 4 } },
  cat: { colour: { orange: 7, gray: 3 }, scene: { sofa: 6, grass: 4 } },
  dog: { colour: { brown: 7, yellow: 3 }, scene: { grass: 6, sofa: 2, beach: 2 } },
  duck: { colour: { yellow: 7, white: 3 }, scene: { beach: 6, grass: 4 } },
  fish: { colour: { blue: 7, orange: 3 }, scene: { beach: 7, night: 3 } },
  fox: { colour: { orange: 7, white: 3 }, scene: { forest: 6, snow: 4 } },
  owl: { colour: { gray: 7, brown: 3 }, scene: { night: 7, forest: 3 } },
  pig: { colour: { pink: 7, white: 3 }, scene: { grass: 7, beach: 3 } },
  rabbit: { colour: { white: 7, gray: 3 }, scene: { snow: 6, grass: 4 } },
  turtle: { colour: { yellow: 5, brown: 5 }, scene: { beach: 6, grass: 4 } },
};

/**
 * What a small, hasty collection of one kind looks like: mostly bright photos of plain animals, in two colours and two or three scenes
 * that go with the kind, so that a model may learn the colour or the scene in place of the animal.
 */
export function narrowDistribution(kind: CritterKind): CritterDistribution {
  return {
    kind: { [kind]: 1 },
    ...HABITS[kind],
    coat: { plain: 9, spotted: 1 },
    medium: { photo: 9, cartoon: 1 },
    lighting: { bright: 9, dim: 1 },
    accessory: { none: 9, ball: 1 },
  };
}
