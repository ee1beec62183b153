import { oklabToRgb, rgbToOklab } from "../../images/oklab.js";
import type { RgbImage } from "../../images/sharp.js";
import { between, eitherSign, type Filter, withData } from "./filter.js";

/** Multiplies how far all colours are from grey. @param factor 0 gives grey, 1 changes nothing */
export function scaleChroma(image: RgbImage, factor: number, lighten = 0): RgbImage {
  const lab = rgbToOklab(image.data);
  for (let i = 0; i < lab.length; i += 3) {
    lab[i] += lighten * (1 - lab[i]);
    lab[i + 1] *= factor;
    lab[i + 2] *= factor;
  }
  return withData(image, oklabToRgb(lab));
}

/** Multiplies red, green and blue. */
function balance(image: RgbImage, red: number, green: number, blue: number): RgbImage {
  const factors = [red, green, blue];
  return withData(
    image,
    image.data.map((byte, i) => byte * factors[i % 3]),
  );
}

export const colorful: Filter = {
  name: "colorful",
  words: ["colorful", "colourful", "vivid", "vibrant", "saturated", "rich colors", "rich colours"],
  apply(image, random) {
    const factor = between(random, 1.5, 2.2);
    return { image: scaleChroma(image, factor), strength: `chroma ${factor.toFixed(2)}` };
  },
};

export const muted: Filter = {
  name: "muted",
  words: ["muted", "desaturated", "dull", "drab", "muted colors", "muted colours"],
  apply(image, random) {
    const factor = between(random, 0.25, 0.5);
    return { image: scaleChroma(image, factor), strength: `chroma ${factor.toFixed(2)}` };
  },
};

export const pastel: Filter = {
  name: "pastel",
  words: ["pastel", "pale", "soft colors", "soft colours", "pastel colors", "pastel colours"],
  apply(image, random) {
    const lighten = between(random, 0.4, 0.55);
    return { image: scaleChroma(image, 0.7, lighten), strength: `lightened ${lighten.toFixed(2)}` };
  },
};

export const grayscale: Filter = {
  name: "grayscale",
  words: ["grayscale", "greyscale", "black and white", "monochrome", "colorless", "colourless"],
  apply: (image) => ({ image: scaleChroma(image, 0), strength: "no colour" }),
};

/** The brown of old prints. */
export const sepia: Filter = {
  name: "sepia",
  words: ["sepia", "vintage", "old photo", "antique", "retro"],
  apply(image, random) {
    const chroma = between(random, 0.05, 0.085);
    const lab = rgbToOklab(image.data);
    for (let i = 0; i < lab.length; i += 3) {
      lab[i] = 0.12 + 0.82 * lab[i];
      lab[i + 1] = 0.35 * chroma;
      lab[i + 2] = 0.94 * chroma;
    }
    return { image: withData(image, oklabToRgb(lab)), strength: `chroma ${chroma.toFixed(3)}` };
  },
};

/** Late sun. */
export const warm: Filter = {
  name: "warm",
  words: ["warm", "sunny", "sunset", "sunlit", "golden hour", "warm light"],
  apply(image, random) {
    const amount = between(random, 0.14, 0.28);
    return { image: balance(image, 1 + amount * 0.7, 1, 1 - amount), strength: `amount ${amount.toFixed(2)}` };
  },
};

/** Shade and winter light. */
export const cold: Filter = {
  name: "cold",
  words: ["cold", "cool", "wintry", "bluish", "cold light"],
  apply(image, random) {
    const amount = between(random, 0.14, 0.28);
    return { image: balance(image, 1 - amount, 1, 1 + amount * 0.7), strength: `amount ${amount.toFixed(2)}` };
  },
};

/** Dark and blue. */
export const night: Filter = {
  name: "night",
  words: ["night", "nighttime", "moonlit", "moonlight", "midnight"],
  apply(image, random) {
    const light = between(random, 0.32, 0.48);
    const lab = rgbToOklab(image.data);
    for (let i = 0; i < lab.length; i += 3) {
      lab[i] *= light + 0.3 * lab[i];
      lab[i + 1] = 0.45 * lab[i + 1];
      lab[i + 2] = 0.45 * lab[i + 2] - 0.045;
    }
    return { image: withData(image, oklabToRgb(lab)), strength: `light ${light.toFixed(2)}` };
  },
};

/** Dark parts take one hue, light parts the one opposite, all colours stronger: a poster of no known place. */
export function splitTone(image: RgbImage, hue: number, amount: number): RgbImage {
  const lab = rgbToOklab(image.data);
  const [a, b] = [amount * Math.cos(hue), amount * Math.sin(hue)];
  for (let i = 0; i < lab.length; i += 3) {
    const side = 1 - 2 * lab[i]; // 1 in the dark, -1 in the light
    lab[i + 1] = 1.5 * lab[i + 1] + side * a;
    lab[i + 2] = 1.5 * lab[i + 2] + side * b;
  }
  return withData(image, oklabToRgb(lab));
}

/** Turns all hues by the same angle. */
export const hueShifted: Filter = {
  name: "hue shifted",
  words: ["psychedelic", "surreal colors", "surreal colours", "false color", "false colour", "hue shifted"],
  apply(image, random) {
    const angle = eitherSign(random) * between(random, Math.PI / 3, Math.PI);
    const lab = rgbToOklab(image.data);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let i = 0; i < lab.length; i += 3) {
      const a = lab[i + 1];
      lab[i + 1] = cos * a - sin * lab[i + 2];
      lab[i + 2] = sin * a + cos * lab[i + 2];
    }
    return { image: withData(image, oklabToRgb(lab)), strength: `${Math.round((angle * 180) / Math.PI)} degrees` };
  },
};
