import fc from "fast-check";
import { drawByClass } from "../../../kernel-helpers/src/label/reference/draw-by-class.js";
import type { ImageRef } from "../../../kernel-helpers/src/types.js";

/** So many images of each class. */
function imagesOf(sizes: Readonly<Record<string, number>>): ImageRef[] {
  return Object.entries(sizes).flatMap(([className, size]) =>
    Array.from({ length: size }, (_, i) => ({
      id: `${className}/${i}.png`,
      path: `/${className}/${i}.png`,
      className,
    })),
  );
}

function countsOf(images: readonly ImageRef[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { className } of images) counts[className] = (counts[className] ?? 0) + 1;
  return counts;
}

describe("drawByClass", () => {
  it("gives the places that Sainte-Lague gives to parties of 53, 24 and 23 thousand votes", () => {
    // the worked example of Wikipedia's "Sainte-Lague method": seven seats are 3, 2, 2; each party has one before any has two
    expect(countsOf(drawByClass(imagesOf({ a: 530, b: 240, c: 230 }), 7, 1))).toEqual({ a: 3, b: 2, c: 2 });
    expect(countsOf(drawByClass(imagesOf({ a: 530, b: 240, c: 230 }), 100, 1))).toEqual({ a: 53, b: 24, c: 23 });
  });

  it("takes one of each class first, however small it is", () => {
    expect(countsOf(drawByClass(imagesOf({ a: 1000, b: 1, c: 2 }), 3, 1))).toEqual({ a: 1, b: 1, c: 1 });
    expect(countsOf(drawByClass(imagesOf({ a: 1000, b: 1, c: 2 }), 2, 1))).toEqual({ a: 1, c: 1 });
  });

  const sizes = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 12 }), {
    minKeys: 1,
    maxKeys: 5,
  });

  it("draws n different images, or all; the same for the same seed in whatever order they come; more for a larger n", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 70 }), fc.integer(), (given, n, seed) => {
        const images = imagesOf(given);
        const drawn = drawByClass(images, n, seed);
        expect(new Set(drawn).size).toBe(Math.min(n, images.length));
        expect(drawByClass([...images].reverse(), n, seed)).toEqual(drawn);
        expect(drawByClass(images, n + 3, seed)).toEqual(expect.arrayContaining(drawn));
      }),
    );
  });

  it("keeps what was drawn first, and fills up as if it had drawn all at once", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 30 }), fc.integer(), (given, n, seed) => {
        const images = imagesOf(given);
        const ids = drawByClass(images, n, seed).map(({ id }) => id);
        const more = drawByClass(images, n + 5, seed, ids);
        expect(more.slice(0, ids.length).map(({ id }) => id)).toEqual(ids);
        expect(countsOf(more)).toEqual(countsOf(drawByClass(images, n + 5, seed)));
      }),
    );
  });

  it("draws others for another seed, and mixes the classes", () => {
    const images = imagesOf({ a: 40, b: 40 });
    const first = drawByClass(images, 20, 1);
    expect(drawByClass(images, 20, 2)).not.toEqual(first);
    const changes = first.filter(({ className }, i) => i > 0 && first[i - 1].className !== className).length;
    expect(changes).toBeGreaterThan(4);
  });
});
