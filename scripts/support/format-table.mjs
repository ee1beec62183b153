/** @typedef {import("./counts.mjs").Counts & { name: string, seconds: number }} Row */

/**
 * One line per runner, then the sum: "41 passed, 0 failed" as the last line.
 * @param {Row[]} rows  @returns {string}
 */
export function formatTable(rows) {
  const sum = (/** @type {"passed" | "failed"} */ key) => rows.reduce((total, row) => total + row[key], 0);
  const lines = rows.map(({ name, passed, failed, skipped, seconds, note }) =>
    [
      name.padEnd(10),
      cell(passed),
      cell(failed),
      cell(skipped),
      seconds.toFixed(1).padStart(9),
      note && `  ${note}`,
    ].join(""),
  );
  const head = ["runner".padEnd(10), cell("passed"), cell("failed"), cell("skipped"), "seconds".padStart(9)].join("");
  return [head, ...lines, "", `${sum("passed")} passed, ${sum("failed")} failed`].join("\n");
}

/** @param {string | number} value */
function cell(value) {
  return String(value).padStart(9);
}
