import fc from "fast-check";
import { type CountedImage, countLabels, generatedPerOriginal } from "../../kernel-helpers/src/label/count-labels.js";

const image = (labels: string[], className: string, origin: CountedImage["origin"]): CountedImage => ({
  labels,
  className,
  origin,
});
// counted by hand: grass 2 + 1, sofa 0 + 2, ball 1 + 1, hat 0 + 1
const images = [
  image(["grass", "ball"], "cat", "original"),
  image(["grass"], "dog", "original"),
  image(["grass", "sofa", "grass"], "cat", "generated"),
  image(["sofa", "ball", "hat"], "dog", "generated"),
];

describe("countLabels", () => {
  it("counts images by origin and class, once each, the most frequent first", () => {
    expect(countLabels(images)).toEqual([
      { label: "grass", images: 3, original: 2, generated: 1, byClass: { cat: 2, dog: 1 } },
      { label: "ball", images: 2, original: 1, generated: 1, byClass: { cat: 1, dog: 1 } },
      { label: "sofa", images: 2, original: 0, generated: 2, byClass: { cat: 1, dog: 1 } },
    ]);
  });

  it("puts what generated images have most over originals first when asked", () => {
    const order = countLabels(images, { order: "generated", leastImages: 1 }).map(({ label }) => label);
    expect(order).toEqual(["sofa", "ball", "hat", "grass"]); // G / max(O, 1): 2, 1, 1, 0.5; ball is on more images than hat
  });

  it.each([
    [{ leastImages: 1 }, ["grass", "ball", "sofa", "hat"]],
    [{ leastImages: 3 }, ["grass"]],
    [{ mostLabels: 1 }, ["grass"]],
    [{ mostLabels: 0 }, []],
    [{ stopLabels: ["grass", "zebra"] }, ["ball", "sofa"]],
  ])("with %j keeps %j", (options, labels) => {
    expect(countLabels(images, options).map(({ label }) => label)).toEqual(labels);
  });

  it.each(["leastImages", "mostLabels"])("refuses %s of 1.5 and -1", (name) => {
    for (const value of [1.5, -1, Number.NaN]) {
      expect(() => countLabels(images, { [name]: value })).toThrow(new RegExp(`${name} is .*; give a whole number`));
    }
  });

  it("takes labels and classes with the names of Object's own for what they are", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const [first, ...rest] = countLabels(
      names.map((name) => image(names, name, "original")),
      { leastImages: 4 },
    );
    expect(first.label).toBe("__proto__"); // "_" is before every small letter
    for (const { byClass } of [first, ...rest])
      expect(Object.entries(byClass).sort()).toEqual(names.map((name) => [name, 1]).sort());
    expect(rest.map(({ label }) => label)).toEqual(["constructor", "hasOwnProperty", "toString"]);
  });

  it("adds up, and gives the same list whatever the order of the images", () => {
    const anyImage = fc.record({
      labels: fc.array(fc.constantFrom<string[]>("a", "b", "c", "\u{1F63A}", "\uFFFD")),
      className: fc.string({ maxLength: 2 }),
      origin: fc.constantFrom("original" as const, "generated" as const),
    });
    fc.assert(
      fc.property(fc.array(anyImage), fc.constantFrom("images" as const, "generated" as const), (some, order) => {
        const counts = countLabels(some, { leastImages: 0, order });
        for (const { label, images: n, original, generated, byClass } of counts) {
          const carriers = some.filter(({ labels }) => labels.includes(label));
          expect(n).toBe(carriers.length);
          expect(original + generated).toBe(n);
          expect(Object.values(byClass).reduce((sum, one) => sum + one, 0)).toBe(n);
        }
        expect(new Set(counts.map(({ label }) => label))).toEqual(new Set(some.flatMap(({ labels }) => labels)));
        expect(countLabels([...some].reverse(), { leastImages: 0, order })).toEqual(counts);
      }),
    );
  });

  it("breaks ties by code point, not by UTF-16 unit", () => {
    const both = [image(["\u{1F63A}", "\uFFFD"], "cat", "original")];
    expect(countLabels(both, { leastImages: 1 }).map(({ label }) => label)).toEqual(["\uFFFD", "\u{1F63A}"]);
  });
});

describe("generatedPerOriginal", () => {
  it("is G / max(O, 1)", () => {
    const count = { label: "hat", images: 0, byClass: {} };
    expect(generatedPerOriginal({ ...count, original: 4, generated: 6 })).toBe(1.5);
    expect(generatedPerOriginal({ ...count, original: 0, generated: 6 })).toBe(6);
  });
});
