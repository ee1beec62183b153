import type { Neighbors } from "../linalg/neighbors.js";
import type { Relation } from "../types.js";
import type { CrossNeighbors } from "./cross-targets.js";

/** All that a layout is computed from: plain data, so that it can be sent to a worker thread. */
export interface LayoutProblem {
  readonly images: number;
  readonly labels: number;
  readonly imageNeighbors: Neighbors;
  /** rows of the labels that have a vector; labelNeighbors speaks of these, in this order */
  readonly knownLabels: Int32Array;
  readonly labelNeighbors: Neighbors;
  /** null when labels and images have no common space */
  readonly crossNeighbors: CrossNeighbors | null;
  readonly relation: Relation;
  /** images first, then labels; x and y interleaved */
  readonly positions: Float64Array;
  /** 1 for points that an earlier layout placed */
  readonly isPlaced: Uint8Array;
  readonly settings: LayoutSettings;
}

export interface LayoutSettings {
  readonly steps: number;
  /** of these, the first ones with early exaggeration */
  readonly earlySteps: number;
  readonly imagePerplexity: number;
  /** multiplies the images' attraction after the early steps; 1 is t-SNE */
  readonly exaggeration: number;
}
