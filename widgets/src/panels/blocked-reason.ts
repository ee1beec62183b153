import type { WorkbenchRequest } from "../protocol.js";
import type { Workbench } from "../workbench.js";

/** @returns why this request cannot be sent now, in words for the person; null when it can */
export function blockedReason(workbench: Workbench, kind: WorkbenchRequest["kind"]): string | null {
  if (workbench.connection === "lost") {
    return "The kernel is disconnected: run the cell again";
  }
  if (workbench.connection === "static") {
    return "This is a saved view without a kernel";
  }
  return workbench.isPending(kind) ? "Waiting for the kernel" : null;
}
