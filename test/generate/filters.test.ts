import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { FILTERS } from "../../kernel-helpers/src/generate/filters/vocabulary.js";
import { filters, filterWords } from "../../kernel-helpers/src/generate/filters.js";
import type { GeneratedImage, ImageRef } from "../../kernel-helpers/src/types.js";

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

jest.setTimeout(60_000); // many pictures, on a machine that may be busy

let folder: string;
let orangeBall: ImageRef;
let greyBall: ImageRef;

/** A shaded ball on blue sky and green grass; its upper left carries a small red mark. */
function ball(light: string, shade: string): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="96" height="64" viewBox="0 0 96 64">
    <defs><radialGradient id="g" cx=".35" cy=".3"><stop offset="0" stop-color="${light}"/><stop offset="1" stop-color="${shade}"/></radialGradient></defs>
    <rect width="96" height="64" fill="#9fd4f5"/><rect y="44" width="96" height="20" fill="#7cb65a"/>
    <circle cx="48" cy="34" r="20" fill="url(#g)"/><rect x="6" y="6" width="8" height="8" fill="#a01010"/></svg>`);
}

async function save(name: string, svg: Buffer, className = "ball"): Promise<ImageRef> {
  const path = join(folder, name);
  await sharp(svg).png().toFile(path);
  return { id: name, path, className };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  orangeBall = await save("orange.png", ball("#ffb45e", "#c9671a"));
  greyBall = await save("grey.png", ball("#e0e0e0", "#888888"));
});
afterAll(() => rm(folder, { recursive: true }));

const generate = (prompt: string, { seed = 1, source = orangeBall } = {}): Promise<GeneratedImage> =>
  filters().generate({ prompt, source, seed });

async function decode(image: Uint8Array | string): Promise<Pixels> {
  const { data, info } = await sharp(image).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

async function pixels(prompt: string, options: { seed?: number; source?: ImageRef } = {}): Promise<Pixels> {
  return decode((await generate(prompt, options)).png);
}

function at({ width, data }: Pixels, x: number, y: number): number[] {
  return [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

function grey({ data }: Pixels): number[] {
  return Array.from(
    { length: data.length / 3 },
    (_, i) => 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2],
  );
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

/** Mean distance between the strongest and the weakest channel. */
function colour({ data }: Pixels): number {
  const spread: number[] = [];
  for (let i = 0; i < data.length; i += 3)
    spread.push(Math.max(...data.subarray(i, i + 3)) - Math.min(...data.subarray(i, i + 3)));
  return mean(spread);
}

/** Mean step from a pixel to its right neighbour. */
function detail(image: Pixels): number {
  const light = grey(image);
  return mean(light.slice(1).map((value, i) => ((i + 1) % image.width === 0 ? 0 : Math.abs(value - light[i]))));
}

function hueDegrees([r, g, b]: number[]): number {
  return ((Math.atan2(Math.sqrt(3) * (g - b), 2 * r - g - b) * 180) / Math.PI + 360) % 360;
}

describe("filters as a generator", () => {
  it("declares a seed and image-to-image, nothing else", () => {
    expect(filters()).toMatchObject({
      name: "filters",
      capabilities: {
        seed: true,
        imageToImage: true,
        textToImage: false,
        strength: false,
        guidance: false,
        negativePrompt: false,
      },
    });
  });

  it.each(FILTERS.map((filter) => filter.name))(
    "%s: a PNG of the source's size, the same bytes for the same seed, changed pixels, its strength recorded",
    async (name) => {
      const filter = FILTERS.find((candidate) => candidate.name === name)!;
      const image = await generate(`a ${filter.words[0]} ball`, { seed: 5 });
      const decoded = await decode(image.png);
      expect([decoded.width, decoded.height]).toEqual([96, 64]);
      expect((await sharp(image.png).metadata()).format).toBe("png");
      expect(Buffer.from((await generate(`a ${filter.words[0]} ball`, { seed: 5 })).png).equals(image.png)).toBe(true);
      expect(Buffer.from(decoded.data).equals((await decode(orangeBall.path)).data)).toBe(false);
      expect(Object.keys(image.parameters)).toEqual([name]);
      expect(image.parameters[name]).not.toBe("");
      expect(image.warnings).toEqual([]);
    },
  );

  it("draws another strength for another seed", async () => {
    const strengths = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await generate("bright", { seed })).parameters.bright),
    );
    expect(new Set(strengths).size).toBe(4);
  });

  it("keeps a filter's strength when another word joins the prompt", async () => {
    const alone = await generate("a bright ball");
    const together = await generate("a sketch of a bright ball");
    expect(together.parameters.bright).toBe(alone.parameters.bright);
    expect(Object.keys(together.parameters)).toEqual(["bright", "sketch"]);
  });

  it("makes large sources smaller, to 1024 pixels", async () => {
    const path = join(folder, "large.png");
    await sharp({ create: { width: 2000, height: 500, channels: 3, background: "#f80" } })
      .png()
      .toFile(path);
    const { width, height } = await pixels("bright", { source: { id: "l", path, className: "x" } });
    expect([width, height]).toEqual([1024, 256]);
  });

  it("takes sources with transparency, one channel, and a single pixel", async () => {
    const sources: Record<string, Sharp> = {
      "clear.png": sharp({
        create: { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
      }).png(),
      "grey.jpg": sharp(orangeBall.path).toColourspace("b-w").jpeg(),
      "dot.png": sharp({ create: { width: 1, height: 1, channels: 3, background: "#f80" } }).png(),
    };
    const everything = FILTERS.map((filter) => filter.words[0]).join(" ");
    for (const [name, image] of Object.entries(sources)) {
      const path = join(folder, name);
      await image.toFile(path);
      await expect(generate(everything, { source: { id: name, path, className: "x" } })).resolves.toBeDefined();
    }
    const clear = await pixels("mirrored", { source: { id: "c", path: join(folder, "clear.png"), className: "x" } });
    expect(at(clear, 10, 10)).toEqual([255, 255, 255]); // what is transparent is white, not black
  });

  it("stops when the signal is aborted", async () => {
    const request = { prompt: "oil painting", source: orangeBall, seed: 1 };
    await expect(filters().generate(request, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow(
      "stopped",
    );
    const controller = new AbortController();
    const running = filters().generate(request, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });

  it("names the file when the source cannot be read", async () => {
    const source = { id: "x", path: join(folder, "none.png"), className: "ball" };
    await expect(generate("bright", { source })).rejects.toThrow(/filters: .*none\.png cannot be read/);
    const path = join(folder, "text.png");
    await writeFile(path, "text");
    await expect(generate("bright", { source: { id: "x", path, className: "ball" } })).rejects.toThrow(
      /text\.png cannot be read/,
    );
  });
});

describe("filters and the words of a prompt", () => {
  it("lists its words sorted, each once", () => {
    expect(filterWords).toEqual([...new Set(filterWords)].sort());
    expect(filterWords).toEqual(
      expect.arrayContaining(["bright", "high contrast", "oil painting", "sketch", "orange"]),
    );
  });

  it.each([
    ["a high-contrast ball", "a high contrast ball"],
    ["a colourful ball", "A COLORFUL BALL!"],
    ["an oil painting of a ball", "ball, oil_painting style"],
    ["bright bright ball", "bright"],
    ["a sketch of a dark ball", "dark ball, pencil sketch"],
  ])("reads %s and %s alike", async (first, second) => {
    expect(Buffer.from((await generate(first)).png).equals((await generate(second)).png)).toBe(true);
  });

  it("knows the words of the reference method's prompts", async () => {
    const domains = ["an image of", "a real-world photo of", "a cartoon image of", "an oil painting of", "a sketch of"];
    const adjectives = [
      "",
      "colorful",
      "stylized",
      "high-contrast",
      "low-contrast",
      "posterized",
      "solarized",
      "sheared",
      "bright",
      "dark",
    ];
    for (const domain of domains) {
      for (const adjective of adjectives) expect((await generate(`${domain} ${adjective} ball`)).warnings).toEqual([]);
    }
  });

  it("names unknown words once, in the order of the prompt", async () => {
    const { warnings } = await generate("a zeppelin and a bright ball on a sofa near a zeppelin");
    expect(warnings).toEqual(['Words the filters do not know: "zeppelin", "sofa", "near".']);
  });

  it("shortens long warnings and keeps hostile words as text", async () => {
    const { warnings } = await generate(
      `<img/onerror=alert> ${"x".repeat(5000)} ${Array.from({ length: 30 }, (_, i) => `w${i}`).join(" ")}`,
    );
    expect(warnings[0].length).toBeLessThan(250);
    expect(warnings[0]).not.toMatch(/[<>=]/);
    expect(warnings[0]).toMatch(/and 24 more\.$/);
  });

  it("ignores the class's name, its plural and its parts, even where they are words of the filters", async () => {
    const source = { ...orangeBall, className: "Russian_Blue cat" };
    const image = await generate("a photo of a russian blue cat and two russian cats", { source });
    expect(image.parameters).toEqual({ natural: expect.any(String) });
    expect(image.warnings).toEqual(['Words the filters do not know: "two".']);
  });

  it("applies a small natural variation when the prompt asks for nothing", async () => {
    for (const prompt of ["", "a ball", "a zeppelin", "!!!"]) {
      expect(Object.keys((await generate(prompt)).parameters)).toEqual(["natural"]);
    }
  });
});

describe("filters do what the words say", () => {
  let original: Pixels;
  beforeAll(async () => {
    original = await decode(orangeBall.path);
  });
  const seeds = [1, 2, 3];

  it.each(seeds)("bright is brighter, dark is darker, night is darker still and bluer (seed %d)", async (seed) => {
    const light = mean(grey(original));
    expect(mean(grey(await pixels("bright", { seed })))).toBeGreaterThan(light + 15);
    expect(mean(grey(await pixels("dark", { seed })))).toBeLessThan(light - 25);
    const night = await pixels("at night", { seed });
    expect(mean(grey(night))).toBeLessThan(light - 40);
    expect(at(night, 80, 10)[2]).toBeGreaterThan(at(night, 80, 10)[0] + 20);
  });

  it.each(seeds)("high contrast spreads the tones, low contrast and fog draw them together (seed %d)", async (seed) => {
    const spread = deviation(grey(original));
    expect(deviation(grey(await pixels("high contrast", { seed })))).toBeGreaterThan(1.3 * spread);
    expect(deviation(grey(await pixels("low contrast", { seed })))).toBeLessThan(0.6 * spread);
    expect(deviation(grey(await pixels("foggy", { seed })))).toBeLessThan(0.65 * spread);
  });

  it.each(seeds)("colorful adds colour, muted takes some, grayscale and sketch take it all (seed %d)", async (seed) => {
    expect(colour(await pixels("colorful", { seed }))).toBeGreaterThan(1.25 * colour(original));
    expect(colour(await pixels("muted", { seed }))).toBeLessThan(0.6 * colour(original));
    expect(colour(await pixels("black-and-white", { seed }))).toBeLessThan(1);
    expect(colour(await pixels("sketch", { seed }))).toBeLessThan(8);
  });

  it("warm shifts to red, cold to blue", async () => {
    const balance = ({ data }: Pixels): number => mean([...data].map((byte, i) => [byte, 0, -byte][i % 3]));
    expect(balance(await pixels("warm"))).toBeGreaterThan(balance(original) + 8);
    expect(balance(await pixels("cold"))).toBeLessThan(balance(original) - 8);
  });

  it.each([
    ["red", 0],
    ["yellow", 48],
    ["green", 115],
    ["blue", 225],
    ["purple", 280],
    ["pink", 340],
  ])("%s gives the subject that hue and leaves sky and grass, whether it was orange or grey", async (word, hue) => {
    for (const source of [orangeBall, greyBall]) {
      const image = await pixels(`a ${word} ball`, { source });
      const difference = Math.abs(((hueDegrees(at(image, 48, 36)) - hue + 540) % 360) - 180);
      expect(difference).toBeLessThan(28);
      const before = await decode(source.path);
      for (const [x, y] of [
        [90, 10],
        [90, 60],
      ]) {
        at(image, x, y).forEach(
          (value, channel) => void expect(Math.abs(value - at(before, x, y)[channel])).toBeLessThan(12),
        );
      }
    }
  });

  it("black, white, gray and brown change lightness too", async () => {
    const centre = async (word: string): Promise<number> => mean(at(await pixels(`a ${word} ball`), 48, 36));
    expect(await centre("black")).toBeLessThan(80);
    expect(await centre("brown")).toBeLessThan(115);
    expect(await centre("white")).toBeGreaterThan(200);
    expect(Math.abs((await centre("gray")) - 136)).toBeLessThan(30);
  });

  it.each(seeds)("recolored gives the subject another hue (seed %d)", async (seed) => {
    const hue = hueDegrees(at(await pixels("recolored", { seed }), 48, 36));
    const old = hueDegrees(at(original, 48, 36));
    expect(Math.abs(((hue - old + 540) % 360) - 180)).toBeGreaterThan(25);
  });

  it("mirrored swaps left and right, upside down turns by half, twice is the original", async () => {
    const mirrored = await pixels("mirrored");
    expect(at(mirrored, 86, 10)).toEqual(at(original, 9, 10));
    const turned = await pixels("upside down");
    expect(at(turned, 86, 53)).toEqual(at(original, 9, 10));
  });

  it("rotated, sheared, stretched and zoomed fill the corners with picture, not with black", async () => {
    for (const word of ["rotated", "sheared", "stretched", "zoomed", "photo"]) {
      for (const seed of seeds) {
        const image = await pixels(word, { seed });
        for (const [x, y] of [
          [0, 0],
          [95, 0],
          [0, 63],
          [95, 63],
        ]) {
          expect(mean(at(image, x, y))).toBeGreaterThan(60);
        }
      }
    }
  });

  it("posterized leaves few levels in each channel", async () => {
    const levels = new Set((await pixels("posterized")).data);
    expect(levels.size).toBeLessThanOrEqual(5);
  });

  it("solarized inverts what is bright and keeps what is dark", async () => {
    const image = await pixels("solarized");
    expect(at(image, 10, 10).slice(1)).toEqual(at(original, 10, 10).slice(1));
    expect(at(image, 90, 10)[2]).toBe(255 - at(original, 90, 10)[2]);
  });

  it("blurred loses detail; sharp and grainy gain it", async () => {
    expect(detail(await pixels("blurred"))).toBeLessThan(0.95 * detail(original));
    expect(detail(await pixels("sharp"))).toBeGreaterThan(1.1 * detail(original));
    expect(detail(await pixels("grainy"))).toBeGreaterThan(3 * detail(original));
  });

  it("sketch leaves flat regions like paper and edges darker than paper", async () => {
    const image = await pixels("sketch");
    expect(mean(at(image, 80, 20))).toBeGreaterThan(200);
    const aroundBall = grey(image).filter(
      (_, i) => Math.abs(Math.hypot((i % 96) - 48, Math.floor(i / 96) - 34) - 20) < 2,
    );
    expect(Math.min(...aroundBall)).toBeLessThan(185);
  });

  it("cartoon draws dark outlines around the ball and flattens what lies between", async () => {
    const image = await pixels("cartoon");
    const ring = grey(image).filter(
      (_, i) => Math.abs(Math.hypot((i % 96) - 48, Math.floor(i / 96) - 34) - 19.5) < 1.5,
    );
    const before = grey(original).filter(
      (_, i) => Math.abs(Math.hypot((i % 96) - 48, Math.floor(i / 96) - 34) - 19.5) < 1.5,
    );
    expect(Math.min(...ring)).toBeLessThan(Math.min(...before) - 30);
  });

  it("oil painting and watercolor take noise out and keep the ball's edge", async () => {
    const noisy = join(folder, "noisy.png");
    await writeFile(noisy, (await generate("grainy")).png);
    const source = { id: "n", path: noisy, className: "ball" };
    const before = detail(await decode(noisy));
    for (const word of ["oil painting", "watercolor"]) {
      const image = await pixels(word, { source });
      expect(detail(image)).toBeLessThan(0.7 * before);
      expect(Math.abs(mean(at(image, 48, 34)) - mean(at(image, 20, 20)))).toBeGreaterThan(20);
    }
  });

  it("pixelated makes square cells of one colour", async () => {
    const image = await pixels("pixelated");
    expect(at(image, 0, 0)).toEqual(at(image, 1, 1));
    expect(
      new Set(Array.from({ length: 96 * 64 }, (_, i) => at(image, i % 96, Math.floor(i / 96)).join())).size,
    ).toBeLessThan(800);
  });
});
