import { oklabToRgb, rgbToOklab } from "../../images/oklab.js";
import type { RgbImage } from "../../images/sharp.js";
import type { Random } from "../../types.js";
import { between, type Filter, withData } from "./filter.js";

/** A colour of Oklab in polar form. */
interface Polar {
  /** in [0, 1] */
  readonly lightness: number;
  /** 0 is grey */
  readonly chroma: number;
  /** radians */
  readonly hue: number;
}

/** What colour words mean, as sRGB. */
const COLOURS: Readonly<Record<string, { readonly rgb: readonly number[]; readonly words: readonly string[] }>> = {
  red: { rgb: [205, 45, 40], words: ["red", "crimson", "scarlet"] },
  orange: { rgb: [238, 135, 40], words: ["orange", "ginger"] },
  yellow: { rgb: [240, 205, 60], words: ["yellow", "golden", "gold", "blond", "blonde"] },
  green: { rgb: [80, 160, 70], words: ["green", "lime", "olive"] },
  teal: { rgb: [40, 160, 160], words: ["teal", "turquoise", "cyan"] },
  blue: { rgb: [60, 105, 205], words: ["blue", "navy", "azure"] },
  purple: { rgb: [135, 75, 180], words: ["purple", "violet", "lavender"] },
  pink: { rgb: [240, 150, 180], words: ["pink", "rosy", "magenta"] },
  brown: { rgb: [125, 80, 45], words: ["brown", "chocolate", "tan"] },
  black: { rgb: [45, 45, 48], words: ["black"] },
  gray: { rgb: [135, 135, 138], words: ["gray", "grey", "silver"] },
  white: { rgb: [238, 238, 236], words: ["white", "ivory"] },
};

/** Hue bins of the search for the subject's colour; one more bin counts the greys. */
const BINS = 36;
/** Below this chroma a pixel is grey. */
const GREY = 0.035;

/** One filter per colour word: gives the subject that colour and leaves the rest. */
export const recolourings: readonly Filter[] = Object.entries(COLOURS).map(([name, { rgb, words }]) => ({
  name,
  words,
  apply(image: RgbImage, random: Random) {
    const [lightness, a, b] = rgbToOklab(rgb);
    const hue = Math.atan2(b, a) + between(random, -0.08, 0.08);
    const target = { lightness: lightness + between(random, -0.04, 0.04), chroma: Math.hypot(a, b), hue };
    return { image: recolour(image, target), strength: `hue ${Math.round((hue * 180) / Math.PI)} degrees` };
  },
}));

/** Gives the subject a colour that it does not have. */
export const recoloured: Filter = {
  name: "recolored",
  words: ["recolored", "recoloured", "different color", "different colour", "another color", "another colour"],
  apply(image, random) {
    const subject = findSubject(rgbToOklab(image.data), image.width, image.height);
    const hue = subject.hue + between(random, Math.PI / 3, (5 * Math.PI) / 3);
    const target = { lightness: subject.lightness, chroma: Math.max(0.11, subject.chroma), hue };
    return { image: recolour(image, target), strength: `hue ${Math.round((hue * 180) / Math.PI)} degrees` };
  },
};

/**
 * Moves the subject's colour to the target and keeps its shading.
 * The subject is guessed: the hue that the middle of the picture has more of than its rim. A picture where both are alike is recoloured wrongly.
 */
export function recolour(image: RgbImage, target: Polar): RgbImage {
  const lab = rgbToOklab(image.data);
  const subject = findSubject(lab, image.width, image.height);
  const centre = centreWeights(image.width, image.height);
  const stretch = subject.isGrey ? 1 : Math.min(3, target.chroma / Math.max(subject.chroma, 0.02));
  for (let i = 0; i < lab.length; i += 3) {
    const chroma = Math.hypot(lab[i + 1], lab[i + 2]);
    const hue = Math.atan2(lab[i + 2], lab[i + 1]);
    const share = membership(subject, chroma, hue, lab[i], centre[i / 3]);
    if (share === 0) continue;
    const newHue = subject.isGrey ? target.hue : target.hue + 0.6 * signedAngle(hue - subject.hue);
    const newChroma = subject.isGrey ? target.chroma : chroma * stretch;
    lab[i] += share * 0.85 * (target.lightness - subject.lightness);
    lab[i + 1] += share * (newChroma * Math.cos(newHue) - lab[i + 1]);
    lab[i + 2] += share * (newChroma * Math.sin(newHue) - lab[i + 2]);
  }
  return withData(image, oklabToRgb(lab));
}

