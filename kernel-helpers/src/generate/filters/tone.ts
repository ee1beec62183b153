import { between, type Filter, mapTones, withData } from "./filter.js";
import { luminance } from "./planes.js";

/** More light, without washing out what is bright already. */
export const bright: Filter = {
  name: "bright",
  words: ["bright", "brighter", "light", "well lit", "overexposed", "brightly lit"],
  apply(image, random) {
    const gamma = between(random, 0.5, 0.72);
    return { image: mapTones(image, (tone) => 1.04 * tone ** gamma), strength: `gamma ${gamma.toFixed(2)}` };
  },
};

/** Less light. */
export const dark: Filter = {
  name: "dark",
  words: ["dark", "darker", "dim", "dim light", "gloomy", "shadowy", "underexposed", "poorly lit"],
  apply(image, random) {
    const gamma = between(random, 1.5, 2.2);
    return { image: mapTones(image, (tone) => 0.85 * tone ** gamma), strength: `gamma ${gamma.toFixed(2)}` };
  },
};

/** Pulls light and dark apart around the picture's own mean brightness. */
export const highContrast: Filter = {
  name: "high contrast",
  words: ["high contrast", "contrasty", "contrasted", "dramatic", "harsh light", "strong contrast"],
  apply(image, random) {
    const factor = between(random, 1.6, 2.4);
    const mean = meanBrightness(luminance(image).data);
    return { image: mapTones(image, (tone) => mean + (tone - mean) * factor), strength: `factor ${factor.toFixed(2)}` };
  },
};

/** Pushes all tones towards middle grey. */
export const lowContrast: Filter = {
  name: "low contrast",
  words: ["low contrast", "flat light", "washed out", "faded", "weak contrast"],
  apply(image, random) {
    const factor = between(random, 0.3, 0.55);
    const middle = (0.55 + meanBrightness(luminance(image).data)) / 2;
    return {
      image: mapTones(image, (tone) => middle + (tone - middle) * factor),
      strength: `factor ${factor.toFixed(2)}`,
    };
  },
};

/** Few levels per channel, as on a printed poster. */
export const posterized: Filter = {
  name: "posterized",
  words: ["posterized", "posterised", "poster", "pop art"],
  apply(image, random) {
    const levels = 3 + Math.floor(random() * 3);
    const steps = levels - 1;
    return { image: mapTones(image, (tone) => Math.round(tone * steps) / steps), strength: `${levels} levels` };
  },
};

/** Turns what is brighter than a threshold into its negative, as film that saw light while it was developed. */
export const solarized: Filter = {
  name: "solarized",
  words: ["solarized", "solarised"],
  apply(image, random) {
    const threshold = between(random, 0.4, 0.65);
    return {
      image: mapTones(image, (tone) => (tone >= threshold ? 1 - tone : tone)),
      strength: `threshold ${threshold.toFixed(2)}`,
    };
  },
};

/** The negative. */
export const inverted: Filter = {
  name: "inverted",
  words: ["inverted", "negative", "inverted colors", "inverted colours", "x ray"],
  apply: (image) => ({ image: mapTones(image, (tone) => 1 - tone), strength: "all tones" }),
};

/** A veil of grey light. */
export const foggy: Filter = {
  name: "foggy",
  words: ["foggy", "fog", "misty", "mist", "hazy", "haze"],
  apply(image, random) {
    const share = between(random, 0.4, 0.62);
    const veil = between(random, 205, 225);
    const data = image.data.map((byte) => byte + (veil - byte) * share);
    return { image: withData(image, data), strength: `veil ${share.toFixed(2)}` };
  },
};

function meanBrightness(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
