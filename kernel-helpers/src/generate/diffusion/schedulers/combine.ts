/** a x + b y, element by element. */
export function combine(a: number, x: Float32Array, b: number, y: Float32Array): Float32Array {
  const sum = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) sum[i] = a * x[i] + b * y[i];
  return sum;
}

/** a x, element by element. */
export function scale(a: number, x: Float32Array): Float32Array {
  return x.map((value) => a * value);
}
