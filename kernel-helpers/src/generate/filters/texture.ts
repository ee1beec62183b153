import { randomNormal } from "../../linalg/random.js";
import { between, type Filter, longerSide, withData } from "./filter.js";
import { blurRgb } from "./planes.js";

/** Out of focus. */
export const blurred: Filter = {
  name: "blurred",
  words: ["blurred", "blurry", "out of focus", "soft focus", "unfocused", "defocused"],
  apply(image, random) {
    const sigma = between(random, 0.006, 0.016) * longerSide(image) + 0.4;
    return { image: blurRgb(image, sigma), strength: `sigma ${sigma.toFixed(1)} px` };
  },
};

/** Edges made stronger: the picture plus its difference from a blurred copy. */
export const sharpened: Filter = {
  name: "sharp",
  words: ["sharp", "crisp", "sharpened", "detailed", "in focus"],
  apply(image, random) {
    const amount = between(random, 0.8, 1.8);
    const soft = blurRgb(image, 0.004 * longerSide(image) + 0.6).data;
    const data = image.data.map((byte, i) => byte + amount * (byte - soft[i]));
    return { image: withData(image, data), strength: `amount ${amount.toFixed(2)}` };
  },
};

/** The grain of film in little light. */
export const grainy: Filter = {
  name: "grainy",
  words: ["grainy", "noisy", "grain", "noise", "film grain"],
  apply(image, random) {
    const sigma = between(random, 14, 32);
    const data = new Uint8ClampedArray(image.data.length);
    for (let i = 0; i < data.length; i += 3) {
      const grain = sigma * randomNormal(random);
      for (let channel = 0; channel < 3; channel++) {
        data[i + channel] = image.data[i + channel] + grain + 0.35 * sigma * (random() + random() - 1);
      }
    }
    return { image: withData(image, data), strength: `sigma ${sigma.toFixed(0)} of 255` };
  },
};

/** Large square pixels. */
export const pixelated: Filter = {
  name: "pixelated",
  words: ["pixelated", "pixel art", "pixelized", "8 bit", "low resolution"],
  apply(image, random) {
    const { width, height } = image;
    const cells = Math.round(between(random, 20, 32));
    const side = Math.max(2, Math.round(longerSide(image) / cells));
    const data = new Uint8ClampedArray(image.data.length);
    for (let top = 0; top < height; top += side) {
      for (let left = 0; left < width; left += side) {
        const pixels = cellPixels(left, top, Math.min(width, left + side), Math.min(height, top + side), width);
        for (let channel = 0; channel < 3; channel++) {
          const mean = pixels.reduce((sum, i) => sum + image.data[i + channel], 0) / pixels.length;
          for (const i of pixels) data[i + channel] = mean;
        }
      }
    }
    return { image: withData(image, data), strength: `cells of ${side} px` };
  },
};

function cellPixels(left: number, top: number, right: number, bottom: number, width: number): number[] {
  const pixels: number[] = [];
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) pixels.push(3 * (y * width + x));
  return pixels;
}
