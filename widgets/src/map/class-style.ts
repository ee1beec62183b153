/**
 * Ten colours per theme, apart from one another to normal and to colour-blind eyes, apart from the background and from grey.
 * Found by a search for the largest smallest distance in OKLab over normal vision and Machado's protan and deutan views, among colours
 * with a contrast of 3:1 or more to the background; a test checks both.
 * @source Machado, Oliveira & Fernandes 2009; Ottosson 2020 (OKLab)
 */
const LIGHT_COLORS: readonly string[] = [
  "#2d78ff",
  "#ff2d0f",
  "#1e965a",
  "#b42db4",
  "#1e0f87",
  "#a5000f",
  "#005a5a",
  "#a587b4",
  "#5a002d",
  "#0f00ff",
];
const DARK_COLORS: readonly string[] = [
  "#87f0ff",
  "#c42e6a",
  "#e1a500",
  "#a569f0",
  "#c3f04b",
  "#d2692d",
  "#b4a5ff",
  "#1ed296",
  "#4ba5a5",
  "#3c78a5",
];

/** Beyond ten classes the colours repeat in the next shape. */
const SYMBOLS = ["circle", "square", "diamond", "triangle-up"] as const;

export type ClassSymbol = (typeof SYMBOLS)[number];

export function classColor(classIndex: number, dark: boolean): string {
  const colors = dark ? DARK_COLORS : LIGHT_COLORS;
  return colors[classIndex % colors.length];
}

export function classSymbol(classIndex: number): ClassSymbol {
  return SYMBOLS[Math.floor(classIndex / LIGHT_COLORS.length) % SYMBOLS.length];
}
