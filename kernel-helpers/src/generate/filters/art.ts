import { oklabToRgb, rgbToOklab } from "../../images/oklab.js";
import type { RgbImage } from "../../images/sharp.js";
import { randomNormal } from "../../linalg/random.js";
import { scaleChroma, splitTone } from "./colour.js";
import { between, type Filter, longerSide, withData } from "./filter.js";
import { blurPlane, luminance, type Plane } from "./planes.js";
import { smoothRegions } from "./smooth-regions.js";

/** Pencil on paper: each pixel divided by its blurred surroundings leaves lines where brightness changes, and white elsewhere. */
export const sketch: Filter = {
  name: "sketch",
  words: [
    "sketch",
    "pencil sketch",
    "sketched",
    "drawing",
    "pencil drawing",
    "line drawing",
    "pencil",
    "charcoal",
    "hand drawn",
  ],
  apply(image, random) {
    const sigma = between(random, 0.014, 0.028) * longerSide(image) + 0.4;
    const pressure = between(random, 1.6, 3);
    const light = luminance(image);
    const around = blurPlane(light, sigma).data;
    const data = new Uint8ClampedArray(image.data.length);
    for (let i = 0; i < around.length; i++) {
      // colour dodge of the grey picture by its blurred negative
      const line = Math.min(1, (light.data[i] + 0.02) / (around[i] + 0.02)) ** pressure;
      const shading = 0.78 + 0.22 * light.data[i];
      const paper = 250 + 3 * randomNormal(random);
      const tone = paper * line * shading;
      data.fill(tone, 3 * i, 3 * i + 2);
      data[3 * i + 2] = tone * 0.98;
    }
    return { image: withData(image, data), strength: `width ${sigma.toFixed(1)} px, pressure ${pressure.toFixed(1)}` };
  },
};

/** Thick paint: flat strokes, strong colour, light from the upper left on their edges. */
export const oilPainting: Filter = {
  name: "oil painting",
  words: ["oil painting", "oil paint", "painting", "painted", "impressionist", "acrylic painting"],
  apply(image, random) {
    const radius = brushRadius(image, between(random, 0.009, 0.014));
    const relief = between(random, 1.2, 2.2);
    const strokes = scaleChroma(smoothRegions(smoothRegions(image, radius), radius), 1.3);
    return { image: emboss(strokes, relief), strength: `brush ${radius} px, relief ${relief.toFixed(1)}` };
  },
};

/** Thin paint on paper: flat washes, pale, darker where a wash ends. */
export const watercolor: Filter = {
  name: "watercolor",
  words: ["watercolor", "watercolour", "watercolor painting", "watercolour painting", "aquarelle"],
  apply(image, random) {
    const radius = brushRadius(image, between(random, 0.01, 0.015));
    const lighten = between(random, 0.2, 0.32);
    const washes = smoothRegions(smoothRegions(image, radius), radius);
    const rims = edges(luminance(washes), longerSide(image) * 0.003 + 0.6);
    const pale = scaleChroma(washes, 1.05, lighten);
    const data = pale.data.map((byte, i) => byte * (1 - 0.35 * rims[Math.floor(i / 3)]) + 2 * randomNormal(random));
    return { image: withData(image, data), strength: `brush ${radius} px, paper ${lighten.toFixed(2)}` };
  },
};

/** Flat colours in a few steps of light, with dark outlines. */
export const cartoon: Filter = {
  name: "cartoon",
  words: [
    "cartoon",
    "comic",
    "anime",
    "flat colors",
    "flat colours",
    "clip art",
    "illustration",
    "illustrated",
    "cel shaded",
  ],
  apply(image, random) {
    const steps = 4 + Math.floor(random() * 3);
    const ink = between(random, 0.6, 0.95);
    const radius = brushRadius(image, 0.008);
    const flat = smoothRegions(smoothRegions(image, radius), radius);
    const lines = edges(luminance(flat), longerSide(image) * 0.0025 + 0.6);
    const lab = rgbToOklab(flat.data);
    for (let i = 0; i < lab.length; i += 3) {
      lab[i] = quantizeSoftly(lab[i], steps) * (1 - ink * lines[i / 3]);
      const chroma = 1.35 * (1 - 0.6 * lines[i / 3]);
      lab[i + 1] *= chroma;
      lab[i + 2] *= chroma;
    }
    return { image: withData(image, oklabToRgb(lab)), strength: `${steps} steps, ink ${ink.toFixed(2)}` };
  },
};

/** Flattened forms in two chosen hues: no particular style, but no photograph any more. */
export const stylized: Filter = {
  name: "stylized",
  words: ["stylized", "stylised", "artistic", "abstract", "artsy", "decorative"],
  apply(image, random) {
    const hue = between(random, 0, 2 * Math.PI);
    const amount = between(random, 0.06, 0.12);
    const flat = smoothRegions(image, brushRadius(image, 0.01));
    return {
      image: splitTone(flat, hue, amount),
      strength: `hue ${Math.round((hue * 180) / Math.PI)} degrees, amount ${amount.toFixed(2)}`,
    };
  },
};

function brushRadius(image: RgbImage, share: number): number {
  return Math.max(1, Math.round(share * longerSide(image)));
}

/** Steps of light with soft edges. @source Winnemöller, Olsen & Gooch 2006, "Real-time video abstraction" */
function quantizeSoftly(value: number, steps: number): number {
  const nearest = Math.round(value * steps) / steps;
  return nearest + (Math.tanh(9 * (value - nearest) * steps) / (2 * steps)) * 0.5;
}

/**
 * Dark lines along edges, 1 on a line, 0 elsewhere: a thresholded difference of two blurs.
 * @param sigma pixels, about half a line's width     @source Winnemöller 2011, "XDoG"
 */
function edges(light: Plane, sigma: number): Float32Array {
  const narrow = blurPlane(light, sigma).data;
  const wide = blurPlane(light, 1.6 * sigma).data;
  return narrow.map((value, i) => {
    const difference = value - wide[i];
    return difference < 0 ? Math.tanh(-35 * Math.min(0, difference + 0.004)) : 0;
  });
}

/** Light falling from the upper left over the paint. */
function emboss(image: RgbImage, relief: number): RgbImage {
  const { width, height, data } = image;
  const light = luminance(image).data;
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const before = light[Math.max(0, y - 1) * width + Math.max(0, x - 1)];
      const shine = 18 * relief * Math.tanh(6 * (light[i] - before));
      for (let channel = 0; channel < 3; channel++) out[3 * i + channel] = data[3 * i + channel] + shine;
    }
  }
  return withData(image, out);
}
