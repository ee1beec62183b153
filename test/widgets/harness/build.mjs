/** Bundles the harness into test-results/workbench-harness; open page.html there. */
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { rspack } = createRequire(require.resolve("@jupyter/builder/package.json"))("@rspack/core");
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

/** Bundles one script with all that it imports from our sources. @param {string} entry @param {string} folder @param {string} filename @param {"development" | "production"} mode */
export async function bundleScript(entry, folder, filename, mode) {
  const compiler = rspack({
    mode,
    devtool: false,
    entry,
    output: { path: folder, filename, asyncChunks: false },
    resolve: { extensions: [".ts", ".js"], extensionAlias: { ".js": [".ts", ".js"] } },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: "builtin:swc-loader",
          options: { jsc: { parser: { syntax: "typescript" }, target: "es2022" } },
        },
      ],
    },
  });
  await new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const failure = error ?? (stats.hasErrors() ? new Error(stats.toString({ all: false, errors: true })) : null);
      compiler.close(() => (failure ? reject(failure) : resolve()));
    });
  });
}
