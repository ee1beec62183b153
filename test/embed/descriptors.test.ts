import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { colourHistogram } from "../../kernel-helpers/src/embed/colour-histogram.js";
import { DESCRIPTOR_BLOCKS, descriptors } from "../../kernel-helpers/src/embed/descriptors.js";
import { orientedGradients } from "../../kernel-helpers/src/embed/oriented-gradients.js";
import { createRandom, randomInteger } from "../../kernel-helpers/src/linalg/random.js";
import type { ImageRef } from "../../kernel-helpers/src/types.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function draw(shapes: string, background = "#88aadd"): Promise<ImageRef> {
  const path = join(folder, `${made++}.png`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="112" height="112"><rect width="112" height="112" fill="${background}"/>${shapes}</svg>`;
  await sharp(Buffer.from(svg)).png().toFile(path);
  return { id: path, path, className: "shape" };
}

async function rows(images: readonly ImageRef[]): Promise<Float32Array[]> {
  const { columns, data } = await descriptors().embed(images);
  return images.map((_, i) => data.subarray(i * columns, (i + 1) * columns));
}

/** One block of a row, by its name. */
function block(row: Float32Array, name: string): Float32Array {
  let start = 0;
  for (const { name: other, length } of DESCRIPTOR_BLOCKS) {
    if (other === name) return row.subarray(start, start + length);
    start += length;
  }
  throw new Error(name);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe("descriptors", () => {
  it("gives one finite row of length 1 per image, at most 512 wide, the same every time", async () => {
    const images = [
      await draw('<circle cx="50" cy="50" r="30" fill="#e80"/>'),
      await draw("", "#ffffff"),
      await draw("", "#000000"),
    ];
    const matrix = await descriptors().embed(images);
    expect(matrix).toMatchObject({ rows: 3, columns: DESCRIPTOR_BLOCKS.reduce((sum, { length }) => sum + length, 0) });
    expect(matrix.columns).toBeLessThanOrEqual(512);
    for (const row of await rows(images)) {
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
      expect(row.every(Number.isFinite)).toBe(true);
    }
    expect((await descriptors().embed(images)).data).toEqual(matrix.data);
  });

  it("gives no rows for no images", async () => {
    expect((await descriptors().embed([])).rows).toBe(0);
  });

  it("changes only the colours when only the colour changes", async () => {
    // both fills have the same brightness against the background: 0.299 r + 0.587 g + 0.114 b = 120
    const [red, green] = await rows([
      await draw('<circle cx="56" cy="56" r="30" fill="rgb(210,80,90)"/>', "#ffffff"),
      await draw('<circle cx="56" cy="56" r="30" fill="rgb(60,160,70)"/>', "#ffffff"),
    ]);
    expect(cosine(block(red, "gradients"), block(green, "gradients"))).toBeGreaterThan(0.97);
    expect(cosine(block(red, "brightness"), block(green, "brightness"))).toBeGreaterThan(0.97);
    expect(cosine(block(red, "colours"), block(green, "colours"))).toBeLessThan(0.93);
  });

  it("tells shapes apart by the gradients, whatever their colours", async () => {
    const circle = '<circle cx="56" cy="56" r="32" fill="C"/>';
    const square = '<rect x="26" y="26" width="60" height="60" fill="C"/>';
    const [a, b, c] = await rows([
      await draw(circle.replace("C", "#dd6611")),
      await draw(circle.replace("C", "#223388")),
      await draw(square.replace("C", "#dd6611")),
    ]);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c));
  });

  it("looks at JPEG and PNG of the same picture almost alike", async () => {
    const png = await draw('<path d="M20 90L56 20L92 90z" fill="#2a7"/>');
    const path = join(folder, "same.jpg");
    await sharp(png.path).jpeg({ quality: 90 }).toFile(path);
    const [a, b] = await rows([png, { ...png, path }]);
    expect(cosine(a, b)).toBeGreaterThan(0.98);
  });

  it("reports progress, and stops when the signal is aborted", async () => {
    const image = await draw('<circle cx="50" cy="50" r="30" fill="#e80"/>');
    const progress: number[] = [];
    await descriptors().embed([image, image, image], { onProgress: (done) => progress.push(done) });
    expect(progress).toEqual([1, 2, 3]);
    const controller = new AbortController();
    const many = Array.from({ length: 50 }, () => image);
    const onProgress = (): void => controller.abort(new Error("enough"));
    await expect(descriptors().embed(many, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
  });

  it("names the file that cannot be read", async () => {
    const path = join(folder, "text.png");
    await writeFile(path, "text");
    await expect(descriptors().embed([{ id: "x", path, className: "c" }])).rejects.toThrow(
      /descriptors: .*text\.png cannot be read/,
    );
  });
});

/** A grating of stripes, 32 x 32; degrees is the direction in which brightness changes, clockwise from right. */
function stripes(degrees: number, { light = 160, depth = 60 } = {}): { side: number; data: Uint8Array } {
  const angle = (degrees * Math.PI) / 180;
  const data = new Uint8Array(32 * 32 * 3);
  for (let i = 0; i < 32 * 32; i++) {
    const phase = ((i % 32) * Math.cos(angle) + Math.floor(i / 32) * Math.sin(angle)) * 0.3; // long waves: central differences keep their direction
    data.fill(light + depth * Math.sin(phase), 3 * i, 3 * i + 3);
  }
  return { side: 32, data };
}

/** Dalal & Triggs 2005 by the letter: every pixel against every cell and every bin, triangular weights; then the mean of four clipped norms. */
function plainGradients({ side, data }: { side: number; data: Uint8Array }, cellPx: number, bins: number): number[] {
  const cells = side / cellPx;
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const value = (x: number, y: number, c: number): number =>
    Math.sqrt(data[3 * (clamp(y, side - 1) * side + clamp(x, side - 1)) + c] / 255);
  const histogram = (row: number, column: number, bin: number): number => {
    let sum = 0;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const gradients = [0, 1, 2].map((c) => [
          value(x + 1, y, c) - value(x - 1, y, c),
          value(x, y + 1, c) - value(x, y - 1, c),
        ]);
        const [dx, dy] = gradients.sort((g, h) => Math.hypot(...h) - Math.hypot(...g))[0];
        const turn = ((Math.atan2(dy, dx) / Math.PI) * bins + 2 * bins - bin) % bins;
        const weights = [
          Math.abs((x + 0.5) / cellPx - 0.5 - column),
          Math.abs((y + 0.5) / cellPx - 0.5 - row),
          Math.min(turn, bins - turn),
        ].map((distance) => Math.max(0, 1 - distance));
        sum += Math.hypot(dx, dy) * weights[0] * weights[1] * weights[2];
      }
    }
    return sum;
  };
  const table = Array.from({ length: cells * cells * bins }, (_, i) =>
    histogram(Math.floor(i / bins / cells), Math.floor(i / bins) % cells, i % bins),
  );
  const energy = (row: number, column: number): number => {
    const start = (clamp(row, cells - 1) * cells + clamp(column, cells - 1)) * bins;
    return table.slice(start, start + bins).reduce((sum, entry) => sum + entry ** 2, 0);
  };
  return table.map((entry, i) => {
    const [row, column] = [Math.floor(i / bins / cells), Math.floor(i / bins) % cells];
    const normed = [-1, 1].flatMap((dy) =>
      [-1, 1].map((dx) => {
        const block =
          energy(row, column) + energy(row + dy, column) + energy(row, column + dx) + energy(row + dy, column + dx);
        return Math.min(0.35, entry / (Math.sqrt(block) + 0.1));
      }),
    );
    return normed.reduce((sum, share) => sum + share, 0) / 4;
  });
}

describe("orientedGradients", () => {
  const options = { cellPx: 8, bins: 9 };
  /** All cells added up: one histogram of directions. */
  const directions = (picture: { side: number; data: Uint8Array }): number[] => {
    const out = orientedGradients(picture, options);
    return Array.from({ length: 9 }, (_, bin) =>
      out.filter((_, i) => i % 9 === bin).reduce((sum, value) => sum + value, 0),
    );
  };

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])("puts stripes turned by %d ninths of half a turn into that bin", (bin) => {
    const found = directions(stripes((bin * 180) / 9));
    expect(found.indexOf(Math.max(...found))).toBe(bin);
  });

  it("shares a direction half way between two bins equally", () => {
    const found = directions(stripes(30));
    expect(Math.abs(found[1] - found[2]) / found[1]).toBeLessThan(0.1);
    expect(found[1]).toBeGreaterThan(3 * found[4]);
  });

  it("moves bins when the picture is turned by a quarter: every direction by nine half bins", () => {
    const picture = stripes(20);
    const turned = new Uint8Array(picture.data.length);
    // (x, y) -> (31 - y, x): a quarter turn clockwise
    for (let y = 0; y < 32; y++) {
      for (let x = 0; x < 32; x++) {
        for (let c = 0; c < 3; c++) turned[3 * (x * 32 + 31 - y) + c] = picture.data[3 * (y * 32 + x) + c];
      }
    }
    expect(directions(picture).indexOf(Math.max(...directions(picture)))).toBe(1);
    const found = directions({ side: 32, data: turned });
    // 20 + 90 degrees = bin 5.5
    expect([5, 6]).toContain(found.indexOf(Math.max(...found)));
    expect(Math.abs(found[5] - found[6]) / found[5]).toBeLessThan(0.1);
  });

  it("does not care which side of an edge is the light one", () => {
    const picture = stripes(40);
    const negative = { side: 32, data: picture.data.map((byte) => 320 - byte) };
    // exact but for the square root, which treats light and dark a little differently
    expect(cosine(orientedGradients(picture, options), orientedGradients(negative, options))).toBeGreaterThan(0.99);
  });

  it("changes little when the light changes", () => {
    const plain = orientedGradients(stripes(40), options);
    expect(cosine(plain, orientedGradients(stripes(40, { light: 80, depth: 30 }), options))).toBeGreaterThan(0.99);
    expect(cosine(plain, orientedGradients(stripes(40, { light: 190, depth: 60 }), options))).toBeGreaterThan(0.99);
  });

  it("sees nothing in a flat picture", () => {
    expect(Math.max(...orientedGradients({ side: 32, data: new Uint8Array(32 * 32 * 3).fill(77) }, options))).toBe(0);
  });

  it("agrees with the definition worked out for one vertical edge", () => {
    // 16 x 16 in cells of 8: black left of x = 8, white from there on. The central difference is 1 at x = 7 and x = 8, direction 0 (bin 0) only.
    const data = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (Math.floor(i / 3) % 16 < 8 ? 0 : 255));
    const out = orientedGradients({ side: 16, data }, options);
    // Columns 7 and 8 lie 7.5 and 8.5 pixels from the left: shares of cell 0 are 9/16 and 7/16, together 1; so are those of cell 1.
    // Rows add 8 to each cell less what falls outside: pixels above the first cell's middle lose their outer share.
    // sum over y of the share of row cell 0 = 3.5+...: y = 0..3 give 1 - (3.5 - y)/8 (the rest is outside), y = 4..11 give 1 - (y - 3.5)/8.
    let energy = 0;
    for (let y = 0; y < 12; y++) energy += 1 - Math.abs(y - 3.5) / 8;
    // All four cells are equal, so every block holds four times energy^2: each value is energy / (2 energy + 0.1), above the clip of 0.35.
    expect(energy / (2 * energy + 0.1)).toBeGreaterThan(0.35);
    for (let cell = 0; cell < 4; cell++) {
      expect(out[cell * 9]).toBeCloseTo(0.35, 6);
      for (let bin = 1; bin < 9; bin++) expect(out[cell * 9 + bin]).toBe(0);
    }
  });

  it("agrees with the definition summed up plainly, on a picture of noise", () => {
    const random = createRandom(3);
    const picture = { side: 24, data: Uint8Array.from({ length: 24 * 24 * 3 }, () => randomInteger(random, 256)) };
    const expected = plainGradients(picture, 8, 9);
    orientedGradients(picture, options).forEach((value, i) => void expect(value).toBeCloseTo(expected[i], 5));
  });

  it("refuses a side that is no multiple of the cell", () => {
    expect(() => orientedGradients({ side: 30, data: new Uint8Array(2700) }, options)).toThrow(
      /side 30 is no multiple of cellPx 8/,
    );
  });
});

describe("colourHistogram", () => {
  const flat = (...rgb: number[]): Uint8Array => Uint8Array.from({ length: 300 }, (_, i) => rgb[i % 3]);

  it("has squares that sum to 1, for any colour", () => {
    for (const rgb of [
      [0, 0, 0],
      [255, 255, 255],
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
      [12, 200, 99],
    ]) {
      expect(Math.hypot(...colourHistogram(flat(...rgb)))).toBeCloseTo(1, 5);
    }
  });

  it("changes little for a small change of colour, much for a large one, and not at all when pixels change places", () => {
    const red = colourHistogram(flat(200, 60, 50));
    expect(cosine(red, colourHistogram(flat(206, 64, 52)))).toBeGreaterThan(0.98);
    expect(cosine(red, colourHistogram(flat(60, 80, 200)))).toBeLessThan(0.7);
    const half = Uint8Array.from([...flat(200, 60, 50), ...flat(10, 200, 30)]);
    const other = Uint8Array.from([...flat(10, 200, 30), ...flat(200, 60, 50)]);
    expect(cosine(colourHistogram(half), colourHistogram(other))).toBeCloseTo(1, 5);
  });
});
