import { readFileSync } from "node:fs";
import { join } from "node:path";
import { completeLock, missingBinaries } from "../../scripts/support/complete-lock.mjs";
import {
  jestCounts,
  playwrightCounts,
  tapCounts,
  unittestCounts,
  withExitCode,
} from "../../scripts/support/counts.mjs";
import { formatTable } from "../../scripts/support/format-table.mjs";
import { nodeComplaint } from "../../scripts/support/node-complaint.mjs";
import { freshNpmEnvironment, npmCommand } from "../../scripts/support/npm.mjs";
import { labWords, testWords } from "../../scripts/support/words.mjs";

describe("nodeComplaint", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("takes Node %s", (version) => {
    expect(nodeComplaint(version)).toBeNull();
  });
  it.each(["12.22.9", "18.20.4", "20.18.3"])("sends Node %s away, saying which is needed", (version) => {
    expect(nodeComplaint(version)).toBe(
      `Node ${version} is too old: DataCrafter needs Node 20.19 or newer; install it from https://nodejs.org, then run the same command again.`,
    );
  });
});

describe("labWords", () => {
  it("gives what stands after -- to jupyter lab", () => {
    expect(labWords(["--no-browser", "--port", "9000", "--", "--debug", "--port=1"])).toEqual({
      python: undefined,
      port: 9000,
      browser: false,
      rest: ["--debug", "--port=1"],
    });
  });
  it("opens a browser on the next free port when nothing is said", () => {
    expect(labWords([])).toEqual({ python: undefined, port: null, browser: true, rest: [] });
  });
});

describe("testWords", () => {
  const all = ["lint", "jest", "ui"];
  it("means all runners when none is named", () => {
    expect(testWords([], all)).toEqual({ python: undefined, runners: all, rest: [] });
  });
  it("gives the words after one runner to that runner", () => {
    expect(testWords(["--python", "/p", "jest", "test/refine", "-t", "x"], all)).toEqual({
      python: "/p",
      runners: ["jest"],
      rest: ["test/refine", "-t", "x"],
    });
  });
  it("refuses words for several runners", () => {
    expect(() => testWords(["jest,ui", "-t", "x"], all)).toThrow('"-t x" can go to one runner only');
  });
});

describe("counts", () => {
  it("counts a jest file that does not load as failed", () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numRuntimeErrorTestSuites: 2,
      numPendingTests: 1,
      numTodoTests: 0,
    };
    expect(jestCounts(report)).toEqual({ passed: 5, failed: 3, skipped: 1, note: "2 test files did not load" });
  });
  // the last lines that Python 3.11's unittest prints
  it.each([
    ["Ran 7 tests in 1.2s\n\nOK\n", 7, 0, 0],
    ["Ran 1 test in 0.1s\n\nOK (skipped=1)\n", 0, 0, 1],
    ["Ran 9 tests in 1.2s\n\nFAILED (failures=2, errors=1, skipped=1)\n", 5, 3, 1],
    ["Ran 4 tests in 1.2s\n\nFAILED (expected failures=1, unexpected successes=1)\n", 3, 1, 0],
    ["Ran 0 tests in 0.0s\n\nOK\n", 0, 1, 0],
    ["Traceback (most recent call last):\nImportError\n", 0, 1, 0],
  ])("reads unittest's %j", (output, passed, failed, skipped) => {
    expect(unittestCounts(output)).toMatchObject({ passed, failed, skipped });
  });
  it("counts Playwright's flaky tests as passed and says so, and its errors outside tests as failed", () => {
    const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [{}] })).toEqual({
      passed: 4,
      failed: 1,
      skipped: 2,
      note: "1 passed only when tried again",
    });
  });
  it("reads node --test", () => {
    expect(tapCounts("1..2\n# tests 3\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 0\n# todo 0\n")).toMatchObject({
      passed: 1,
      failed: 2,
    });
    expect(tapCounts("")).toMatchObject({ passed: 0, failed: 1 });
  });
  it("does not let a tool that ended badly pass", () => {
    expect(withExitCode({ passed: 3, failed: 0, skipped: 0, note: "" }, 1)).toMatchObject({ passed: 3, failed: 1 });
    expect(withExitCode({ passed: 3, failed: 2, skipped: 0, note: "" }, 1)).toMatchObject({ passed: 3, failed: 2 });
  });
  it("ends the table with the sum", () => {
    const row = { skipped: 0, note: "", seconds: 1 };
    const table = formatTable([
      { name: "lint", passed: 1, failed: 0, ...row },
      { name: "jest", passed: 40, failed: 2, ...row },
    ]);
    expect(table.split("\n").at(-1)).toBe("41 passed, 2 failed");
  });
});

describe("npm", () => {
  it("uses the npm that started us, never yarn or pnpm", () => {
    expect(npmCommand({ npm_execpath: "/x/npm-cli.js" })).toEqual([process.execPath, "/x/npm-cli.js"]);
    expect(npmCommand({ npm_execpath: "/x/pnpm.cjs" })).toEqual(["npm"]);
  });
  it("hides from a second npm what the first says about itself, not what the user configured", () => {
    const env = {
      PATH: "/bin",
      npm_config_local_prefix: "/x",
      npm_lifecycle_event: "test",
      npm_config_registry: "https://r",
      npm_config_loglevel: "silent",
    };
    expect(freshNpmEnvironment(env)).toEqual({ PATH: "/bin", npm_config_registry: "https://r" });
  });
});

describe("package-lock.json", () => {
  const lock = {
    packages: {
      "node_modules/tool": {
        version: "2.0.0",
        dev: true,
        optionalDependencies: { "@tool/linux-x64-musl": "2.0.0", "@tool/darwin-arm64": "2.0.0" },
      },
      "node_modules/@tool/linux-x64-musl": { version: "2.0.0", optional: true },
    },
  };
  it("gets an entry for a binary that the registry did not offer", () => {
    const { lock: completed, added } = completeLock(lock);
    expect(added).toEqual(["@tool/darwin-arm64"]);
    expect((completed.packages as Record<string, unknown>)["node_modules/@tool/darwin-arm64"]).toEqual({
      version: "2.0.0",
      cpu: ["arm64"],
      dev: true,
      optional: true,
      os: ["darwin"],
    });
  });
  it("of this repository is complete, so that npm ci takes it on every system", () => {
    const path = join(__dirname, "../../package-lock.json");
    expect(missingBinaries(JSON.parse(readFileSync(path, "utf8")))).toEqual([]); // else: node scripts/complete-lock.mjs
  });
});
