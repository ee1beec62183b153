/** A run of words that stayed, went or came. */
export interface DiffPart {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/**
 * What changed between two texts, word by word. All parts but the removed join to the text after, letter by letter;
 * all but the added join to the text before, save for the spaces.
 * @source longest common subsequence, Wagner & Fischer 1974
 */
export function wordDiff(before: string, after: string): readonly DiffPart[] {
  const old = words(before);
  const fresh = words(after);
  const common = commonLengths(old, fresh);
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && isSame(old[i], fresh[j])) {
      parts.push({ kind: "same", text: fresh[j++] });
      i++;
    } else if (j >= fresh.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) {
      parts.push({ kind: "removed", text: old[i++] });
    } else {
      parts.push({ kind: "added", text: fresh[j++] });
    }
  }
  return joinRuns(parts);
}

/** Words and the signs of the template grammar, each with the spaces after it; spaces at the start stand alone. */
function words(text: string): readonly string[] {
  return text.match(/^\s+|[[\]|{}:,.]\s*|[^\s[\]|{}:,.]+\s*/g) ?? [];
}

function isSame(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}

/** table[i][j]: the length of the longest common subsequence of old from i and fresh from j. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      table[i][j] = isSame(old[i], fresh[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

function joinRuns(parts: readonly DiffPart[]): readonly DiffPart[] {
  const runs: DiffPart[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last?.kind === part.kind) {
      runs[runs.length - 1] = { kind: part.kind, text: last.text + part.text };
    } else {
      runs.push(part);
    }
  }
  return runs;
}
