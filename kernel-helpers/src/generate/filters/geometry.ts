import { between, eitherSign, type Filter, mapTones } from "./filter.js";
import { type Affine, warp } from "./warp.js";

const STILL: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

function turn(degrees: number, scale = 1): Affine {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle) * scale;
  const sin = Math.sin(angle) * scale;
  return { ...STILL, a: cos, b: sin, c: -sin, d: cos };
}

/** What changes between two snapshots of the same thing: a little crop, tilt and light. */
export const natural: Filter = {
  name: "natural",
  words: [
    "photo",
    "photograph",
    "photography",
    "picture",
    "image",
    "snapshot",
    "photorealistic",
    "realistic",
    "real",
    "natural",
    "real world",
  ],
  apply(image, random) {
    const scale = between(random, 0.88, 0.98);
    const degrees = between(random, -5, 5);
    const [e, f] = [image.width, image.height].map((side) => (between(random, -1, 1) * side * (1 - scale)) / 2);
    const light = between(random, 0.9, 1.1);
    const moved = warp(image, { ...turn(degrees, scale), e, f });
    return {
      image: mapTones(moved, (tone) => tone * light),
      strength: `crop ${scale.toFixed(2)}, ${degrees.toFixed(1)} degrees, light ${light.toFixed(2)}`,
    };
  },
};

/** Tilts the picture by 12 to 30 degrees. */
export const rotated: Filter = {
  name: "rotated",
  words: ["rotated", "tilted", "turned", "slanted"],
  apply(image, random) {
    const degrees = eitherSign(random) * between(random, 12, 30);
    return { image: warp(image, turn(degrees, 0.95)), strength: `${degrees.toFixed(1)} degrees` };
  },
};

/** Pushes the upper and the lower edge to opposite sides. */
export const sheared: Filter = {
  name: "sheared",
  words: ["sheared", "skewed", "slanting"],
  apply(image, random) {
    const shear = eitherSign(random) * between(random, 0.2, 0.45);
    return { image: warp(image, { ...STILL, b: shear }), strength: `shear ${shear.toFixed(2)}` };
  },
};

/** Left becomes right. */
export const mirrored: Filter = {
  name: "mirrored",
  words: ["mirrored", "flipped", "reversed"],
  apply: (image) => ({ image: warp(image, { ...STILL, a: -1 }), strength: "left to right" }),
};

/** Top becomes bottom. */
export const upsideDown: Filter = {
  name: "upside down",
  words: ["upside down", "inverted vertically"],
  apply: (image) => ({ image: warp(image, { ...STILL, a: -1, d: -1 }), strength: "180 degrees" }),
};

/** Comes closer: shows 50 to 75 percent of each side, near the middle. */
export const zoomed: Filter = {
  name: "zoomed",
  words: ["zoomed", "zoomed in", "close up", "closeup", "cropped", "macro"],
  apply(image, random) {
    const scale = between(random, 0.5, 0.75);
    const [e, f] = [image.width, image.height].map((side) => between(random, -0.3, 0.3) * side * (1 - scale));
    return { image: warp(image, { ...STILL, a: scale, d: scale, e, f }), strength: `${(1 / scale).toFixed(2)} times` };
  },
};

/** Widens or narrows the picture. */
export const stretched: Filter = {
  name: "stretched",
  words: ["stretched", "squeezed", "squashed", "distorted"],
  apply(image, random) {
    const scale = between(random, 0.65, 0.8);
    const map = random() < 0.5 ? { ...STILL, a: scale } : { ...STILL, d: scale };
    return { image: warp(image, map), strength: `${map.d === 1 ? "width" : "height"} ${(1 / scale).toFixed(2)} times` };
  },
};
