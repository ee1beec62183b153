import fc from "fast-check";
import { type Filter, type Rectangle, resample } from "../../kernel-helpers/src/embed/clip/resample.js";
import type { RgbImage } from "../../kernel-helpers/src/images/sharp.js";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";

const side = fc.integer({ min: 1, max: 40 });

/** Middle values: no filter takes them out of 0 to 255, where bytes would be cut. */
function noise(width: number, height: number, seed: number): RgbImage {
  const random = createRandom(seed);
  return { width, height, data: Uint8ClampedArray.from({ length: width * height * 3 }, () => 96 + 64 * random()) };
}

/** Filters, written out plainly: the value of a new pixel along one side, in real numbers. */
function weightsOf(oldSize: number, newSize: number, place: number, filter: Filter): number[] {
  const scale = oldSize / newSize;
  const stretch = Math.max(scale, 1);
  const reach = { bilinear: 1, bicubic: 2, lanczos: 3 }[filter] * stretch;
  const center = (place + 0.5) * scale;
  const first = Math.max(0, Math.trunc(center - reach + 0.5));
  const last = Math.min(oldSize, Math.trunc(center + reach + 0.5));
  const weights = Array.from({ length: oldSize }, (_, old) =>
    old < first || old >= last ? 0 : curve(Math.abs((old - center + 0.5) / stretch), filter),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function curve(x: number, filter: Filter): number {
  if (filter === "bilinear") return Math.max(0, 1 - x);
  if (filter === "lanczos") return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Both passes in real numbers, columns first, no rounding in between. */
function plainly(image: RgbImage, width: number, height: number, part: Rectangle, filter: Filter): number[] {
  const values: number[] = [];
  for (let y = part.top; y < part.top + part.height; y++) {
    const rows = weightsOf(image.height, height, y, filter);
    for (let x = part.left; x < part.left + part.width; x++) {
      const columns = weightsOf(image.width, width, x, filter);
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        rows.forEach((row, oldY) => {
          if (row === 0) return;
          columns.forEach((column, oldX) => {
            sum += row * column * image.data[(oldY * image.width + oldX) * 3 + channel];
          });
        });
        values.push(sum);
      }
    }
  }
  return values;
}

describe("resampling", () => {
  it("is the weighted mean of old pixels, to the rounding of two passes, for any sizes, part and filter", () => {
    const filters = fc.constantFrom<Filter>("bilinear", "bicubic", "lanczos");
    fc.assert(
      fc.property(side, side, side, side, filters, fc.nat(), (oldWidth, oldHeight, width, height, filter, seed) => {
        const image = noise(oldWidth, oldHeight, seed);
        const left = seed % width;
        const top = seed % height;
        const part = { left, top, width: width - left, height: height - top };
        const found = resample(image, { width, height }, part, filter);
        const expected = plainly(image, width, height, part, filter);
        expect(found).toHaveLength(expected.length);
        found.forEach((byte, i) => {
          // half a level in the second pass, and half a level in each of the first's, which filters that overshoot enlarge
          expect(Math.abs(byte - expected[i])).toBeLessThan(1.5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("gives a plain picture back, whatever was resampled before it", () => {
    resample(noise(900, 700, 1), { width: 80, height: 50 }, { left: 0, top: 0, width: 80, height: 50 }, "lanczos");
    const grey = { width: 5, height: 3, data: new Uint8ClampedArray(45).fill(77) };
    const part = { left: 0, top: 0, width: 9, height: 11 };
    expect(new Set(resample(grey, { width: 9, height: 11 }, part, "bicubic"))).toEqual(new Set([77]));
  });

  it("leaves its input alone and gives memory of its own", () => {
    const image = noise(30, 20, 3);
    const before = image.data.slice();
    const part = { left: 0, top: 0, width: 7, height: 7 };
    const first = resample(image, { width: 7, height: 7 }, part, "bicubic");
    const copy = first.slice();
    resample(noise(30, 20, 4), { width: 7, height: 7 }, part, "bicubic");
    expect(image.data).toEqual(before);
    expect(first).toEqual(copy);
  });
});
