import type { Check } from "./diagnose.js";

/** The checks as lines for a terminal: what is ok, what is missing, and under it the command that mends it. */
export function formatChecks(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const missing = checks.filter(({ ok }) => !ok).length;
  const lines = checks.flatMap(({ name, ok, found, remedy }) => [
    `${ok ? "ok     " : "missing"}  ${name.padEnd(width)}  ${found}`,
    ...(remedy === null ? [] : [`         ${" ".repeat(width)}  mend it: ${remedy}`]),
  ]);
  return [...lines, "", missing === 0 ? "All is in place." : `${missing} of ${checks.length} missing.`].join("\n");
}
