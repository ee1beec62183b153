import { normalizeRows } from "../linalg/matrix.js";
import { createPace, type Pace } from "../linalg/pace.js";
import { similarityBlocks } from "../linalg/similarity-blocks.js";
import type { Matrix } from "../types.js";

/** Pair distances are sorted into this many bins to find their median. */
const MEDIAN_BINS = 4096;

/**
 * How far the generated images lie from the originals, as distributions: CMMD, the squared maximum mean discrepancy of unit
 * embeddings under the Gaussian kernel k(x, y) = exp(-|x - y|^2 / (2 sigma^2)):
 * mean k(x, x') + mean k(y, y') - 2 mean k(x, y), all pairs counted, each with itself too (the estimate of the CMMD paper).
 * @param originals shape (n, d), n >= 1
 * @param generated shape (m, d), m >= 1
 * @param options.sigma the kernel's width; by default the median distance between two different originals. The paper's 10 suits its scale of 1000:
 *   unit vectors are at most 2 apart, where a kernel that wide sees only the means. The median sees shape too and, as it depends on the originals alone, stays put over iterations.
 * @returns in [0, 2]; 0 when the sets are the same
 * @throws RangeError for an empty set, different widths, NaN or infinite numbers; the signal's reason when aborted
 * @source Jayasumana et al. 2024, Rethinking FID (CMMD); Gretton et al. 2012, A Kernel Two-Sample Test (median width)
 */
export async function cmmd(
  originals: Matrix,
  generated: Matrix,
  options: { readonly sigma?: number; readonly signal?: AbortSignal } = {},
): Promise<number> {
  if (originals.rows === 0 || generated.rows === 0 || originals.columns !== generated.columns) {
    const sizes = `${originals.rows} x ${originals.columns} originals, ${generated.rows} x ${generated.columns} generated`;
    throw new RangeError(`cmmd: ${sizes}; give at least one image of each, embedded by one embedder.`);
  }
  const pace = createPace(options.signal);
  const x = normalizeRows(originals);
  const y = normalizeRows(generated);
  const sigma = options.sigma ?? (await medianDistance(x, pace));
  const [xx, yy, xy] = [
    await meanKernel(x, x, sigma, pace),
    await meanKernel(y, y, sigma, pace),
    await meanKernel(x, y, sigma, pace),
  ];
  return Math.max(0, xx + yy - 2 * xy); // rounding may leave -1e-17
}

/**
 * The median distance between two different rows, to a part in 4096 of the largest possible (2).
 * @returns 1 when there are fewer than two rows, or when half of all pairs are duplicates
 */
async function medianDistance(unit: Matrix, pace: Pace): Promise<number> {
  const histogram = new Float64Array(MEDIAN_BINS);
  let pairs = 0;
  for (const { aStart, aEnd, bStart, bEnd, dots, norms } of distanceBlocks(unit, unit)) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        if (j <= i) continue;
        const distance = Math.sqrt(squaredDistance(norms[0][i], norms[1][j], dots[t]));
        histogram[Math.min(MEDIAN_BINS - 1, Math.floor((distance / 2) * MEDIAN_BINS))]++;
        pairs++;
      }
    }
    if (pace.due()) await pace.rest();
  }
  let below = 0;
  let bin = 0;
  while (bin < MEDIAN_BINS && below + histogram[bin] < pairs / 2) below += histogram[bin++];
  return pairs === 0 || bin === 0 ? 1 : ((bin + 0.5) / MEDIAN_BINS) * 2;
}

async function meanKernel(a: Matrix, b: Matrix, sigma: number, pace: Pace): Promise<number> {
  let sum = 0;
  for (const { aStart, aEnd, bStart, bEnd, dots, norms } of distanceBlocks(a, b)) {
    const weight = a === b && aStart !== bStart ? 2 : 1; // such a tile stands for its mirror image too
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        sum += weight * Math.exp(-squaredDistance(norms[0][i], norms[1][j], dots[t]) / (2 * sigma * sigma));
      }
    }
    if (pace.due()) await pace.rest();
  }
  return sum / (a.rows * b.rows);
}

/** The tiles of dot products, with each row's squared length (1, or 0 for a zero row). */
function* distanceBlocks(a: Matrix, b: Matrix) {
  const norms = [squaredLengths(a), squaredLengths(b)];
  for (const block of similarityBlocks(a, b)) yield { ...block, norms };
}

function squaredLengths(matrix: Matrix): Float64Array {
  const squares = new Float64Array(matrix.rows);
  for (let t = 0; t < matrix.data.length; t++) squares[Math.floor(t / matrix.columns)] += matrix.data[t] ** 2;
  return squares;
}

function squaredDistance(xx: number, yy: number, xy: number): number {
  return Math.max(0, xx + yy - 2 * xy);
}
