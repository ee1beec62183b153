import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { rgbToOklab } from "../../kernel-helpers/src/images/oklab.js";
import { nameColour } from "../../kernel-helpers/src/label/colour-names.js";
import { imageStatistics } from "../../kernel-helpers/src/label/image-statistics.js";
import { LABEL_RULES } from "../../kernel-helpers/src/label/label-rules.js";
import { measurePixels } from "../../kernel-helpers/src/label/measure-pixels.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import type { ImageRef } from "../../kernel-helpers/src/types.js";

jest.setTimeout(60_000); // many pictures, on a machine that may be busy

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function save(image: Sharp): Promise<ImageRef> {
  const path = join(folder, `${made++}.png`);
  await image.png().toFile(path);
  return { id: path, path, className: "x" };
}
const draw = (shapes: string, background: string): Promise<ImageRef> =>
  save(
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"><rect width="96" height="96" fill="${background}"/>${shapes}</svg>`,
      ),
    ),
  );

async function labels(image: ImageRef): Promise<readonly string[]> {
  return (await imageStatistics().label([image]))[0].labels;
}

describe("imageStatistics", () => {
  it("names the main colours of the middle first", async () => {
    expect(
      (await labels(await draw('<circle cx="48" cy="48" r="36" fill="#ee8020"/>', "#3060d0"))).slice(0, 2),
    ).toEqual(["orange", "blue"]);
    expect((await labels(await draw("", "#20a040")))[0]).toBe("green");
  });

  it("does not name a colour that is only at the rim", async () => {
    const found = await labels(await draw('<rect x="10" y="10" width="76" height="76" fill="#ee8020"/>', "#3060d0"));
    expect(found).toContain("orange");
    expect(found).not.toContain("blue");
  });

  it.each([
    ["bright, smooth and low-contrast", "", "#e8f0f4", ["bright", "smooth", "low-contrast"]],
    ["dark", "", "#101014", ["dark"]],
    ["grayscale", "", "#808080", ["grayscale"]],
    ["high-contrast", '<rect width="48" height="96" fill="#000"/>', "#fff", ["high-contrast"]],
    ["colorful", '<rect width="48" height="96" fill="#f00"/>', "#00f", ["colorful"]],
    ["warm", "", "#e8a050", ["warm"]],
    ["cold", "", "#5090e0", ["cold"]],
    ["muted", "", "#9c8470", ["muted"]],
    [
      "line drawing",
      '<g fill="none" stroke="#222" stroke-width="2"><circle cx="48" cy="48" r="30"/><path d="M20 20L76 76M76 20L20 76M48 4V92"/></g>',
      "#fafafa",
      ["line drawing", "grayscale"],
    ],
  ])("calls a picture %s", async (_, shapes, background, expected) => {
    expect(await labels(await draw(shapes, background))).toEqual(expect.arrayContaining(expected));
  });

  it("calls noise grainy and fine stripes detailed, not the other way round", async () => {
    const random = createRandom(1);
    const noisy = Buffer.from(Uint8ClampedArray.from({ length: 64 * 64 }, () => 128 + 20 * randomNormal(random)));
    const raw = { raw: { width: 64, height: 64, channels: 1 as const } };
    expect(await labels(await save(sharp(noisy, raw)))).toEqual(expect.arrayContaining(["grainy"]));
    const striped = Buffer.from(Uint8Array.from({ length: 64 * 64 }, (_, i) => 128 + 70 * Math.sin((i % 64) * 0.6)));
    const found = await labels(await save(sharp(striped, raw)));
    expect(found).toContain("detailed");
    expect(found).not.toContain("grainy");
  });

  it("gives each image of any colours 2 to 6 labels in lower case, none twice", async () => {
    const colour = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(colour, colour, async (one, other) => {
        const found = await labels(await draw(`<rect width="50" height="60" fill="rgb(${one})"/>`, `rgb(${other})`));
        expect(found.length).toBeGreaterThanOrEqual(2);
        expect(found.length).toBeLessThanOrEqual(6);
        expect(new Set(found).size).toBe(found.length);
        for (const label of found) expect(label).toMatch(/^[a-z][a-z -]*$/);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the order of the images, reports progress, and stops when the signal is aborted", async () => {
    const [red, blue] = [await draw("", "#d02020"), await draw("", "#3060d0")];
    const progress: number[] = [];
    const found = await imageStatistics().label([red, blue, red], { onProgress: (done) => progress.push(done) });
    expect(found.map(({ labels: [first] }) => first)).toEqual(["red", "blue", "red"]);
    expect(progress).toEqual([1, 2, 3]);
    await expect(imageStatistics().label([red], { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow(
      "stopped",
    );
    expect(await imageStatistics().label([])).toEqual([]);
  });

  it("names the file that cannot be read", async () => {
    const path = join(folder, "text.png");
    await writeFile(path, "text");
    await expect(labels({ id: "x", path, className: "x" })).rejects.toThrow(
      /imageStatistics: .*text\.png cannot be read/,
    );
  });

  it("has each rule's label once", () => {
    expect(new Set(LABEL_RULES.map(({ label }) => label)).size).toBe(LABEL_RULES.length);
  });
});

describe("measurePixels", () => {
  const flat = (
    n: number,
    pixel: (i: number) => readonly number[],
  ): { width: number; height: number; data: Uint8ClampedArray } => ({
    width: n,
    height: n,
    data: Uint8ClampedArray.from(Array.from({ length: n * n }, (_, i) => pixel(i)).flat()),
  });

  it("finds the standard deviation of noise that was put in, and none in a slope", () => {
    const random = createRandom(5);
    for (const sigma of [5, 10, 20]) {
      const noisy = flat(64, () => {
        const value = 128 + sigma * randomNormal(random);
        return [value, value, value];
      });
      expect(Math.abs(measurePixels(noisy).noise - sigma)).toBeLessThan(0.1 * sigma);
    }
    expect(measurePixels(flat(64, (i) => [2 * (i % 64), 2 * (i % 64), 2 * (i % 64)])).noise).toBeLessThan(0.5);
  });

  it("gives the colourfulness that the formula gives for half red, half blue", () => {
    // M3 = sqrt(var(rg) + var(yb)) + 0.3 sqrt(mean(rg)^2 + mean(yb)^2); rg is 255 or 0, yb is 127.5 or -255:
    // deviations 127.5 and 191.25, means 127.5 and -63.75
    const expected = Math.hypot(127.5, 191.25) + 0.3 * Math.hypot(127.5, 63.75);
    expect(measurePixels(flat(16, (i) => (i % 2 ? [255, 0, 0] : [0, 0, 255]))).colourfulness).toBeCloseTo(expected, 3);
  });

  it("gives black and white contrast 0.5 and mean lightness 0.5", () => {
    const measures = measurePixels(flat(16, (i) => (i % 2 ? [255, 255, 255] : [0, 0, 0])));
    expect(measures.contrast).toBeCloseTo(0.5, 3);
    expect(measures.lightness).toBeCloseTo(0.5, 3);
  });

  it("measures pictures of one pixel", () => {
    expect(
      Object.values(measurePixels(flat(1, () => [9, 9, 9])))
        .flat()
        .every((value) => typeof value === "object" || Number.isFinite(value)),
    ).toBe(true);
  });
});

describe("nameColour", () => {
  it.each([
    ["black", [20, 20, 20]],
    ["gray", [128, 128, 128]],
    ["white", [250, 250, 250]],
    ["red", [220, 20, 20]],
    ["orange", [255, 140, 0]],
    ["yellow", [255, 220, 0]],
    ["green", [60, 160, 60]],
    ["blue", [30, 80, 220]],
    ["blue", [135, 206, 235]],
    ["blue", [20, 20, 90]],
    ["purple", [130, 50, 170]],
    ["pink", [255, 170, 190]],
    ["brown", [120, 70, 30]],
    ["brown", [210, 180, 140]],
  ])("calls it %s: rgb %j", (name, rgb) => {
    const [lightness, a, b] = rgbToOklab(rgb);
    expect(nameColour(lightness, a, b)).toBe(name);
  });
});

describe("rgbToOklab", () => {
  it.each([
    // Ottosson 2020: white is (1, 0, 0); CSS Color 4 gives red, green and blue as 0.62796 0.22486 0.12585, 0.51975 -0.1403 0.10768, 0.45201 -0.03246 -0.31153
    [
      [255, 255, 255],
      [1, 0, 0],
    ],
    [
      [255, 0, 0],
      [0.62796, 0.22486, 0.12585],
    ],
    [
      [0, 128, 0],
      [0.51975, -0.1403, 0.10768],
    ],
    [
      [0, 0, 255],
      [0.45201, -0.03246, -0.31153],
    ],
  ])("gives the published values for %j", (rgb, expected) => {
    rgbToOklab(rgb).forEach((value, i) => void expect(value).toBeCloseTo(expected[i], 3));
  });
});
