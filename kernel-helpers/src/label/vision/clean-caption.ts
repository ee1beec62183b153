/** About 15 words are asked for; three times that is a caption still. */
const MOST_CHARACTERS = 400;

/** A sentence of a stranger, safe to show as text: one line, without control, bidi and invisible characters, at most 400 characters, cut at a word. @returns "" when nothing is left */
export function cleanCaption(text: string): string {
  const line = text
    .slice(0, 10 * MOST_CHARACTERS)
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, "")
    .trim();
  if (line.length <= MOST_CHARACTERS) return line;
  const head = line.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, "");
  return `${head.replace(/\s+\S*$/, "")}...`;
}
