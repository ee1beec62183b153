/** Weights of a latent point's channels, and one constant, for red, green and blue: shape (3, channels + 1). */
export type ColourMap = readonly Float64Array[];

/** Keeps the equations solvable when channels move together. */
const RIDGE = 1e-4;

/**
 * The linear map that comes nearest to what the VAE decoder makes of a latent image: a preview for almost nothing.
 * @param latents shape (channels, h, w)    @param planes the decoded image, shape (3, h * factor, w * factor), in [0, 1]
 */
export function fitColours(
  latents: Float32Array,
  channels: number,
  planes: Float32Array,
  width: number,
  factor: number,
): ColourMap {
  const n = latents.length / channels;
  const row = (point: number): Float64Array =>
    Float64Array.from({ length: channels + 1 }, (_, c) => (c < channels ? latents[c * n + point] : 1));
  const rows = Array.from({ length: n }, (_, point) => row(point));
  const products = Array.from({ length: channels + 1 }, (_, a) =>
    Float64Array.from({ length: channels + 1 }, (_, b) =>
      rows.reduce((sum, r) => sum + r[a] * r[b], a === b ? RIDGE * n : 0),
    ),
  );
  return [0, 1, 2].map((colour) => {
    const plane = planes.subarray((colour * planes.length) / 3, ((colour + 1) * planes.length) / 3);
    const means = blockMeans(plane, width, factor);
    const right = Float64Array.from({ length: channels + 1 }, (_, a) =>
      rows.reduce((sum, r, i) => sum + r[a] * means[i], 0),
    );
    return solve(
      products.map((line) => Float64Array.from(line)),
      right,
    );
  });
}

/** The preview: one pixel per latent point, 3 bytes each. */
export function previewPixels(map: ColourMap, latents: Float32Array): Uint8ClampedArray {
  const channels = map[0].length - 1;
  const n = latents.length / channels;
  const pixels = new Uint8ClampedArray(n * 3);
  for (let i = 0; i < n; i++) {
    for (let colour = 0; colour < 3; colour++) {
      let value = map[colour][channels];
      for (let c = 0; c < channels; c++) value += map[colour][c] * latents[c * n + i];
      pixels[3 * i + colour] = value * 255;
    }
  }
  return pixels;
}

function blockMeans(plane: Float32Array, width: number, factor: number): Float64Array {
  const across = width / factor;
  const means = new Float64Array(plane.length / (factor * factor));
  for (let i = 0; i < plane.length; i++) {
    const block = Math.floor(Math.floor(i / width) / factor) * across + Math.floor((i % width) / factor);
    means[block] += plane[i] / (factor * factor);
  }
  return means;
}

/** Cholesky's way; matrix is symmetric and positive, and is overwritten. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= matrix[i][k] * matrix[j][k];
      matrix[i][j] = i === j ? Math.sqrt(sum) : sum / matrix[j][j];
    }
    for (let k = 0; k < i; k++) x[i] -= matrix[i][k] * x[k];
    x[i] /= matrix[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= matrix[k][i] * x[k];
    x[i] /= matrix[i][i];
  }
  return x;
}
