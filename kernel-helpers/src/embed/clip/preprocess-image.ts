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
  for (let channel = 0; channel < 3; channel++) {
    const values = valueOfByte(settings, channel);
    const plane = data.subarray(channel * width * height, (channel + 1) * width * height);
    if (part.width < width || part.height < height) plane.fill(values[0]);
    for (let y = 0; y < part.height; y++) {
      const to = (y + part.top - top) * width + part.left - left;
      const from = y * part.width * 3 + channel;
      for (let x = 0; x < part.width; x++) plane[to + x] = values[bytes[from + 3 * x]];
    }
  }
  return { width, height, data };
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
