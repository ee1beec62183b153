import type { RgbImage } from "../../images/sharp.js";

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
 * libvips's own cubic differs by up to 10 levels, 17 when made larger.
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
  const from = bytesOf(image);
  const data = new Uint8ClampedArray(width * image.height * 3);
  for (let y = 0; y < image.height; y++) {
    const row = from.subarray(y * image.width * 3, (y + 1) * image.width * 3);
    scaleRow(row, columns, data.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return { width, height: image.height, data };
}

function scaleRow(row: Uint8Array, { starts, counts, stride, weights }: Weights, into: Uint8ClampedArray): void {
  const half = 1 << (PRECISION_BITS - 1);
  for (let x = 0; x < starts.length; x++) {
    let at = starts[x] * 3;
    let red = half;
    let green = half;
    let blue = half;
    const end = x * stride + counts[x];
    for (let j = x * stride; j < end; j++, at += 3) {
      const weight = weights[j];
      red = (red + Math.imul(row[at], weight)) | 0;
      green = (green + Math.imul(row[at + 1], weight)) | 0;
      blue = (blue + Math.imul(row[at + 2], weight)) | 0;
    }
    into[3 * x] = red >> PRECISION_BITS;
    into[3 * x + 1] = green >> PRECISION_BITS;
    into[3 * x + 2] = blue >> PRECISION_BITS;
  }
}

/** Every column as high as there are weights. @param first the row that the weights count as the image's first */
function scaleRows(image: RgbImage, { starts, counts, stride, weights }: Weights, first: number): RgbImage {
  const from = bytesOf(image);
  const rowLength = image.width * 3;
  const data = new Uint8ClampedArray(starts.length * rowLength);
  let to = 0;
  for (let y = 0; y < starts.length; y++) {
    const end = y * stride + counts[y];
    const top = (starts[y] - first) * rowLength;
    for (let x = 0; x < rowLength; x++) {
      let sum = 1 << (PRECISION_BITS - 1);
      for (let j = y * stride, at = top + x; j < end; j++, at += rowLength) {
        sum = (sum + Math.imul(from[at], weights[j])) | 0;
      }
      data[to++] = sum >> PRECISION_BITS;
    }
  }
  return { width: image.width, height: starts.length, data };
}

/** The same bytes; reading them so is a third faster. */
function bytesOf({ data }: RgbImage): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function cubic(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? -0.5 * (((x - 5) * x + 8) * x - 4) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
