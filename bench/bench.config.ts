import { defineConfig } from "@playwright/test";
import base from "../test/ui/playwright.config";

/** The browser and the settings of the browser tests, for the measurements in a real JupyterLab; each is run by name. */
export default defineConfig({
  ...base,
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results/bench",
});
