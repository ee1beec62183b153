/** A point quadtree over fixed positions. */
export interface Quadtree {
  /**
   * Adds to forces (x and y interleaved) point i's sum of s^2 (y_i - y_j) over all others, far groups taken as one.
   * @param opening a cell narrower than opening * distance counts as one point; 0 is exact
   * @returns point i's sum of s
   */
  repel(i: number, opening: number, forces: Float64Array): number;
}

/** Points closer than the cell width at this depth share a leaf: 2^-30 of the layout is below what a float32 can tell apart. */
const MAX_DEPTH = 30;
const EMPTY = -1;

interface Cells {
  /** four child cells each, or 0 */
  readonly children: Int32Array;
  /** the point a leaf began with, or EMPTY in inner cells */
  readonly point: Int32Array;
  readonly count: Int32Array;
  /** sums of coordinates, then means */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
  used: number;
}

/** @param positions x and y interleaved, finite; not copied, so keep them still while the tree is in use */
export function createQuadtree(positions: Float64Array): Quadtree {
  const cells = buildCells(positions);
  const stack = new Int32Array(4 * (MAX_DEPTH + 2));
  return { repel: (i, opening, forces) => repel(cells, stack, positions, i, opening, forces) };
}

function buildCells(positions: Float64Array): Cells {
  const n = positions.length / 2;
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    left = Math.min(left, positions[2 * i]);
    right = Math.max(right, positions[2 * i]);
    bottom = Math.min(bottom, positions[2 * i + 1]);
    top = Math.max(top, positions[2 * i + 1]);
  }
  const width = Math.max(right - left, top - bottom, Number.MIN_VALUE) * (1 + 1e-9);
  let cells = allocate(4 * n + 64);
  cells.width[0] = width;
  cells.used = 1;
  for (let i = 0; i < n; i++) {
    if (cells.used + 4 * MAX_DEPTH > cells.point.length) cells = grown(cells);
    insert(cells, positions, i, left, bottom, width);
  }
  for (let cell = 0; cell < cells.used; cell++) {
    cells.x[cell] /= Math.max(1, cells.count[cell]);
    cells.y[cell] /= Math.max(1, cells.count[cell]);
  }
  return cells;
}

function allocate(size: number): Cells {
  return {
    children: new Int32Array(4 * size),
    point: new Int32Array(size).fill(EMPTY),
    count: new Int32Array(size),
    x: new Float64Array(size),
    y: new Float64Array(size),
    width: new Float64Array(size),
    used: 0,
  };
}

function grown(cells: Cells): Cells {
  const larger = allocate(2 * cells.point.length + 4 * MAX_DEPTH);
  larger.children.set(cells.children);
  larger.point.set(cells.point);
  larger.count.set(cells.count);
  larger.x.set(cells.x);
  larger.y.set(cells.y);
  larger.width.set(cells.width);
  larger.used = cells.used;
  return larger;
}

/** Walks down to the point's leaf, adding it to every cell on the way; an occupied leaf splits and passes its first point down. */
function insert(cells: Cells, positions: Float64Array, i: number, left: number, bottom: number, width: number): void {
  let [cell, half] = [0, width / 2];
  let [centreX, centreY] = [left + half, bottom + half];
  for (let depth = 0; ; depth++) {
    const resident = cells.point[cell];
    const isFree = cells.count[cell] === 0;
    addPoint(cells, positions, cell, i);
    if (isFree) {
      cells.point[cell] = i;
      return;
    }
    if (depth === MAX_DEPTH) return;
    if (resident !== EMPTY) {
      cells.point[cell] = EMPTY;
      const child = childOf(
        cells,
        cell,
        positions[2 * resident] > centreX,
        positions[2 * resident + 1] > centreY,
        half,
      );
      addPoint(cells, positions, child, resident);
      cells.point[child] = resident;
    }
    const [isRight, isUpper] = [positions[2 * i] > centreX, positions[2 * i + 1] > centreY];
    cell = childOf(cells, cell, isRight, isUpper, half);
    half /= 2;
    centreX += isRight ? half : -half;
    centreY += isUpper ? half : -half;
  }
}

function addPoint(cells: Cells, positions: Float64Array, cell: number, i: number): void {
  cells.count[cell]++;
  cells.x[cell] += positions[2 * i];
  cells.y[cell] += positions[2 * i + 1];
}

function childOf(cells: Cells, cell: number, isRight: boolean, isUpper: boolean, width: number): number {
  const slot = 4 * cell + (isRight ? 1 : 0) + (isUpper ? 2 : 0);
  if (cells.children[slot] === 0) {
    cells.width[cells.used] = width;
    cells.children[slot] = cells.used++;
  }
  return cells.children[slot];
}

function repel(
  cells: Cells,
  stack: Int32Array,
  positions: Float64Array,
  i: number,
  opening: number,
  forces: Float64Array,
): number {
  const x = positions[2 * i];
  const y = positions[2 * i + 1];
  let depth = 1;
  let forceX = 0;
  let forceY = 0;
  let sum = 0;
  stack[0] = 0;
  while (depth > 0) {
    const cell = stack[--depth];
    const dx = x - cells.x[cell];
    const dy = y - cells.y[cell];
    const squared = dx * dx + dy * dy;
    const isLeaf = cells.point[cell] !== EMPTY;
    if (isLeaf || cells.width[cell] ** 2 < opening * opening * squared) {
      const s = 1 / (1 + squared);
      // a shared leaf may hold i itself: its own part has no force, and its s of 1 is taken off below
      const weight = cells.count[cell] * s;
      sum += weight;
      forceX += weight * s * dx;
      forceY += weight * s * dy;
      continue;
    }
    for (let slot = 4 * cell; slot < 4 * cell + 4; slot++) {
      if (cells.children[slot] !== 0) stack[depth++] = cells.children[slot];
    }
  }
  forces[2 * i] += forceX;
  forces[2 * i + 1] += forceY;
  return sum - 1;
}
