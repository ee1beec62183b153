import type { Problem } from "../types.js";

/** Named one by one; the rest become one problem. */
const MOST_NAMED = 50;

/** Problems of one file: the first fifty in full, the others counted. A file with a million bad entries is no reason for a million lines. */
export function nameSome(path: string, reasons: readonly string[]): Problem[] {
  const problems = reasons.slice(0, MOST_NAMED).map((reason) => ({ path, reason }));
  if (reasons.length > MOST_NAMED) {
    problems.push({ path, reason: `${reasons.length - MOST_NAMED} more like these.` });
  }
  return problems;
}

/** A name from a stranger, short, quoted and on one line. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
}
