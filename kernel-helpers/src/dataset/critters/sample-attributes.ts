import type { Random } from "../../types.js";
import { CRITTER_VALUES, type CritterAttributes } from "./critter-attributes.js";
import type { CritterDistribution } from "./critter-distribution.js";

/**
 * Draws the attributes of one picture, each by itself.
 * @throws RangeError when an attribute of the distribution has no positive weight
 */
export function sampleAttributes(distribution: CritterDistribution, random: Random): CritterAttributes {
  const draw = <Value extends string>(
    attribute: keyof CritterDistribution,
    values: readonly Value[],
    weights: Readonly<Partial<Record<Value, number>>>,
  ): Value => {
    const weight = (value: Value): number => weights[value] ?? 0;
    const drawable = values.filter((value) => weight(value) > 0);
    if (drawable.length === 0) {
      throw new RangeError(`sampleAttributes: no weight for any ${attribute}; give one, such as ${values[0]}: 1.`);
    }
    let left = random() * drawable.reduce((sum, value) => sum + weight(value), 0);
    for (const value of drawable) {
      left -= weight(value);
      if (left < 0) return value;
    }
    return drawable[drawable.length - 1]; // rounding may leave a crumb
  };
  return {
    kind: draw("kind", CRITTER_VALUES.kind, distribution.kind),
    colour: draw("colour", CRITTER_VALUES.colour, distribution.colour),
    coat: draw("coat", CRITTER_VALUES.coat, distribution.coat),
    scene: draw("scene", CRITTER_VALUES.scene, distribution.scene),
    medium: draw("medium", CRITTER_VALUES.medium, distribution.medium),
    lighting: draw("lighting", CRITTER_VALUES.lighting, distribution.lighting),
    accessory: draw("accessory", CRITTER_VALUES.accessory, distribution.accessory),
  };
}
