import { EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import type { Matrix } from "../types.js";
import { assertFinite, dot, rowOf, selectRows } from "./matrix.js";
import { createPace, type Pace } from "./pace.js";
import { createRandom, randomNormal } from "./random.js";

export interface PrincipalComponentsOptions {
  readonly signal?: AbortSignal;
  /** default 200 */
  readonly maxIterations?: number;
  /** the directions and the centre are computed from at most so many rows, evenly spread; default all */
  readonly sample?: number;
  /** the relative change of the variances at which to stop; default 1e-9 */
  readonly tolerance?: number;
}

export interface PrincipalComponents {
  /** coordinates of the centred rows on each direction, shape (n, count), row-major */
  readonly scores: Float64Array;
  /** variance along each direction (divided by n), largest first */
  readonly variances: Float64Array;
}

/** Directions carried along beyond those asked for, which makes the asked ones converge sooner. */
const OVERSAMPLING = 4;

/**
 * The first principal components by subspace iteration: never forms the (d, d) covariance, so wide embeddings stay cheap.
 * Each direction is turned so that its largest loading is positive; components without variance have scores of 0.
 * @param points shape (n, d)
 * @param count directions wanted, >= 1
 * @throws RangeError for NaN or infinite numbers; the signal's reason when aborted
 * @source Halko, Martinsson & Tropp 2011, Finding structure with randomness, algorithm 4.4
 */
export async function principalComponents(
  points: Matrix,
  count: number,
  options: PrincipalComponentsOptions = {},
): Promise<PrincipalComponents> {
  assertFinite(points, "principalComponents");
  const pace = createPace(options.signal);
  const seen = evenSample(points, options.sample ?? points.rows);
  const width = Math.min(count + OVERSAMPLING, seen.rows, points.columns);
  if (width === 0) return { scores: new Float64Array(points.rows * count), variances: new Float64Array(count) };
  const mean = columnMeans(seen);
  let directions = randomDirections(width, points.columns);
  let variances = new Float64Array(width);
  for (let i = 0; i < (options.maxIterations ?? 200); i++) {
    const images = await covarianceTimes(seen, mean, directions, pace);
    const ritz = rayleighRitz(directions, images);
    const change = ritz.variances.reduce((sum, value, t) => sum + (t < count ? Math.abs(value - variances[t]) : 0), 0);
    variances = ritz.variances;
    directions = orthonormal(ritz.images);
    if (change <= (options.tolerance ?? 1e-9) * variances[0]) break;
  }
  return project(points, mean, await settledDirections(seen, mean, directions, pace), count);
}

function evenSample(points: Matrix, sample: number): Matrix {
  if (points.rows <= sample) return points;
  return selectRows(
    points,
    Array.from({ length: sample }, (_, t) => Math.floor((t * points.rows) / sample)),
  );
}

/** A last turn inside the subspace, so that directions are eigenvectors in order and not merely a basis. */
async function settledDirections(
  points: Matrix,
  mean: Float64Array,
  directions: Float64Array[],
  pace: Pace,
): Promise<Float64Array[]> {
  const images = await covarianceTimes(points, mean, directions, pace);
  return rayleighRitz(directions, images).directions.map(withPositivePeak);
}

function project(points: Matrix, mean: Float64Array, directions: Float64Array[], count: number): PrincipalComponents {
  const scores = new Float64Array(points.rows * count);
  const variances = new Float64Array(count);
  directions.slice(0, count).forEach((direction, t) => {
    const offset = dot(mean, direction);
    for (let i = 0; i < points.rows; i++) {
      const score = dot(rowOf(points, i), direction) - offset;
      scores[i * count + t] = score;
      variances[t] += (score * score) / points.rows;
    }
  });
  return { scores, variances };
}

function columnMeans(points: Matrix): Float64Array {
  const mean = new Float64Array(points.columns);
  for (let i = 0; i < points.rows; i++) {
    const row = rowOf(points, i);
    for (let j = 0; j < row.length; j++) mean[j] += row[j] / points.rows;
  }
  return mean;
}

/** A fixed start: the answer does not depend on it, only the number of steps does. */
function randomDirections(width: number, columns: number): Float64Array[] {
  const random = createRandom(1);
  return orthonormal(
    Array.from({ length: width }, () => Float64Array.from({ length: columns }, () => randomNormal(random))),
  );
}

// same as: directions.map((q) => X^T (X q) / n) with X the centred rows; each row is read once for all directions
async function covarianceTimes(
  points: Matrix,
  mean: Float64Array,
  directions: readonly Float64Array[],
  pace: Pace,
): Promise<Float64Array[]> {
  const images = directions.map(() => new Float64Array(points.columns));
  const centred = new Float64Array(points.columns);
  for (let i = 0; i < points.rows; i++) {
    centreRow(points, i, mean, centred);
    for (let t = 0; t < directions.length; t++) addProjection(centred, directions[t], 1 / points.rows, images[t]);
    if (i % 16 === 0 && pace.due()) await pace.rest();
  }
  return images;
}

function centreRow({ data, columns }: Matrix, i: number, mean: Float64Array, centred: Float64Array): void {
  for (let j = 0, t = i * columns; j < columns; j++, t++) centred[j] = data[t] - mean[j];
}

/** image += row * dot(row, direction) * scale; one array type throughout, which is what makes it fast */
function addProjection(row: Float64Array, direction: Float64Array, scale: number, image: Float64Array): void {
  let score = 0;
  for (let j = 0; j < row.length; j++) score += row[j] * direction[j];
  score *= scale;
  for (let j = 0; j < row.length; j++) image[j] += score * row[j];
}

/** Turns the basis to the eigenvectors of the covariance inside its span, largest variance first. */
function rayleighRitz(
  directions: readonly Float64Array[],
  images: readonly Float64Array[],
): { directions: Float64Array[]; images: Float64Array[]; variances: Float64Array<ArrayBuffer> } {
  const small = new MlMatrix(directions.map((q) => images.map((image) => dot(q, image))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, t) => t).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const turned = (basis: readonly Float64Array[]): Float64Array[] =>
    order.map((column) => combination(basis, eigenvectorMatrix.getColumn(column)));
  return {
    directions: turned(directions),
    images: turned(images),
    variances: Float64Array.from(order, (t) => Math.max(0, realEigenvalues[t])),
  };
}

function combination(basis: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(basis[0].length);
  basis.forEach((vector, t) => {
    for (let j = 0; j < sum.length; j++) sum[j] += weights[t] * vector[j];
  });
  return sum;
}

/** Gram-Schmidt, twice for accuracy. A vector inside the span of those before it becomes zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    const before = Math.sqrt(dot(rest, rest));
    for (const q of [...basis, ...basis]) {
      const part = dot(q, rest);
      for (let j = 0; j < rest.length; j++) rest[j] -= part * q[j];
    }
    const length = Math.sqrt(dot(rest, rest));
    basis.push(length > 1e-12 * before ? rest.map((value) => value / length) : rest.fill(0));
  }
  return basis;
}

function withPositivePeak(direction: Float64Array): Float64Array {
  const peak = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return peak < 0 ? direction.map((value) => -value) : direction;
}
