/** Bundles the harness into test-results/workbench-harness; open page.html there. */
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleScript } from "../../../kernel-helpers/build/bundle-script.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @returns the folder with page.html */
export async function buildHarness() {
  const folder = here("../../../test-results/workbench-harness");
  mkdirSync(folder, { recursive: true });
  copyFileSync(here("page.html"), `${folder}/page.html`);
  copyFileSync(here("theme.css"), `${folder}/theme.css`);
  copyFileSync(here("../../../widgets/style/workbench.css"), `${folder}/workbench.css`);
  await bundleScript(here("harness.ts"), folder, "harness.js", "development");
  return folder;
}
