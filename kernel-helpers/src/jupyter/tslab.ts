import { format } from "node:util";

/** The parts of tslab this kernel stands on: its compiler, its executor, its completion. Its server and its start are not used. */
export interface Tslab {
  readonly createConverter: typeof import("tslab/dist/converter.js").createConverter;
  readonly createExecutor: typeof import("tslab/dist/executor.js").createExecutor;
  readonly JupyterHandlerImpl: typeof import("tslab/dist/jupyter.js").JupyterHandlerImpl;
  /** printf, as tslab expects of its console */
  readonly format: typeof format;
  readonly typescriptVersion: string;
}

/** What `import { display } from "tslab"` in a cell sends. */
export interface TslabDisplay {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
}

/** Loads tslab and its TypeScript compiler; takes a good half second, so it is not done at import. */
export function loadTslab(): Tslab {
  const { createConverter } = require("tslab/dist/converter.js") as typeof import("tslab/dist/converter.js");
  const { createExecutor } = require("tslab/dist/executor.js") as typeof import("tslab/dist/executor.js");
  const { JupyterHandlerImpl } = require("tslab/dist/jupyter.js") as typeof import("tslab/dist/jupyter.js");
  const { versions } = require("tslab") as typeof import("tslab");
  return { createConverter, createExecutor, JupyterHandlerImpl, format, typescriptVersion: versions.typescript };
}

/** Makes tslab's own `display` send through this kernel. */
export function connectTslabDisplay(send: (display: TslabDisplay, update: boolean) => void): void {
  const jupyter = require("tslab/dist/jupyter.js") as { lastWriteDisplayData: typeof send | null };
  jupyter.lastWriteDisplayData = send;
}
