import { diffArrays } from "diff";

/** A run of words that stayed, went or came. */
export interface PromptDifference {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** What makes one prompt another. */
export interface PromptComparison {
  /** words and signs of the grammar that went or came: the length of the shortest edit without substitutions */
  readonly distance: number;
  /** words that came: what somebody who edits by hand has to type */
  readonly added: number;
  /** all but the removed join to the text after, letter by letter; all but the added to the text before, save for spaces */
  readonly parts: readonly PromptDifference[];
}

/**
 * Compares two templates or prompts word by word.
 * By jsdiff: long kept, without dependencies, and better tested than a diff of our own.
 * @source Myers 1986, An O(ND) difference algorithm and its variations
 */
export function comparePrompts(before: string, after: string): PromptComparison {
  const parts = diffArrays(tokens(before), tokens(after), { comparator: isSameWord }).map(
    ({ value, added, removed }) => ({
      kind: added ? ("added" as const) : removed ? ("removed" as const) : ("same" as const),
      text: value.join(""),
      words: value.filter((token) => token.trim() !== "").length,
    }),
  );
  const wordsOf = (kind: PromptDifference["kind"]): number =>
    parts.reduce((sum, part) => sum + (part.kind === kind ? part.words : 0), 0);
  return {
    distance: wordsOf("added") + wordsOf("removed"),
    added: wordsOf("added"),
    parts: parts.map(({ kind, text }) => ({ kind, text })),
  };
}

/** Words and the signs of the template grammar, each with the spaces after it; spaces at the start stand alone. */
function tokens(text: string): string[] {
  return text.match(/^\s+|[[\]|{}:,]\s*|[^\s[\]|{}:,]+\s*/g) ?? [];
}

function isSameWord(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}
