/** The name Jupyter knows the kernel by: the folder of its kernel.json. */
export const KERNEL_NAME = "datacrafter";

/** The contents of a kernel.json. */
export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "signal";
  readonly env: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * What to write into `<jupyter data>/kernels/datacrafter/kernel.json`.
 * @param nodePath absolute path of the node that runs the kernel      @param entryPath absolute path of dist/jupyter/kernel.js
 */
export function kernelSpec(nodePath: string, entryPath: string): KernelSpec {
  return {
    argv: [nodePath, entryPath, "--config-path", "{connection_file}"],
    display_name: "DataCrafter (TypeScript)",
    language: "typescript",
    // a message could not be read while a cell's loop keeps the one thread busy; a signal gets through
    interrupt_mode: "signal",
    env: {},
    metadata: { debugger: false },
  };
}
