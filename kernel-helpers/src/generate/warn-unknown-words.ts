/** Words named in one warning, and letters of each, at most. */
const MOST_NAMED = 10;
const LONGEST = 40;

/** The warning about words of a prompt that say nothing to a generator; none without any. @param who e.g. "the filters do" */
export function warnUnknownWords(who: string, words: readonly string[]): string[] {
  if (words.length === 0) return [];
  const named = words
    .slice(0, MOST_NAMED)
    .map((word) => `"${word.length > LONGEST ? `${word.slice(0, LONGEST)}...` : word}"`);
  const more = words.length > MOST_NAMED ? ` and ${words.length - MOST_NAMED} more` : "";
  return [`Words ${who} not know: ${named.join(", ")}${more}.`];
}
