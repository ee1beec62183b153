import { defineConfig } from "@playwright/test";
import base from "../test/ui/playwright.config";

/** The browser and the settings of the browser tests, for this folder's measurements. */
export default defineConfig({
  ...base,
  testDir: ".",
  testMatch: "click-echo.bench.ts",
  outputDir: "../test-results/bench",
});
