/**
 * Writes dist/index.js: one AMD module with everything in it, for pages without JupyterLab (nbconvert, VS Code).
 * html-manager asks for exactly this path, and gives '@jupyter-widgets/base'. Rspack is the one that @jupyter/builder brings.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { rspack } = createRequire(require.resolve("@jupyter/builder/package.json"))("@rspack/core");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const compiler = rspack({
  mode: "production",
  entry: here("./embed-entry.mjs"),
  context: here("."),
  output: {
    path: here("./dist"),
    filename: "index.js",
    library: { name: "datacrafter-widgets", type: "amd" },
    // a page that was saved for reading offline has this one file and no place to load others from
    asyncChunks: false,
    publicPath: "",
  },
  externals: ["@jupyter-widgets/base"],
  module: { rules: [{ test: /\.css$/, type: "asset/source" }] },
  performance: { hints: false },
});

compiler.run((error, stats) => {
  const failure = error ?? (stats.hasErrors() ? stats.toString({ all: false, errors: true }) : null);
  if (failure) {
    process.stderr.write(`${failure}\n`);
    process.exitCode = 1;
  }
  compiler.close(() => {});
});
