import { defineConfig } from "@playwright/test";
import { findChromium } from "./chromium";

/** Browser tests of the packed widget in a real JupyterLab with a real kernel. One worker: two cores carry one browser and one kernel. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  workers: 1,
  fullyParallel: false,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  outputDir: "../../test-results",
  use: {
    viewport: { width: 1400, height: 1000 },
    actionTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: { ...findChromium() },
  },
});
