/** Text inside SVG pictures: what strangers write is shown, never obeyed. */

/**
 * Cuts between characters as readers see them, never inside an emoji; what was cut off ends in "…".
 * @param longest characters, at least 2
 */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text; // most are, and the segmenter is slow
  // nobody reads past a thousand, and the segmenter should not have to
  const characters = [...new Intl.Segmenter().segment(text.slice(0, 1000))].map(({ segment }) => segment);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : characters.join("");
}

/** Text that means only itself in XML, in an attribute too; characters that XML forbids (half emoji too) become a visible box. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 forbids
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Cs}]/gu, "□")
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}

/** Widths in em, from DejaVu Sans, the widest of the fonts that browsers take for "sans-serif": others need less room. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/^[ijlI.,:;'|!]/, 0.35],
  [/^[ftr()[\]\s-]/, 0.42],
  [/^[mMwW@%…]/, 1],
  [/^[A-Z&]/, 0.77],
  [/^[\0-\u10ff]/, 0.64],
];
/** An emoji, or a character of Chinese, Japanese or Korean. */
const WIDEST = 1.4;

/**
 * About how wide a line is, rather too wide than too narrow: a kernel has no browser to ask.
 * @returns in the unit of fontPx
 */
export function textWidth(text: string, fontPx: number): number {
  const characters = [...new Intl.Segmenter().segment(text)];
  const widthOf = (character: string): number => WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? WIDEST;
  return fontPx * characters.reduce((sum, { segment }) => sum + widthOf(segment), 0);
}
