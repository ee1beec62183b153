import type { RgbImage } from "../../images/sharp.js";

/** One number per pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Brightness in [0, 1] by the weights of Rec. 601. */
export function luminance({ width, height, data }: RgbImage): Plane {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    out[i] = (0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]) / 255;
  }
  return { width, height, data: out };
}

/** Gaussian blur, edges repeated. @param sigma pixels, > 0 */
export function blurPlane(plane: Plane, sigma: number): Plane {
  const kernel = gaussianKernel(sigma);
  const rows = blurRows(plane, kernel);
  return transpose(blurRows(transpose(rows), kernel));
}

/** Gaussian blur of all three channels. @param sigma pixels, > 0 */
export function blurRgb(image: RgbImage, sigma: number): RgbImage {
  const { width, height } = image;
  const data = new Uint8ClampedArray(image.data.length);
  for (let channel = 0; channel < 3; channel++) {
    const plane = { width, height, data: new Float32Array(width * height) };
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = image.data[3 * i + channel];
    const blurred = blurPlane(plane, sigma).data;
    for (let i = 0; i < blurred.length; i++) data[3 * i + channel] = blurred[i];
  }
  return { width, height, data };
}

function gaussianKernel(sigma: number): Float32Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

function blurRows({ width, height, data }: Plane, kernel: Float32Array): Plane {
  const radius = (kernel.length - 1) / 2;
  const out = new Float32Array(data.length);
  const row = new Float32Array(width + 2 * radius);
  for (let y = 0; y < height; y++) {
    const start = y * width;
    row.fill(data[start], 0, radius);
    row.set(data.subarray(start, start + width), radius);
    row.fill(data[start + width - 1], radius + width);
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * row[x + k];
      out[start + x] = sum;
    }
  }
  return { width, height, data: out };
}

function transpose({ width, height, data }: Plane): Plane {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x];
  return { width: height, height: width, data: out };
}
