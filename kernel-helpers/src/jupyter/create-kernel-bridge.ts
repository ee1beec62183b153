import type { CellContexts } from "./cell-context.js";
import type { CommRegistry } from "./comm-registry.js";
import type { Interrupts } from "./interrupts.js";
import type { KernelBridge } from "./kernel-bridge.js";
import { encodeBundle } from "./mime-bundle.js";
import type { MessageHeader } from "./wire-message.js";

/** Publishes an output message for a cell; null before any cell. */
export type PublishOutput = (
  type: string,
  parent: MessageHeader | null,
  content: Readonly<Record<string, unknown>>,
) => void;

/** The running kernel's bridge, and what the kernel tells it. */
export interface InstalledBridge {
  readonly bridge: KernelBridge;
  cellEnded(): void;
}

/** @param publish sends on iopub */
export function createKernelBridge(
  comms: CommRegistry,
  contexts: CellContexts,
  interrupts: Interrupts,
  publish: PublishOutput,
): InstalledBridge {
  const cellEndHandlers = new Set<() => void>();
  const bridge: KernelBridge = {
    openComm: comms.open,
    registerTarget: comms.registerTarget,
    display(bundle, { metadata = {}, displayId, update = false } = {}) {
      const cell = contexts.owner();
      if (cell?.isSilent) return;
      const transient = displayId === undefined ? {} : { display_id: displayId };
      const content = { data: encodeBundle(bundle), metadata, transient };
      publish(update ? "update_display_data" : "display_data", cell?.header ?? null, content);
    },
    interruptSignal: interrupts.signal,
    onCellEnd(handler) {
      cellEndHandlers.add(handler);
      return () => void cellEndHandlers.delete(handler);
    },
  };
  return {
    bridge,
    cellEnded: () => {
      for (const handler of cellEndHandlers) handler();
    },
  };
}
