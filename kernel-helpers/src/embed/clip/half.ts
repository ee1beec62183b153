/** Half-precision numbers, carried as their 16 bits. */

const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/** Rounds to the nearest half, ties to even; too large numbers become infinite. */
export function toHalves(numbers: Float32Array): Uint16Array {
  return Uint16Array.from(numbers, (number) => {
    FLOAT[0] = number;
    const sign = (BITS[0] >>> 16) & 0x8000;
    const size = Math.abs(number);
    if (Number.isNaN(number)) return 0x7e00;
    if (size >= 65520) return sign | 0x7c00; // half way between the largest half and what would come next
    if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24); // below the normal halves: whole steps of 2^-24
    const exponent = ((BITS[0] >>> 23) & 0xff) - 127;
    const steps = roundToEven(size * 2 ** (10 - exponent)); // 1024 to 2048; 2048 carries into the exponent by itself
    return sign | (((exponent + 15) << 10) + steps - 1024);
  });
}

/** Exact: every half is a float32. */
export function fromHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}

function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
