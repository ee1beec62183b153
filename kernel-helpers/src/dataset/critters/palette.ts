import type { CritterColour } from "./critter-attributes.js";

/** The tones of one coat colour, each "#rrggbb". */
export interface CoatTones {
  readonly base: string;
  /** shaded parts: ear backs, far legs */
  readonly dark: string;
  readonly light: string;
  /** belly and muzzle */
  readonly belly: string;
  /** spots and stripes: far from base in lightness, so that they survive at 64 pixels */
  readonly mark: string;
  /** outlines */
  readonly line: string;
}

/** One set of tones per coat colour. */
export const COAT_TONES: Readonly<Record<CritterColour, CoatTones>> = {
  orange: { base: "#f48c2a", dark: "#c9641a", light: "#ffb35c", belly: "#ffedd2", mark: "#7a3009", line: "#4d2410" },
  yellow: { base: "#fbd33f", dark: "#dca21d", light: "#ffe988", belly: "#fff8dc", mark: "#96590d", line: "#573a10" },
  brown: { base: "#8f5a34", dark: "#68401f", light: "#b68252", belly: "#e9cfae", mark: "#f6e3c3", line: "#331d10" },
  gray: { base: "#9aa2ad", dark: "#6d7582", light: "#c3c9d1", belly: "#eceff2", mark: "#3a3f4a", line: "#2b2f38" },
  black: { base: "#413f4b", dark: "#282730", light: "#63606f", belly: "#a9a6b2", mark: "#f3efe6", line: "#121117" },
  white: { base: "#fbf8f2", dark: "#d8d0c8", light: "#ffffff", belly: "#ffffff", mark: "#4b4650", line: "#4f4650" },
  blue: { base: "#5a9ee8", dark: "#3873b9", light: "#94c6fb", belly: "#e2f1ff", mark: "#173a75", line: "#142b52" },
  pink: { base: "#f79dbb", dark: "#d76d93", light: "#ffc8da", belly: "#fff0f4", mark: "#9c2455", line: "#5c1c39" },
};

/** A colour between two, share in [0, 1] of the second; all as "#rrggbb". */
export function mix(first: string, second: string, share: number): string {
  const a = channels(first);
  const b = channels(second);
  return `#${a
    .map((value, i) =>
      Math.round(value + (b[i] - value) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** How light a "#rrggbb" colour looks, in [0, 1] (Rec. 601 luma). */
export function lightness(colour: string): number {
  const [red, green, blue] = channels(colour);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
