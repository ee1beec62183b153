/**
 * Twelve colours per theme, apart from one another to normal and to colour-blind eyes, apart from the background and from grey.
 * Found by a search for the largest smallest distance in OKLab over normal vision and Machado's protan, deutan and tritan views;
 * a test checks the distances.
 * @source Machado, Oliveira & Fernandes 2009; Ottosson 2020 (OKLab)
 */
const LIGHT_COLORS: readonly string[] = [
  "#1e2da5",
  "#b44b00",
  "#78b4ff",
  "#96c300",
  "#690f5a",
  "#8778b4",
  "#870f00",
  "#4b87ff",
  "#a5965a",
  "#d296b4",
  "#874b69",
  "#3c5ad2",
];
const DARK_COLORS: readonly string[] = [
  "#9687ff",
  "#b4f096",
  "#e18700",
  "#0fa5b4",
  "#b43c00",
  "#87f0ff",
  "#875a87",
  "#ffb400",
  "#3c69e1",
  "#96c396",
  "#b47869",
  "#69c3ff",
];

/** Beyond twelve classes the colours repeat in the next shape. */
const SYMBOLS = ["circle", "square", "diamond", "triangle-up"] as const;

export type ClassSymbol = (typeof SYMBOLS)[number];

export function classColor(classIndex: number, dark: boolean): string {
  const colors = dark ? DARK_COLORS : LIGHT_COLORS;
  return colors[classIndex % colors.length];
}

export function classSymbol(classIndex: number): ClassSymbol {
  return SYMBOLS[Math.floor(classIndex / LIGHT_COLORS.length) % SYMBOLS.length];
}
