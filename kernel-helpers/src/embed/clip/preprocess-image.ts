import type { RgbImage } from "../../images/sharp.js";
import type { ImageSettings } from "./image-settings.js";
import { type Rectangle, resample } from "./resample.js";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the model gets of one image: the pixel values, channel after channel. */
export interface PixelValues extends Size {
  /** shape (3, height, width) */
  readonly data: Float32Array;
}

/**
 * An image as transformers' processor hands it to the model: resized, cut to the middle, scaled and normalised.
 * A preprocessing that ends in different sizes for different images (no crop, proportions kept) gives different sizes here too.
 */
export function preprocessImage(image: RgbImage, settings: ImageSettings): PixelValues {
  const scaled = scaledSize(image, settings.resize);
  const { width, height } = settings.crop ?? scaled;
  // same as: crop(pad(resize(image))); only the visible part is resized
  const left = Math.floor((scaled.width - width) / 2);
  const top = Math.floor((scaled.height - height) / 2);
  const part: Rectangle = {
    left: Math.max(left, 0),
    top: Math.max(top, 0),
    width: Math.min(width, scaled.width),
    height: Math.min(height, scaled.height),
  };
  const bytes = resample(image, scaled, part, settings.filter);
  const data = new Float32Array(3 * width * height);
  const corner = { left: part.left - left, top: part.top - top };
  for (let channel = 0; channel < 3; channel++) {
    const values = valueOfByte(settings, channel);
    const plane = data.subarray(channel * width * height, (channel + 1) * width * height);
    if (part.width < width || part.height < height) plane.fill(values[0]);
    for (let y = 0; y < part.height; y++) {
      const start = (y + corner.top) * width + corner.left;
      const row = bytes.subarray(y * part.width * 3, (y + 1) * part.width * 3);
      takeChannel(row, channel, values, plane.subarray(start, start + part.width));
    }
  }
  return { width, height, data };
}

/** The values of one channel of a row. A function of its own: inside the loops above the engine leaves it slow. */
function takeChannel(row: Uint8ClampedArray, channel: number, values: Float32Array, into: Float32Array): void {
  for (let x = 0, from = channel; x < into.length; x++, from += 3) into[x] = values[row[from]];
}

function scaledSize({ width, height }: Size, resize: ImageSettings["resize"]): Size {
  if (resize === null) return { width, height };
  if (typeof resize === "object") return resize;
  const longer = Math.trunc((resize * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? { width: resize, height: longer } : { width: longer, height: resize };
}

function valueOfByte({ rescale, mean, std }: ImageSettings, channel: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte * rescale - mean[channel]) / std[channel]);
}
