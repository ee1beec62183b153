#!/usr/bin/env node
import { readConnection } from "./connection.js";
import { type KernelServer, startKernelServer } from "./kernel-server.js";
import { endWithParent } from "./parent-watch.js";

/** The kernel's process: `node kernel.js --config-path FILE`, as Jupyter starts it (kernel-spec.ts). */
async function main(): Promise<void> {
  const option = process.argv.indexOf("--config-path");
  const path = process.argv[option + 1];
  if (option < 0 || path === undefined) {
    throw new Error("Jupyter starts this file: node kernel.js --config-path CONNECTION_FILE");
  }
  let server: KernelServer | null = null;
  process.on("SIGINT", () => server?.interrupt()); // one that comes while the kernel loads has nothing to stop
  process.on("SIGTERM", () => process.exit(143)); // so that exit handlers end child processes
  endWithParent();
  server = await startKernelServer(readConnection(path));
}

main().catch((error: unknown) => {
  process.stderr.write(`DataCrafter kernel: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
