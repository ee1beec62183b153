import { setImmediate } from "node:timers/promises";
import { mapBounded } from "../images/map-bounded.js";
import { decodeRgb } from "../images/sharp.js";
import type { CallOptions, Embedder, ImageRef, Matrix } from "../types.js";
import { COLOUR_HISTOGRAM_LENGTH, colourHistogram } from "./colour-histogram.js";
import { orientedGradients } from "./oriented-gradients.js";

/** Images are looked at in this size, pixels. */
const SIDE = 56;
const CELL_PX = 8;
const BINS = 9;
/** Brightness is kept on this grid, points along each side. */
const GRID = 4;
const CELLS = SIDE / CELL_PX;

/** Where the blocks lie in a row of the matrix, and how long each is there (before the whole row is made length 1). */
export const DESCRIPTOR_BLOCKS: readonly { readonly name: string; readonly length: number; readonly weight: number }[] =
  [
    { name: "gradients", length: CELLS * CELLS * BINS, weight: 1 },
    { name: "colours", length: COLOUR_HISTOGRAM_LENGTH, weight: 0.15 },
    { name: "brightness", length: GRID * GRID, weight: 0.06 },
  ];

/**
 * An embedder that needs no model: directions of edges over a 7 x 7 grid (shape), a colour histogram, and a 4 x 4 picture of brightness.
 * It sees outlines, colours and layout, not meaning: a cat from the front and a cat from the side are far apart.
 * Images are stretched to a square of 56 pixels first. d = 505.
 */
export function descriptors(): Embedder {
  return { name: "descriptors", embed };
}

async function embed(images: readonly ImageRef[], options: CallOptions = {}): Promise<Matrix> {
  const columns = DESCRIPTOR_BLOCKS.reduce((sum, { length }) => sum + length, 0);
  const data = new Float32Array(images.length * columns);
  await mapBounded(
    images,
    8,
    async (image, row) => {
      const { data: rgb } = await decodeRgb(image.path, SIDE, SIDE).catch((error: Error) => {
        throw new Error(
          `descriptors: ${image.path} cannot be read as an image (${error.message}); load the folder again.`,
          { cause: error },
        );
      });
      await setImmediate(); // the kernel answers between two images
      data.set(describe(rgb), row * columns);
    },
    options,
  );
  return { rows: images.length, columns, data };
}

/** One row: the blocks one after the other, each at its weight, then all of length 1. */
function describe(rgb: Uint8ClampedArray): Float32Array {
  const picture = { side: SIDE, data: rgb };
  const blocks = [
    orientedGradients(picture, { cellPx: CELL_PX, bins: BINS }),
    colourHistogram(rgb),
    brightnessGrid(rgb),
  ].map((block, i) => scaleTo(block, DESCRIPTOR_BLOCKS[i].weight));
  const row = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    row.set(block, at);
    at += block.length;
  }
  return scaleTo(row, 1);
}

/** Mean brightness of each grid square, as a difference from the picture's own mean. */
function brightnessGrid(rgb: Uint8ClampedArray): Float32Array {
  const grid = new Float32Array(GRID * GRID);
  const square = SIDE / GRID;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const i = 3 * (y * SIDE + x);
      const light = (0.299 * rgb[i] + 0.587 * rgb[i + 1] + 0.114 * rgb[i + 2]) / 255;
      grid[Math.floor(y / square) * GRID + Math.floor(x / square)] += light / (square * square);
    }
  }
  const mean = grid.reduce((sum, value) => sum + value, 0) / grid.length;
  return grid.map((value) => value - mean);
}

/** The block at the given length; one that is nearly nothing (a flat picture has no edges) stays nothing instead of becoming noise. */
function scaleTo(block: Float32Array, length: number): Float32Array {
  const norm = Math.sqrt(block.reduce((sum, value) => sum + value * value, 0));
  return norm < 1e-4 ? new Float32Array(block.length) : block.map((value) => (value * length) / norm);
}
