/** What one runner found. skipped tests are shown, and are neither passed nor failed. @typedef {{ passed: number, failed: number, skipped: number, note: string }} Counts */

/**
 * A runner that gave no counts, or none but bad news without naming a test, counts as one failure.
 * @param {string} note @returns {Counts}
 */
export function crashed(note) {
  return { passed: 0, failed: 1, skipped: 0, note };
}

/** A runner that is one check. @param {boolean} ok  @returns {Counts} */
export function oneCheck(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, note: "" };
}

/**
 * Counts from a tool's report and its exit code: a tool that failed without a failed test failed all the same.
 * @param {Counts} counts  @param {number} code
 * @returns {Counts}
 */
export function withExitCode(counts, code) {
  if (code === 0 || counts.failed > 0) return counts;
  return { ...counts, failed: 1, note: `ended with exit code ${code} though no test failed` };
}

/** @param {any} report jest's --json  @returns {Counts} */
export function jestCounts(report) {
  // a test file that does not even load holds no tests that could fail
  const broken = report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
    note: broken > 0 ? `${broken} test files did not load` : "",
  };
}

/** @param {string} output of python -m unittest  @returns {Counts} */
export function unittestCounts(output) {
  const ran = /^Ran (\d+) tests? in /m.exec(output);
  if (!ran) return crashed("unittest ended before its summary");
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  // "FAILED (failures=2, expected failures=1)": a name begins after the bracket or a comma
  const number = (/** @type {string} */ name) => Number(new RegExp(`(?:\\(|, )${name}=(\\d+)`).exec(last)?.[1] ?? 0);
  const failed = number("failures") + number("errors") + number("unexpected successes");
  const skipped = number("skipped");
  if (Number(ran[1]) === 0 && failed === 0) return crashed("no tests found");
  return { passed: Math.max(0, Number(ran[1]) - failed - skipped), failed, skipped, note: "" };
}

/** @param {any} report Playwright's json  @returns {Counts} */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const errors = unexpected === 0 ? (report.errors?.length ?? 0) : 0;
  return {
    passed: expected + flaky,
    failed: unexpected + errors,
    skipped,
    note: flaky > 0 ? `${flaky} passed only when tried again` : "",
  };
}

/** @param {string} tap of node --test  @returns {Counts} */
export function tapCounts(tap) {
  const number = (/** @type {string} */ name) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(tap)?.[1] ?? Number.NaN);
  const [passed, failed] = [number("pass"), number("fail") + number("cancelled")];
  if (Number.isNaN(passed + failed)) return crashed("node --test ended before its summary");
  return { passed, failed, skipped: number("skipped") + number("todo"), note: "" };
}
