import { availableParallelism } from "node:os";

/** One project per runtime: the kernel side runs in Node, the widget side in jsdom. Browser tests are Playwright's (test/ui). */
const shared = {
  // the built extension carries a package.json of the same name
  modulePathIgnorePatterns: ["<rootDir>/(\\.venv|\\.setup|runs|test-results|labextension/dist)/"],
  // arquero and its dependencies, hyparquet and others ship ES modules only; jest's own module system needs them compiled.
  transformIgnorePatterns: [
    "/node_modules/(?!(arquero|hyparquet(-writer)?|@uwdata|d3-[^/]+|acorn|node-fetch|@jupyter-widgets|@jupyterlab|@lumino|@jupyter|lib0|y-protocols|yjs|@rjsf|nanoid|internmap)/)",
  ],
  transform: {
    "^.+\\.(ts|tsx|js|mjs)$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript", decorators: true } }, module: { type: "commonjs" } },
    ],
  },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1", "\\.(css|svg)$": "<rootDir>/test/widgets/empty-module.cjs" },
  setupFiles: ["<rootDir>/test/property-seed.cjs"],
};
export default {
  // two even on two cores, where jest would take one: much of the time goes to waiting for disks and processes
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // set-up, crash and fsync tests take seconds on a busy machine, those of the small world half a minute
  testTimeout: 120_000,
  projects: [
    {
      ...shared,
      displayName: "kernel-helpers",
      testEnvironment: "node",
      testMatch: ["<rootDir>/test/!(widgets|labextension)/**/*.test.ts"], // a new folder is never left out
    },
    {
      ...shared,
      displayName: "widgets",
      testEnvironment: "jsdom",
      testMatch: ["<rootDir>/test/{widgets,labextension}/**/*.test.ts"],
    },
  ],
};
