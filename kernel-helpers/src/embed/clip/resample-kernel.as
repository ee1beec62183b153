// AssemblyScript; make-resample-kernel.mjs makes resample-kernel-bytes.ts of it.
// Pointers are byte offsets into the memory. Sums are of whole 22-bit weights times bytes, rounded to bytes, as in resample.ts's plain form.
// Pixels are read four bytes at a time and rows eight: what is read beyond an end is not used, what is written beyond it is written again,
// and behind the last row there must be room for eight bytes more.

const PRECISION_BITS = 22;

/** Every row as wide as there are weights: for x: to[x] = sum over j of from[starts[x] + j] * weights[x * stride + j]. */
export function scaleColumns(
  from: usize,
  rowLength: i32,
  height: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  width: i32,
  to: usize,
): void {
  const half = i32x4.splat(1 << (PRECISION_BITS - 1));
  for (let y = 0; y < height; y++) {
    const row = from + <usize>(y * rowLength);
    for (let x = 0; x < width; x++) {
      let at = row + <usize>(load<i32>(starts + (<usize>x << 2)) * 3);
      let weight = weights + (<usize>(x * stride) << 2);
      const end = weight + (<usize>load<i32>(counts + (<usize>x << 2)) << 2);
      let sums = half; // red, green, blue, and one that is not used
      while (weight < end) {
        const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
        sums = i32x4.add(sums, i32x4.mul(pixel, v128.load32_splat(weight)));
        at += 3;
        weight += 4;
      }
      v128.store32_lane(to, toBytes(sums, sums), 0);
      to += 3;
    }
  }
}

/** Every column as high as there are weights: for y: to[y] = sum over j of from[starts[y] - first + j] * weights[y * stride + j]. */
export function scaleRows(
  from: usize,
  rowLength: i32,
  first: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
  height: i32,
  to: usize,
): void {
  const half = i32x4.splat(1 << (PRECISION_BITS - 1));
  for (let y = 0; y < height; y++) {
    const count = load<i32>(counts + (<usize>y << 2));
    const top = from + <usize>((load<i32>(starts + (<usize>y << 2)) - first) * rowLength);
    for (let x = 0; x < rowLength; x += 8) {
      let low = half;
      let high = half;
      let at = top + <usize>x;
      let weight = weights + (<usize>(y * stride) << 2);
      for (let j = 0; j < count; j++) {
        const bytes = i16x8.extend_low_i8x16_u(v128.load64_zero(at));
        const factor = v128.load32_splat(weight);
        low = i32x4.add(low, i32x4.mul(i32x4.extend_low_i16x8_u(bytes), factor));
        high = i32x4.add(high, i32x4.mul(i32x4.extend_high_i16x8_u(bytes), factor));
        at += rowLength;
        weight += 4;
      }
      v128.store64_lane(to + <usize>x, toBytes(low, high), 0);
    }
    to += rowLength;
  }
}

/** Rounds down and cuts to 0 to 255. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function toBytes(low: v128, high: v128): v128 {
  const words = i16x8.narrow_i32x4_s(i32x4.shr_s(low, PRECISION_BITS), i32x4.shr_s(high, PRECISION_BITS));
  return i8x16.narrow_i16x8_u(words, words);
}
