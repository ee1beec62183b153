/** A square picture, sRGB bytes, 3 per pixel, row by row. */
export interface SquareRgb {
  /** pixels */
  readonly side: number;
  /** length side * side * 3 */
  readonly data: ArrayLike<number>;
}

export interface OrientedGradientsOptions {
  /** side of a cell, pixels; side must be a multiple of it */
  readonly cellPx: number;
  /** directions told apart, over half a turn */
  readonly bins: number;
}

/** Gradients weaker than this (per cell, square roots of intensity) are noise and are not blown up. */
const FLOOR = 0.1;
/** No direction may make up more than this share of its surroundings. */
const CLIP = 0.35;

/**
 * The shape of what is in a picture: how strong its edges are in each direction, cell by cell, against the cells around.
 * Light against dark counts as dark against light; brighter or stronger light changes little; moving by a few pixels changes little.
 * @returns length cells^2 * bins, cell by cell in rows, bin 0 around a gradient to the right (a vertical edge), turning clockwise
 * @throws RangeError when the side is no multiple of cellPx
 * @source Dalal & Triggs 2005, with the sum over the four normalisations of Felzenszwalb et al. 2010 (section 6.2), and clipped at 0.35
 */
export function orientedGradients(picture: SquareRgb, { cellPx, bins }: OrientedGradientsOptions): Float32Array {
  if (picture.side % cellPx !== 0) {
    throw new RangeError(`orientedGradients: side ${picture.side} is no multiple of cellPx ${cellPx}; resize first.`);
  }
  const cells = picture.side / cellPx;
  return normalizeCells(collectCells(picture, cellPx, bins), cells, bins);
}

const SQUARE_ROOTS = Float32Array.from({ length: 256 }, (_, byte) => Math.sqrt(byte / 255));

/** Each pixel's gradient goes to the four cells and two directions nearest to it, by its distances to them. */
function collectCells({ side, data }: SquareRgb, cellPx: number, bins: number): Float32Array {
  const cells = side / cellPx;
  const nearest = nearestCells(side, cellPx);
  const histograms = new Float32Array(cells * cells * bins);
  const gradient = { x: 0, y: 0 };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const square = strongestGradient(data, side, x, y, gradient);
      if (square === 0) continue;
      const place = ((Math.atan2(gradient.y, gradient.x) / Math.PI + 1) % 1) * bins; // half a turn is the same edge
      const bin = Math.floor(place);
      for (let corner = 0; corner < 4; corner++) {
        const row = nearest[2 * y + (corner >> 1)];
        const column = nearest[2 * x + (corner & 1)];
        const weight = row.weight * column.weight * Math.sqrt(square);
        const at = (row.cell * cells + column.cell) * bins;
        histograms[at + (bin % bins)] += weight * (1 - place + bin);
        histograms[at + ((bin + 1) % bins)] += weight * (place - bin);
      }
    }
  }
  return histograms;
}

interface CellShare {
  readonly cell: number;
  readonly weight: number;
}

/** For each pixel along one axis the two cells whose middles are nearest; weight 0 for one outside. */
function nearestCells(side: number, cellPx: number): CellShare[] {
  const cells = side / cellPx;
  return Array.from({ length: 2 * side }, (_, i) => {
    const place = (Math.floor(i / 2) + 0.5) / cellPx - 0.5;
    const cell = Math.floor(place) + (i % 2);
    return cell < 0 || cell >= cells ? { cell: 0, weight: 0 } : { cell, weight: 1 - Math.abs(place - cell) };
  });
}

/** Writes the gradient of the channel that changes most, of square roots of intensity; returns its squared strength. */
function strongestGradient(
  data: ArrayLike<number>,
  side: number,
  x: number,
  y: number,
  gradient: { x: number; y: number },
): number {
  const left = 3 * (y * side + Math.max(0, x - 1));
  const right = 3 * (y * side + Math.min(side - 1, x + 1));
  const up = 3 * (Math.max(0, y - 1) * side + x);
  const down = 3 * (Math.min(side - 1, y + 1) * side + x);
  let best = 0;
  for (let channel = 0; channel < 3; channel++) {
    const dx = SQUARE_ROOTS[data[right + channel]] - SQUARE_ROOTS[data[left + channel]];
    const dy = SQUARE_ROOTS[data[down + channel]] - SQUARE_ROOTS[data[up + channel]];
    const square = dx * dx + dy * dy;
    if (square <= best) continue;
    best = square;
    gradient.x = dx;
    gradient.y = dy;
  }
  return best;
}

/** Divides each cell by the energy of each of the four 2 x 2 blocks it belongs to, clips, and takes the mean. */
function normalizeCells(histograms: Float32Array, cells: number, bins: number): Float32Array {
  const energy = Float32Array.from({ length: cells * cells }, (_, cell) =>
    histograms.subarray(cell * bins, (cell + 1) * bins).reduce((sum, value) => sum + value * value, 0),
  );
  const at = (row: number, column: number): number =>
    energy[Math.min(cells - 1, Math.max(0, row)) * cells + Math.min(cells - 1, Math.max(0, column))];
  const out = new Float32Array(histograms.length);
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const start = (row * cells + column) * bins;
      for (const [down, right] of BLOCKS) {
        const block =
          at(row, column) + at(row + down, column) + at(row, column + right) + at(row + down, column + right);
        const norm = Math.sqrt(block) + FLOOR;
        for (let bin = 0; bin < bins; bin++) out[start + bin] += Math.min(CLIP, histograms[start + bin] / norm) / 4;
      }
    }
  }
  return out;
}

const BLOCKS = [
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
] as const;
