import { CAPTION_PHRASES } from "../../kernel-helpers/src/dataset/critters/caption-phrases.js";
import {
  CRITTER_VALUES,
  type CritterAttributes,
} from "../../kernel-helpers/src/dataset/critters/critter-attributes.js";
import {
  type CritterDistribution,
  narrowDistribution,
  WIDE_DISTRIBUTION,
} from "../../kernel-helpers/src/dataset/critters/critter-distribution.js";
import { describeCritter } from "../../kernel-helpers/src/dataset/critters/describe-critter.js";
import { sampleAttributes } from "../../kernel-helpers/src/dataset/critters/sample-attributes.js";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";

const ATTRIBUTES = Object.keys(CRITTER_VALUES) as (keyof CritterAttributes)[];

/** Every phrase with the attribute and value it stands for. */
const PHRASES = ATTRIBUTES.flatMap((attribute) =>
  Object.entries(CAPTION_PHRASES[attribute] as Record<string, readonly string[]>).flatMap(([value, phrases]) =>
    phrases.filter((phrase) => phrase !== "").map((phrase) => ({ attribute, value, phrase })),
  ),
);

const holds = (text: string, phrase: string): boolean => ` ${text.replace(/,/g, "")} `.includes(` ${phrase} `);

/** The attributes a caption names, read back with nothing but the table. */
function readCaption(caption: string): Record<string, string> {
  const named = PHRASES.filter(({ phrase }) => holds(caption, phrase));
  return {
    coat: "plain",
    accessory: "none",
    ...Object.fromEntries(named.map(({ attribute, value }) => [attribute, value])),
  };
}

function draw(distribution: CritterDistribution, n: number, seed: number): CritterAttributes[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => sampleAttributes(distribution, random));
}

describe("a caption", () => {
  it("reads like a sentence of a person", () => {
    const attributes: CritterAttributes = {
      kind: "cat",
      colour: "orange",
      coat: "striped",
      scene: "grass",
      medium: "photo",
      lighting: "bright",
      accessory: "hat",
    };
    // chance 0 chooses the usual phrase each time
    expect(describeCritter(attributes, () => 0)).toBe("a photo of a striped orange cat wearing a hat on grass, bright");
    expect(describeCritter({ ...attributes, coat: "plain", accessory: "none" }, () => 0)).toBe(
      "a photo of an orange cat on grass, bright",
    );
  });

  it("names exactly the attributes, whatever the synonyms", () => {
    const random = createRandom(1);
    for (const attributes of draw(WIDE_DISTRIBUTION, 2000, 2)) {
      const caption = describeCritter(attributes, random);
      expect({ caption, ...readCaption(caption) }).toEqual({ caption, ...attributes });
    }
  });

  it("uses every phrase of the table", () => {
    const random = createRandom(3);
    const captions = draw(WIDE_DISTRIBUTION, 2000, 4).map((attributes) => describeCritter(attributes, random));
    expect(PHRASES.filter(({ phrase }) => !captions.some((caption) => holds(caption, phrase)))).toEqual([]);
  });

  it("has no phrase that is part of a phrase of another value", () => {
    const clashes = PHRASES.flatMap((a) =>
      PHRASES.filter((b) => (a.attribute !== b.attribute || a.value !== b.value) && holds(b.phrase, a.phrase)),
    );
    expect(clashes).toEqual([]);
  });
});

describe("the wide distribution", () => {
  const drawn = draw(WIDE_DISTRIBUTION, 20_000, 5);

  it.each(ATTRIBUTES)("draws every value of %s equally often", (attribute) => {
    const values: readonly string[] = CRITTER_VALUES[attribute];
    const expected = drawn.length / values.length;
    const chiSquare = values.reduce((sum, value) => {
      const count = drawn.filter((attributes) => attributes[attribute] === value).length;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(32); // above the 99.97 % point of 9 degrees of freedom, the most any attribute has
  });

  it("draws attributes independently of one another", () => {
    for (const a of ATTRIBUTES) {
      for (const b of ATTRIBUTES.slice(ATTRIBUTES.indexOf(a) + 1)) {
        const cells = CRITTER_VALUES[a].length * CRITTER_VALUES[b].length;
        const counts = new Map<string, number>();
        for (const attributes of drawn) {
          const key = `${attributes[a]} ${attributes[b]}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        const expected = drawn.length / cells;
        const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
        expect(counts.size).toBe(cells);
        // mean cells - 1, variance twice that: five standard deviations
        expect(chiSquare).toBeLessThan(cells - 1 + 5 * Math.sqrt(2 * (cells - 1)));
      }
    }
  });
});

describe("the narrow distribution", () => {
  it.each(CRITTER_VALUES.kind)(
    "shows %s in two colours, two or three scenes, and mostly as bright plain photos",
    (kind) => {
      const drawn = draw(narrowDistribution(kind), 1000, 6);
      const seen = (attribute: keyof CritterAttributes): number =>
        new Set(drawn.map((attributes) => attributes[attribute])).size;
      const share = (attribute: keyof CritterAttributes, value: string): number =>
        drawn.filter((attributes) => attributes[attribute] === value).length / drawn.length;
      expect(drawn.every((attributes) => attributes.kind === kind)).toBe(true);
      expect(seen("colour")).toBe(2);
      expect([2, 3]).toContain(seen("scene"));
      for (const [attribute, value] of [
        ["medium", "photo"],
        ["lighting", "bright"],
        ["coat", "plain"],
        ["accessory", "none"],
      ] as const) {
        expect(share(attribute, value)).toBeGreaterThan(0.85);
        expect(share(attribute, value)).toBeLessThan(0.95);
      }
    },
  );

  it("gives kinds the same colours, so that colour alone misleads", () => {
    const owners = CRITTER_VALUES.colour.map(
      (colour) => CRITTER_VALUES.kind.filter((kind) => narrowDistribution(kind).colour[colour]).length,
    );
    expect(owners.filter((n) => n > 1).length).toBeGreaterThanOrEqual(4);
  });

  it("refuses to draw from nothing", () => {
    expect(() => sampleAttributes({ ...WIDE_DISTRIBUTION, coat: {} }, createRandom(1))).toThrow(
      "sampleAttributes: no weight for any coat; give one, such as plain: 1.",
    );
  });
});
