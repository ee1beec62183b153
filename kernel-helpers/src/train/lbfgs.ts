import { dot } from "../linalg/matrix.js";

/** Value and gradient at x; the gradient is written into the array given. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** true when the largest gradient entry fell below the tolerance */
  readonly converged: boolean;
}

/** Steps remembered to shape the next direction. */
const MEMORY = 10;
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 40;

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/**
 * Minimises a smooth convex function by limited-memory BFGS with a backtracking line search.
 * @param start not changed
 * @param options.tolerance largest gradient entry at which to stop
 * @param options.betweenEvaluations awaited after each look at the objective: a place to let others run, or to throw
 * @source Nocedal & Wright 2006, Numerical Optimization, algorithms 7.4 and 3.1
 */
export async function minimizeLbfgs(
  objective: Objective,
  start: Float64Array,
  options: {
    readonly maxIterations: number;
    readonly tolerance: number;
    readonly betweenEvaluations: () => Promise<void> | undefined;
  },
): Promise<Minimum> {
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const corrections: Correction[] = [];
  let iterations = 0;
  while (iterations < options.maxIterations && largestEntry(gradient) > options.tolerance) {
    const direction = descentDirection(gradient, corrections);
    const isFirst = corrections.length === 0;
    const next = await lineSearch(objective, { x, value, gradient }, direction, isFirst, options.betweenEvaluations);
    if (next === null) break; // no lower point within rounding: as good as it gets
    const step = next.x.map((entry, i) => entry - x[i]);
    const change = next.gradient.map((entry, i) => entry - gradient[i]);
    const curvature = dot(step, change);
    if (curvature > 1e-14 * dot(change, change)) corrections.push({ step, change, curvature });
    if (corrections.length > MEMORY) corrections.shift();
    ({ x, value, gradient } = next);
    iterations++;
  }
  return { x, value, iterations, converged: largestEntry(gradient) <= options.tolerance };
}

/** The two-loop recursion: minus the inverse Hessian, as far as it is known, times the gradient. */
function descentDirection(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const factors = new Float64Array(corrections.length);
  for (let i = corrections.length - 1; i >= 0; i--) {
    const { step, change, curvature } = corrections[i];
    factors[i] = dot(step, direction) / curvature;
    addScaled(direction, change, -factors[i]);
  }
  const last = corrections.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  }
  corrections.forEach(({ step, change, curvature }, i) => {
    addScaled(direction, step, factors[i] - dot(change, direction) / curvature);
  });
  return direction;
}

async function lineSearch(
  objective: Objective,
  { x, value, gradient }: Point,
  direction: Float64Array,
  isFirst: boolean,
  betweenEvaluations: () => Promise<void> | undefined,
): Promise<Point | null> {
  const slope = dot(gradient, direction);
  let length = isFirst ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
  for (let i = 0; i < MAX_HALVINGS; i++, length /= 2) {
    const candidate = x.map((entry, j) => entry + length * direction[j]);
    const candidateGradient = new Float64Array(x.length);
    const candidateValue = objective(candidate, candidateGradient);
    await betweenEvaluations();
    if (candidateValue <= value + SUFFICIENT_DECREASE * length * slope) {
      return { x: candidate, value: candidateValue, gradient: candidateGradient };
    }
  }
  return null;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i];
}

function largestEntry(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
