import type { CallOptions, Layout, Matrix, Relation } from "../types.js";

export interface ProjectionOptions extends CallOptions {
  /** the same seed gives the same bytes; default 1 */
  readonly seed?: number;
  /**
   * An earlier layout to stay close to, one position per image and label of this call. A point with NaN for x and y is new:
   * it starts among its nearest placed neighbours, while the placed ones hardly move. Methods without an iteration ignore it.
   */
  readonly start?: Layout;
  /** steps of an iterative method; each has its own default */
  readonly iterations?: number;
  /** gets a copy of the positions now and then while they settle */
  readonly onFrame?: (layout: Layout) => void;
}

/**
 * Places images and content labels in one plane.
 * @param images embeddings, shape (n, d); rows of any length, compared by cosine
 * @param labels vectors of the labels, shape (m, any width); compared with images only where as wide as theirs; a row of zeros means unknown
 * @param relation which image carries which label, n lists
 * @returns finite positions; the inputs are left alone
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 */
export type Projector = (
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options?: ProjectionOptions,
) => Promise<Layout>;
