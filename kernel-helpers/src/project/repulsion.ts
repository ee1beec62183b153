import type { Pace } from "../linalg/pace.js";
import { createQuadtree } from "./quadtree.js";

/** Up to this many points every pair is visited; beyond it, far groups act through their centre. */
const EXACT_LIMIT = 1500;

/** A group counts as far when its width is below this share of its distance (Barnes-Hut's theta). */
const OPENING = 0.6;

/**
 * For every point the sum over all others of s^2 (y_i - y_j), with s = 1 / (1 + |y_i - y_j|^2), and the sum of s over all ordered pairs.
 * @param positions x and y interleaved, length 2n
 * @param forces length 2n, overwritten
 * @returns the sum of s, >= 0
 * @source van der Maaten 2014 (Barnes-Hut t-SNE)
 */
export async function repulsion(positions: Float64Array, forces: Float64Array, pace: Pace): Promise<number> {
  forces.fill(0);
  return positions.length <= 2 * EXACT_LIMIT
    ? exactRepulsion(positions, forces, pace)
    : treeRepulsion(positions, forces, pace);
}

async function exactRepulsion(positions: Float64Array, forces: Float64Array, pace: Pace): Promise<number> {
  const n = positions.length / 2;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += repelFromEarlier(positions, forces, i);
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  return 2 * sum;
}

function repelFromEarlier(positions: Float64Array, forces: Float64Array, i: number): number {
  const x = positions[2 * i];
  const y = positions[2 * i + 1];
  let forceX = 0;
  let forceY = 0;
  let sum = 0;
  for (let j = 0; j < 2 * i; j += 2) {
    const dx = x - positions[j];
    const dy = y - positions[j + 1];
    const s = 1 / (1 + dx * dx + dy * dy);
    const fx = s * s * dx;
    const fy = s * s * dy;
    sum += s;
    forceX += fx;
    forceY += fy;
    forces[j] -= fx;
    forces[j + 1] -= fy;
  }
  forces[2 * i] += forceX;
  forces[2 * i + 1] += forceY;
  return sum;
}

async function treeRepulsion(positions: Float64Array, forces: Float64Array, pace: Pace): Promise<number> {
  const tree = createQuadtree(positions);
  let sum = 0;
  for (let i = 0; i < positions.length / 2; i++) {
    sum += tree.repel(i, OPENING, forces);
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  return sum;
}
