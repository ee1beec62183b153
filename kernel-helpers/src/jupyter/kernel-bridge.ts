/**
 * The one meeting point of the kernel process and the code in its cells. The kernel entry puts a KernelBridge under a global symbol;
 * notebook code may load another copy of this package, so module identity cannot join them, and Symbol.for can.
 */

const BRIDGE_KEY = Symbol.for("datacrafter.kernel-bridge.v1");

/** Values by MIME type; strings for text and base64, objects for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface DisplayOptions {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** names the output, so that a later call with update replaces it wherever it stands */
  readonly displayId?: string;
  readonly update?: boolean;
}

export interface CommOpenOptions {
  readonly targetName: string;
  readonly data: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
  /** chosen by the caller, or made */
  readonly commId?: string;
}

export interface CommMessage {
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** tight copies: byteOffset is 0 */
  readonly buffers: readonly Uint8Array[];
}

/** One side of a Jupyter comm. */
export interface Comm {
  readonly id: string;
  readonly targetName: string;
  send(
    data: unknown,
    options?: { readonly metadata?: Readonly<Record<string, unknown>>; readonly buffers?: readonly Uint8Array[] },
  ): void;
  /** One handler; a later call replaces it. While it runs (its synchronous part), send() answers with the message as parent. */
  onMessage(handler: (message: CommMessage) => void): void;
  onClose(handler: () => void): void;
  close(data?: unknown): void;
}

export interface KernelBridge {
  openComm(options: CommOpenOptions): Comm;
  /** Comms that a front-end opens for this target go to the handler; unknown targets are closed at once. */
  registerTarget(targetName: string, handler: (comm: Comm, opening: CommMessage) => void): void;
  /** Sends display_data (or update_display_data) to the cell whose code is running. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Aborted when the user interrupts the kernel; a fresh one for each execution. */
  interruptSignal(): AbortSignal;
  /**
   * Called when a cell has ended, just before it counts as finished: the last moment at which what is sent is still part of it
   * (nbclient ignores what comes later). Optional, so that a test's stand-in may leave it out.
   * @returns a function that takes the handler away
   */
  onCellEnd?(handler: () => void): () => void;
}

/** @returns the running kernel's bridge, or undefined outside the DataCrafter kernel (plain Node, stock tslab) */
export function findKernelBridge(): KernelBridge | undefined {
  return (globalThis as Record<symbol, unknown>)[BRIDGE_KEY] as KernelBridge | undefined;
}

/** @throws Error outside the DataCrafter kernel, saying how to get it */
export function kernelBridge(): KernelBridge {
  const bridge = findKernelBridge();
  if (!bridge) {
    throw new Error(
      'This needs the DataCrafter kernel: run "npx datacrafter install" once, then choose the kernel "DataCrafter (TypeScript)".',
    );
  }
  return bridge;
}

/** Called once by the kernel entry. */
export function installKernelBridge(bridge: KernelBridge): void {
  (globalThis as Record<symbol, unknown>)[BRIDGE_KEY] = bridge;
}
