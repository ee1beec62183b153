import { decodeRgb, type ImageSource } from "./sharp.js";

/** Images are compared at one size, pixels a side; finer structure is texture, which a change of style changes. */
const SIDE = 192;
/** The part of a box is brought to this many pixels a side. */
const CELLS = 48;
const WINDOW = 8;
const STEP = 4;
/** SSIM's C2 for 8-bit values: (0.03 * 255)^2. It makes two windows without structure count as alike. */
const C2 = 58.52;

/** Brightness of one image, row by row, at SIDE x SIDE. */
export interface StructureImage {
  /** length SIDE * SIDE, 0 to 255 */
  readonly luma: Float32Array;
}

/** A rectangle in shares of an image's width and height. */
export interface ShareOfImage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Decodes an image once for any number of comparisons. */
export async function readStructure(source: ImageSource): Promise<StructureImage> {
  const { data } = await decodeRgb(source, SIDE, SIDE);
  const luma = Float32Array.from(
    { length: SIDE * SIDE },
    (_, i) => 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2],
  );
  return { luma };
}

/**
 * How alike the structure of two images is inside one rectangle: SSIM without its term for brightness, the mean over windows.
 * A thing that went away counts as a difference, as one that moved does; the structure term alone would call a flat window like any other.
 * @returns in [-1, 1]; 1 is the same structure
 * @source Wang, Bovik, Sheikh & Simoncelli 2004, the contrast and structure terms of equation 13
 */
export function structureSimilarity(a: StructureImage, b: StructureImage, area: ShareOfImage): number {
  const [first, second] = [cut(a, area), cut(b, area)];
  let sum = 0;
  let windows = 0;
  for (let y = 0; y + WINDOW <= CELLS; y += STEP) {
    for (let x = 0; x + WINDOW <= CELLS; x += STEP) {
      sum += windowStructure(first, second, x, y);
      windows += 1;
    }
  }
  return sum / windows;
}

/** The area at CELLS x CELLS, between the pixels by their weights. */
function cut({ luma }: StructureImage, { x, y, width, height }: ShareOfImage): Float32Array {
  const out = new Float32Array(CELLS * CELLS);
  for (let row = 0; row < CELLS; row++) {
    const [top, down] = place(y + ((row + 0.5) / CELLS) * height);
    for (let column = 0; column < CELLS; column++) {
      const [left, right] = place(x + ((column + 0.5) / CELLS) * width);
      const at = top * SIDE + left;
      const upper = luma[at] * (1 - right) + luma[at + 1] * right;
      const lower = luma[at + SIDE] * (1 - right) + luma[at + SIDE + 1] * right;
      out[row * CELLS + column] = upper * (1 - down) + lower * down;
    }
  }
  return out;
}

/** The pixel before a share of the side, and the weight of the one after. */
function place(share: number): [number, number] {
  const exact = Math.min(SIDE - 1.001, Math.max(0, share * SIDE - 0.5));
  const pixel = Math.floor(exact);
  return [pixel, exact - pixel];
}

function windowStructure(a: Float32Array, b: Float32Array, left: number, top: number): number {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y++) {
    for (let x = left; x < left + WINDOW; x++) {
      const [p, q] = [a[y * CELLS + x], b[y * CELLS + x]];
      sumA += p;
      sumB += q;
      sumAA += p * p;
      sumBB += q * q;
      sumAB += p * q;
    }
  }
  const n = WINDOW * WINDOW;
  const varianceA = Math.max(0, sumAA - (sumA * sumA) / n) / (n - 1);
  const varianceB = Math.max(0, sumBB - (sumB * sumB) / n) / (n - 1);
  const covariance = (sumAB - (sumA * sumB) / n) / (n - 1);
  return (2 * covariance + C2) / (varianceA + varianceB + C2);
}
