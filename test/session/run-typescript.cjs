/** Lets a child process run the TypeScript sources as they are: node -r run-typescript.cjs script.ts */
const Module = require("node:module");
const { readFileSync } = require("node:fs");
const { transformSync } = require("@swc/core");

const resolve = Module._resolveFilename;
Module._resolveFilename = function resolveTypeScript(request, parent, ...rest) {
  const isOwnSource = parent?.filename?.endsWith(".ts") && request.startsWith(".");
  return resolve.call(this, isOwnSource ? request.replace(/\.js$/, ".ts") : request, parent, ...rest);
};
require.extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: "commonjs" },
  });
  module._compile(code, filename);
};
