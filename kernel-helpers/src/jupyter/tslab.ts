import { createRequire } from "node:module";
import { format } from "node:util";
import type { SyntaxCompiler } from "./expand-shorthand.js";
import { addPackageFallback, findPackage, packageFolders } from "./package-folders.js";
import { type CompilerSystem, extendTypeResolution } from "./type-resolution.js";

/** The parts of tslab this kernel stands on: its compiler, its executor, its completion. Its server and its start are not used. */
export interface Tslab {
  readonly createConverter: typeof import("tslab/dist/converter.js").createConverter;
  readonly createExecutor: typeof import("tslab/dist/executor.js").createExecutor;
  readonly JupyterHandlerImpl: typeof import("tslab/dist/jupyter.js").JupyterHandlerImpl;
  /** printf, as tslab expects of its console */
  readonly format: typeof format;
  /** tslab's own TypeScript */
  readonly compiler: SyntaxCompiler & { readonly version: string };
}

/** What `import { display } from "tslab"` in a cell sends. */
export interface TslabDisplay {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/**
 * Loads tslab and its TypeScript compiler, and lets cells of any folder import the packages this kernel was installed with.
 * Takes a quarter of a second, so it is not done at import.
 */
export function loadTslab(): Tslab {
  const tslabFile = require.resolve("tslab/package.json");
  const compiler = createRequire(tslabFile)("@tslab/typescript-for-tslab") as SyntaxCompiler & {
    sys: CompilerSystem;
    version: string;
  };
  const folders = packageFolders(__filename);
  addPackageFallback(folders);
  const nodeTypes = findPackage("@types/node", __filename) ?? findPackage("@types/node", tslabFile);
  extendTypeResolution(compiler.sys, folders, nodeTypes);
  const { createConverter } = require("tslab/dist/converter.js") as typeof import("tslab/dist/converter.js");
  const { createExecutor } = require("tslab/dist/executor.js") as typeof import("tslab/dist/executor.js");
  const { JupyterHandlerImpl } = require("tslab/dist/jupyter.js") as typeof import("tslab/dist/jupyter.js");
  return { createConverter, createExecutor, JupyterHandlerImpl, format, compiler };
}

/** Makes tslab's own `display` send through this kernel. */
export function connectTslabDisplay(send: (display: TslabDisplay, update: boolean) => void): void {
  const jupyter = require("tslab/dist/jupyter.js") as { lastWriteDisplayData: typeof send | null };
  jupyter.lastWriteDisplayData = send;
}
