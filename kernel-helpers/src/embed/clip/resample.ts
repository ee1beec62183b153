import type { RgbImage } from "../../images/sharp.js";
import { type ResampleKernel, resampleKernel } from "./resample-kernel.js";

/** How neighbouring pixels are weighed when an image is made larger or smaller. */
export type Filter = "bilinear" | "bicubic" | "lanczos";

/** A rectangle of pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Weights are whole numbers of 1 / 2^22, as in Pillow: the sums must round where its sums round. */
const PRECISION_BITS = 22;

const FILTERS: Readonly<Record<Filter, { readonly reach: number; readonly weight: (x: number) => number }>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { reach: 2, weight: (x) => cubic(Math.abs(x)) },
  lanczos: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/**
 * A part of the image after it is scaled to width x height, byte for byte what Pillow 13's Image.resize gives: antialiased when made
 * smaller, two passes, each rounded to bytes. (Up to Pillow 12 columns always came first; tall images then differ in their rounding.)
 * libvips's own cubic differs by up to 10 levels, 17 when made larger. The sums are made in WebAssembly, four at a time.
 * @param part lies inside width x height; little more than it needs is computed
 * @returns length part.width * part.height * 3
 * @source the filters: Keys 1981 with a = -1/2; Duchon 1979
 */
export function resample(
  image: RgbImage,
  { width, height }: { readonly width: number; readonly height: number },
  part: Rectangle,
  filter: Filter,
): Uint8ClampedArray {
  const columns = weigh(image.width, width, part.left, part.width, filter);
  const rows = weigh(image.height, height, part.top, part.height, filter);
  const lost = image.height - height;
  if (lost > 0 && lost > 2 * (image.width - width)) return scaleColumns(scaleRows(image, rows, 0), columns).data;
  const first = rows.starts[0];
  const last = rows.starts[part.height - 1] + rows.counts[part.height - 1];
  const rowLength = image.width * 3;
  const needed = { ...image, height: last - first, data: image.data.subarray(first * rowLength, last * rowLength) };
  return scaleRows(scaleColumns(needed, columns), rows, first).data;
}

/** For each new pixel along one side: the old pixels it is made of, and how much each counts. */
interface Weights {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** weights of new pixel i from i * stride */
  readonly stride: number;
  readonly weights: Int32Array;
}

function weigh(oldSize: number, newSize: number, first: number, count: number, filter: Filter): Weights {
  const { reach, weight } = FILTERS[filter];
  const scale = oldSize / newSize;
  const stretch = Math.max(scale, 1); // made smaller, the filter reaches over more old pixels
  const support = reach * stretch;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * stride);
  const shares = new Float64Array(stride);
  for (let i = 0; i < count; i++) {
    const center = (first + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(oldSize, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let j = 0; j < end - start; j++) {
      shares[j] = weight((j + start - center + 0.5) / stretch);
      sum += shares[j];
    }
    for (let j = 0; j < end - start; j++) {
      const share = (sum === 0 ? shares[j] : shares[j] / sum) * 2 ** PRECISION_BITS;
      weights[i * stride + j] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
    starts[i] = start;
    counts[i] = end - start;
  }
  return { starts, counts, stride, weights };
}

/** Every row as wide as there are weights. */
function scaleColumns(image: RgbImage, columns: Weights): RgbImage {
  const width = columns.starts.length;
  // same as: for each y, x and channel c: data[y][x][c] = (half + sum over j of image[y][starts[x] + j][c] * weights[x][j]) >> 22, cut to 0 to 255
  const data = runPass(image, columns, width * image.height * 3, (kernel, places) => {
    const { from, starts, counts, weights, to } = places;
    kernel.scaleColumns(from, image.width * 3, image.height, starts, counts, weights, columns.stride, width, to);
  });
  return { width, height: image.height, data };
}

/** Every column as high as there are weights. @param first the row that the weights count as the image's first */
function scaleRows(image: RgbImage, rows: Weights, first: number): RgbImage {
  const height = rows.starts.length;
  // same as: for each y and byte x of a row: data[y][x] = (half + sum over j of image[starts[y] - first + j][x] * weights[y][j]) >> 22, cut to 0 to 255
  const data = runPass(image, rows, height * image.width * 3, (kernel, places) => {
    const { from, starts, counts, weights, to } = places;
    kernel.scaleRows(from, image.width * 3, first, starts, counts, weights, rows.stride, height, to);
  });
  return { width: image.width, height, data };
}

/** Where a pass finds its input and leaves its output, byte offsets. */
interface Places {
  readonly starts: number;
  readonly counts: number;
  readonly weights: number;
  readonly from: number;
  readonly to: number;
}

/** What the kernel may read or write beyond an end. */
const SLACK = 16;

function runPass(
  image: RgbImage,
  { starts, counts, weights }: Weights,
  length: number,
  pass: (kernel: ResampleKernel, places: Places) => void,
): Uint8ClampedArray {
  const countsAt = starts.byteLength;
  const weightsAt = countsAt + counts.byteLength;
  const from = weightsAt + weights.byteLength;
  const to = from + image.data.length + SLACK;
  const kernel = resampleKernel(to + length + SLACK);
  const { buffer } = kernel.memory;
  new Int32Array(buffer).set(starts, 0);
  new Int32Array(buffer).set(counts, countsAt / 4);
  new Int32Array(buffer).set(weights, weightsAt / 4);
  new Uint8Array(buffer).set(image.data, from);
  pass(kernel, { starts: 0, counts: countsAt, weights: weightsAt, from, to });
  return new Uint8ClampedArray(buffer.slice(to, to + length));
}

function cubic(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
