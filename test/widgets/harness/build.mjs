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
  const compiler = rspack({
    mode: "development",
    devtool: false,
    entry: here("harness.ts"),
    output: { path: folder, filename: "harness.js", asyncChunks: false },
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
  return folder;
}
