import type { Pace } from "../linalg/pace.js";
import type { Matrix } from "../types.js";

/** A rectangle of a table of distances; on the diagonal (rowStart = columnStart) it stands for each pair of different points once. */
export interface DistanceBlock {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
}

/** Standard deviations below this are those of equal numbers, which correlate with nothing. */
const LEAST_DEVIATION = 1e-9;

interface Moments {
  readonly pairs: number;
  readonly shownMean: number;
  readonly givenMean: number;
  readonly shownDeviation: number;
  readonly givenDeviation: number;
  readonly correlation: number;
}

/**
 * 1 - r with r Pearson's correlation between given and shown distances of a block, and its gradient. It asks for distances in proportion,
 * up to an offset, and knows no scale.
 * @param distances given, symmetric, shape (n, n)
 * @param positions x and y interleaved, length 2n
 * @param gradient length 2n; added to
 * @returns in [0, 2]; 0, and no gradient, where all given or all shown distances are equal
 * @source after the metric loss of ModalChorus (Ye et al. 2024, arXiv 2407.12315)
 */
export async function correlationLoss(
  distances: Matrix,
  block: DistanceBlock,
  positions: Float64Array,
  gradient: Float64Array,
  pace: Pace,
): Promise<number> {
  const moments = await blockMoments(distances, block, positions, pace);
  const { pairs, shownMean, givenMean, shownDeviation, givenDeviation, correlation } = moments;
  if (!(shownDeviation > LEAST_DEVIATION && givenDeviation > LEAST_DEVIATION)) return 0;
  // -dr/d(shown) = slope * (shown - mean) - lift * (given - mean)
  const slope = correlation / (pairs * shownDeviation * shownDeviation);
  const lift = 1 / (pairs * shownDeviation * givenDeviation);
  for (let i = block.rowStart; i < block.rowEnd; i++) {
    for (let j = firstColumn(block, i); j < block.columnEnd; j++) {
      const dx = positions[2 * i] - positions[2 * j];
      const dy = positions[2 * i + 1] - positions[2 * j + 1];
      const shown = Math.sqrt(dx * dx + dy * dy);
      if (shown === 0) continue; // no direction to move in
      const given = distances.data[i * distances.columns + j];
      const pull = (slope * (shown - shownMean) - lift * (given - givenMean)) / shown;
      gradient[2 * i] += pull * dx;
      gradient[2 * i + 1] += pull * dy;
      gradient[2 * j] -= pull * dx;
      gradient[2 * j + 1] -= pull * dy;
    }
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  return 1 - correlation;
}

async function blockMoments(
  distances: Matrix,
  block: DistanceBlock,
  positions: Float64Array,
  pace: Pace,
): Promise<Moments> {
  let [pairs, shownSum, givenSum, shownSquares, givenSquares, products] = [0, 0, 0, 0, 0, 0];
  for (let i = block.rowStart; i < block.rowEnd; i++) {
    for (let j = firstColumn(block, i); j < block.columnEnd; j++) {
      const dx = positions[2 * i] - positions[2 * j];
      const dy = positions[2 * i + 1] - positions[2 * j + 1];
      const shown = Math.sqrt(dx * dx + dy * dy);
      const given = distances.data[i * distances.columns + j];
      pairs++;
      shownSum += shown;
      givenSum += given;
      shownSquares += shown * shown;
      givenSquares += given * given;
      products += shown * given;
    }
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  const [shownMean, givenMean] = [shownSum / pairs, givenSum / pairs];
  const shownDeviation = Math.sqrt(Math.max(0, shownSquares / pairs - shownMean * shownMean));
  const givenDeviation = Math.sqrt(Math.max(0, givenSquares / pairs - givenMean * givenMean));
  const correlation = (products / pairs - shownMean * givenMean) / (shownDeviation * givenDeviation);
  return { pairs, shownMean, givenMean, shownDeviation, givenDeviation, correlation };
}

function firstColumn(block: DistanceBlock, i: number): number {
  return block.rowStart === block.columnStart ? i + 1 : block.columnStart;
}
