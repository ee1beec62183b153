/** The basic colour words of English (Berlin & Kay 1969), in the order ties are broken. */
export const COLOUR_NAMES = [
  "black",
  "gray",
  "white",
  "red",
  "orange",
  "yellow",
  "green",
  "blue",
  "purple",
  "pink",
  "brown",
] as const;

export type ColourName = (typeof COLOUR_NAMES)[number];

/** Below this chroma a colour is black, gray or white. */
const GREY_CHROMA = 0.04;

/** Upper ends of the hues in degrees of Oklab, from 0; between them lies the name. */
const HUES: readonly { readonly upTo: number; readonly name: ColourName }[] = [
  { upTo: 10, name: "pink" },
  { upTo: 40, name: "red" },
  { upTo: 78, name: "orange" },
  { upTo: 115, name: "yellow" },
  { upTo: 185, name: "green" },
  { upTo: 283, name: "blue" },
  { upTo: 325, name: "purple" },
  { upTo: 360, name: "pink" },
];

/**
 * The everyday name of a colour. Dark or dull orange is brown, light red is pink, as in everyday use; the borders are ours.
 * @param lightness Oklab, in [0, 1]     @param a Oklab     @param b Oklab
 */
export function nameColour(lightness: number, a: number, b: number): ColourName {
  const chroma = Math.hypot(a, b);
  if (lightness < 0.22) return "black";
  if (chroma < GREY_CHROMA) {
    if (lightness < 0.35) return "black";
    return lightness > 0.9 ? "white" : "gray";
  }
  const degrees = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  const { name } = HUES.find(({ upTo }) => degrees < upTo) ?? HUES[HUES.length - 1];
  if (name === "orange" && (lightness < 0.6 || chroma < 0.08)) return "brown";
  if (name === "red" && lightness < 0.42 && degrees > 25) return "brown";
  if (name === "yellow" && lightness < 0.58) return degrees < 98 ? "brown" : "green";
  if (name === "red" && lightness > 0.72) return "pink";
  return name;
}