interface Subject extends Polar {
  readonly isGrey: boolean;
}

/** How much a pixel belongs to the subject, in [0, 1]. */
function membership(subject: Subject, chroma: number, hue: number, lightness: number, centre: number): number {
  if (subject.isGrey) {
    // outlines and paper stay; greys count less towards the rim, where they are background
    const mid = ramp(lightness, 0.2, 0.35) * (1 - ramp(lightness, 0.97, 1));
    return (
      (1 - ramp(chroma, GREY, 2 * GREY)) *
      mid *
      ramp(centre, 0.1, 0.45) *
      (1 - ramp(Math.abs(lightness - subject.lightness), 0.15, 0.35))
    );
  }
  return ramp(chroma, 0.4 * GREY, 1.2 * GREY) * (1 - ramp(angleBetween(hue, subject.hue), 0.45, 0.85));
}

/** The colour that the middle has and the rim has not. */
function findSubject(lab: Float32Array, width: number, height: number): Subject {
  const centre = centreWeights(width, height);
  const lead = binLead(lab, centre);
  const hues = lead.slice(0, BINS);
  const best = hues.indexOf(Math.max(...hues));
  const isGrey = lead[BINS] > 2 * hues[best]; // skies and walls are grey too, so a hue is believed first
  const binHue = ((best + 0.5) / BINS) * 2 * Math.PI - Math.PI;
  const sums = { weight: 1e-9, lightness: 0, a: 0, b: 0 };
  for (let i = 0; i < lab.length; i += 3) {
    const chroma = Math.hypot(lab[i + 1], lab[i + 2]);
    const fits = isGrey
      ? chroma < GREY
      : chroma >= GREY && angleBetween(Math.atan2(lab[i + 2], lab[i + 1]), binHue) < 0.45;
    if (!fits || lab[i] < 0.25) continue;
    const weight = centre[i / 3] ** 2;
    sums.weight += weight;
    sums.lightness += weight * lab[i];
    sums.a += weight * lab[i + 1];
    sums.b += weight * lab[i + 2];
  }
  const hue = Math.atan2(sums.b, sums.a);
  return { isGrey, hue, lightness: sums.lightness / sums.weight, chroma: Math.hypot(sums.a, sums.b) / sums.weight };
}

/** Share of each hue (and of grey) in the middle minus its share at the rim, smoothed over neighbouring hues. */
function binLead(lab: Float32Array, centre: Float32Array): number[] {
  const middle = new Float64Array(BINS + 1);
  const rim = new Float64Array(BINS + 1);
  for (let i = 0; i < lab.length; i += 3) {
    if (lab[i] < 0.25) continue; // outlines and deep shadow have no colour worth counting
    const chroma = Math.hypot(lab[i + 1], lab[i + 2]);
    const turn = (Math.atan2(lab[i + 2], lab[i + 1]) + Math.PI) / (2 * Math.PI);
    const bin = chroma < GREY ? BINS : Math.min(BINS - 1, Math.floor(turn * BINS));
    middle[bin] += centre[i / 3] ** 2;
    rim[bin] += (1 - centre[i / 3]) ** 2;
  }
  const total = (bins: Float64Array): number => bins.reduce((sum, value) => sum + value, 1e-9);
  const [all, outside] = [total(middle), total(rim)];
  const lead = Array.from(middle, (value, bin) => value / all - rim[bin] / outside);
  const smooth = lead
    .slice(0, BINS)
    .map((_, bin) => [-2, -1, 0, 1, 2].reduce((sum, d) => sum + lead[(bin + d + BINS) % BINS], 0));
  return [...smooth, lead[BINS]];
}

/** 1 in the middle, falling to 0 in the corners. */
function centreWeights(width: number, height: number): Float32Array {
  const weights = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const r2 = ((2 * x + 1) / width - 1) ** 2 + ((2 * y + 1) / height - 1) ** 2;
      weights[i] = Math.exp(-1.6 * r2);
    }
  }
  return weights;
}

function ramp(value: number, from: number, to: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

function angleBetween(a: number, b: number): number {
  return Math.abs(signedAngle(a - b));
}

/** The same angle in [-pi, pi). */
function signedAngle(angle: number): number {
  return ((((angle + Math.PI) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI)) - Math.PI;
}
