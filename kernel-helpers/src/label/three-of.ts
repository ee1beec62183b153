/** Longer texts are cut, code points. */
const LONGEST = 60;

/** Up to three of a stranger's texts for a message: quoted, short, without signs that cannot be seen or that turn the line round. */
export function threeOf(texts: readonly string[]): string {
  if (texts.length === 0) return "none";
  return `${texts.slice(0, 3).map(quoted).join(", ")}${texts.length > 3 ? ", ..." : ""}`;
}

/** One of them. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST + 2)];
  const short = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}...` : text;
  return JSON.stringify(short.replace(/[\p{Cf}\p{Cc}]/gu, "\ufffd"));
}
