import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
// the bundler that builds the labextension
const { rspack } = createRequire(require.resolve("@jupyter/builder/package.json"))("@rspack/core");

/**
 * Bundles one script for the browser with all that it imports from our sources.
 * @param {string} entry  @param {string} folder  @param {string} filename  @param {"development" | "production"} mode
 * @returns {Promise<void>}
 */
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
