/**
 * How far the plane breaks an order of distances, and its gradient: over triplets of an anchor, a point that should be near it and one that
 * should be far, sum of max(0, |anchor - near| - |anchor - far|) / sum of (|anchor - near| + |anchor - far|). Division makes it free of scale.
 * @param triplets anchor, near, far, anchor, near, far, ...: indices of points
 * @param positions x and y interleaved
 * @param weight of the gradient; the result is without it
 * @param gradient length of positions; added to
 * @returns in [0, 1]; 0 when every order is kept, or when all points are in one place
 * @source Ye et al. 2024, ModalChorus (arXiv 2407.12315), the idea of the nonmetric loss; the formula is ours
 */
export function orderLoss(
  triplets: Int32Array,
  positions: Float64Array,
  weight: number,
  gradient: Float64Array,
): number {
  const { violation, total } = measured(triplets, positions);
  if (total === 0) return 0;
  const loss = violation / total;
  for (let t = 0; t < triplets.length; t += 3) {
    const [anchor, near, far] = [triplets[t], triplets[t + 1], triplets[t + 2]];
    const toNear = distance(positions, anchor, near);
    const toFar = distance(positions, anchor, far);
    const isViolated = toNear > toFar ? 1 : 0;
    // d(v / s) = (dv - (v / s) ds) / s
    addDistanceGradient(positions, anchor, near, toNear, (weight * (isViolated - loss)) / total, gradient);
    addDistanceGradient(positions, anchor, far, toFar, (weight * (-isViolated - loss)) / total, gradient);
  }
  return loss;
}

function measured(triplets: Int32Array, positions: Float64Array): { violation: number; total: number } {
  let violation = 0;
  let total = 0;
  for (let t = 0; t < triplets.length; t += 3) {
    const toNear = distance(positions, triplets[t], triplets[t + 1]);
    const toFar = distance(positions, triplets[t], triplets[t + 2]);
    violation += Math.max(0, toNear - toFar);
    total += toNear + toFar;
  }
  return { violation, total };
}

function distance(positions: Float64Array, i: number, j: number): number {
  const dx = positions[2 * i] - positions[2 * j];
  const dy = positions[2 * i + 1] - positions[2 * j + 1];
  return Math.sqrt(dx * dx + dy * dy);
}

/** gradient += factor * d(distance of i and j); nothing for points in one place */
function addDistanceGradient(
  positions: Float64Array,
  i: number,
  j: number,
  length: number,
  factor: number,
  gradient: Float64Array,
): void {
  if (length === 0) return;
  const x = (factor * (positions[2 * i] - positions[2 * j])) / length;
  const y = (factor * (positions[2 * i + 1] - positions[2 * j + 1])) / length;
  gradient[2 * i] += x;
  gradient[2 * i + 1] += y;
  gradient[2 * j] -= x;
  gradient[2 * j + 1] -= y;
}
