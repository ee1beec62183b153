/** Jupyter counts a cursor in Unicode characters, TypeScript in UTF-16 units. */

/** @param characters Unicode characters from the start of text @returns UTF-16 units */
export function toUtf16Offset(text: string, characters: number): number {
  return [...text].slice(0, characters).join("").length;
}

/** @param units UTF-16 units from the start of text @returns Unicode characters */
export function toCharacterOffset(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
