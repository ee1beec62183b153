/** Points sorted along a Z-shaped curve, with the squares of the plane that hold them, from the whole to the smallest. */
export interface PointTree {
  readonly points: number;
  /** which point stands at each place of the sorted order */
  readonly order: Int32Array;
  /** the points' coordinates in sorted order */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** number of squares in use; a square's own inner squares follow it at once */
  readonly squares: number;
  /** first place, and one past the last place, of a square's points */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** the next square that is not inside this one */
  readonly skip: Int32Array;
  /** mean of a square's points */
  readonly centreX: Float64Array;
  readonly centreY: Float64Array;
  /** the longer side of the smallest box around a square's points */
  readonly extent: Float64Array;
  /** squares without inner squares, in sorted order */
  readonly leaves: Int32Array;
}

const LEAF_POINTS = 16;
/** Halvings of the plane: 2^-16 of the layout's width is far below the distance at which points repel. */
const LEVELS = 16;

/** @param positions x and y interleaved, finite */
export function buildPointTree(positions: Float64Array): PointTree {
  const points = positions.length / 2;
  const codes = curveCodes(positions);
  const order = sortedByCode(codes);
  const [x, y] = [new Float64Array(points), new Float64Array(points)];
  const sortedCodes = new Uint32Array(points);
  for (let place = 0; place < points; place++) {
    const i = order[place];
    x[place] = positions[2 * i];
    y[place] = positions[2 * i + 1];
    sortedCodes[place] = codes[i];
  }
  return { points, order, x, y, ...buildSquares(sortedCodes, x, y) };
}

/** Each point's place on the curve: the bits of its column and row, taken in turn. */
function curveCodes(positions: Float64Array): Uint32Array {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let t = 0; t < positions.length; t += 2) {
    if (positions[t] < left) left = positions[t];
    if (positions[t] > right) right = positions[t];
    if (positions[t + 1] < bottom) bottom = positions[t + 1];
    if (positions[t + 1] > top) top = positions[t + 1];
  }
  const width = Math.max(right - left, top - bottom);
  const scale = width > 0 ? (2 ** LEVELS - 1) / width : 0;
  const codes = new Uint32Array(positions.length / 2);
  for (let i = 0; i < codes.length; i++) {
    const column = (positions[2 * i] - left) * scale;
    const row = (positions[2 * i + 1] - bottom) * scale;
    codes[i] = (spreadBits(column) | (spreadBits(row) << 1)) >>> 0;
  }
  return codes;
}

/** Puts a zero between the 16 low bits of a number. */
function spreadBits(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

// same as: [...codes.keys()].sort((i, j) => codes[i] - codes[j]), by counting 11 bits at a time
function sortedByCode(codes: Uint32Array): Int32Array {
  let from = Int32Array.from(codes.keys());
  let to = new Int32Array(codes.length);
  for (let shift = 0; shift < 32; shift += 11) {
    const starts = new Int32Array(2049);
    for (let i = 0; i < codes.length; i++) starts[((codes[i] >>> shift) & 2047) + 1]++;
    for (let digit = 0; digit < 2048; digit++) starts[digit + 1] += starts[digit];
    for (let place = 0; place < from.length; place++) {
      const i = from[place];
      to[starts[(codes[i] >>> shift) & 2047]++] = i;
    }
    [from, to] = [to, from];
  }
  return from;
}

type Squares = Omit<PointTree, "points" | "order" | "x" | "y">;

function buildSquares(codes: Uint32Array, x: Float64Array, y: Float64Array): Squares {
  const capacity = Math.max(1, 2 * codes.length + LEVELS);
  const [start, end, skip] = [new Int32Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
  const [centreX, centreY, extent] = [
    new Float64Array(capacity),
    new Float64Array(capacity),
    new Float64Array(capacity),
  ];
  const leaves: number[] = [];
  let squares = 0;
  const add = (from: number, to: number, level: number): void => {
    const square = squares++;
    start[square] = from;
    end[square] = to;
    describeBox(x, y, square, from, to, centreX, centreY, extent);
    if (to - from <= LEAF_POINTS || level === 0) leaves.push(square);
    else {
      let innerLevel = level - 1;
      // a step at which nothing parts would only copy the square
      while (innerLevel > 0 && codes[from] >>> (2 * innerLevel) === codes[to - 1] >>> (2 * innerLevel)) innerLevel--;
      for (let begin = from; begin < to; ) {
        const stop = endOfRun(codes, begin, to, 2 * innerLevel);
        add(begin, stop, innerLevel);
        begin = stop;
      }
    }
    skip[square] = squares;
  };
  if (codes.length > 0) add(0, codes.length, LEVELS);
  return { squares, start, end, skip, centreX, centreY, extent, leaves: Int32Array.from(leaves) };
}

/** One past the last place from begin on whose code agrees with begin's above the shifted bits. */
function endOfRun(codes: Uint32Array, begin: number, to: number, shift: number): number {
  const prefix = codes[begin] >>> shift;
  let [low, high] = [begin + 1, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codes[middle] >>> shift === prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function describeBox(
  x: Float64Array,
  y: Float64Array,
  square: number,
  from: number,
  to: number,
  centreX: Float64Array,
  centreY: Float64Array,
  extent: Float64Array,
): void {
  let [sumX, sumY, left, right, bottom, top] = [0, 0, Infinity, -Infinity, Infinity, -Infinity];
  for (let place = from; place < to; place++) {
    const [px, py] = [x[place], y[place]];
    sumX += px;
    sumY += py;
    if (px < left) left = px;
    if (px > right) right = px;
    if (py < bottom) bottom = py;
    if (py > top) top = py;
  }
  centreX[square] = sumX / (to - from);
  centreY[square] = sumY / (to - from);
  extent[square] = Math.max(right - left, top - bottom);
}
