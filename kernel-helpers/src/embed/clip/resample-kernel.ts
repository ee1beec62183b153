import { RESAMPLE_KERNEL } from "./resample-kernel-bytes.js";

/** What is used of WebAssembly; TypeScript knows it only together with a browser. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => KernelMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Grows by pages of 64 KiB; its buffer is then another. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): void;
}

/** The two passes of a resampling, over a memory of their own; all places are byte offsets into it. */
export interface ResampleKernel {
  readonly memory: KernelMemory;
  scaleColumns(
    from: number,
    rowLength: number,
    height: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
    width: number,
    to: number,
  ): void;
  scaleRows(
    from: number,
    rowLength: number,
    first: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
    height: number,
    to: number,
  ): void;
}

const PAGE = 65_536;
/** A memory cannot shrink: one that has grown beyond this is given up after its image. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

let kept: ResampleKernel | undefined;

/** A kernel with at least so much memory; kept for the next image unless it is large. */
export function resampleKernel(bytes: number): ResampleKernel {
  const kernel = kept ?? startKernel();
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
  kept = kernel.memory.buffer.byteLength > MOST_KEPT_BYTES ? undefined : kernel;
  return kernel;
}

function startKernel(): ResampleKernel {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const module = new WebAssembly.Module(Buffer.from(RESAMPLE_KERNEL, "base64"));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { ...(exports as Omit<ResampleKernel, "memory">), memory };
}
