import { isAnyArrayBuffer } from "node:util/types";

/** Where a binary value stood in a state: object keys and array indices from the top. */
export type BufferPath = readonly (string | number)[];

/** A state that is plain JSON, and the binary values taken out of it, in the same order as their paths. */
export interface SplitState {
  readonly state: Record<string, unknown>;
  readonly bufferPaths: readonly BufferPath[];
  readonly buffers: readonly Uint8Array[];
}

/**
 * Takes every ArrayBuffer and typed array out of a state, at any depth: a key of an object disappears, a place in an array becomes null.
 * @source ipywidgets _remove_buffers (python/ipywidgets/ipywidgets/widgets/widget.py)
 */
export function removeBuffers(state: Readonly<Record<string, unknown>>): SplitState {
  const bufferPaths: BufferPath[] = [];
  const buffers: Uint8Array[] = [];
  const take = (bytes: Uint8Array, path: BufferPath): void => {
    bufferPaths.push(path);
    buffers.push(bytes);
  };
  return { state: splitObject(state, [], take), bufferPaths, buffers };
}

type Take = (bytes: Uint8Array, path: BufferPath) => void;

function splitObject(value: Readonly<Record<string, unknown>>, path: BufferPath, take: Take): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const bytes = bytesOf(item);
    if (bytes) take(bytes, [...path, key]);
    else entries.push([key, splitValue(item, [...path, key], take)]);
  }
  return Object.fromEntries(entries);
}

function splitArray(value: readonly unknown[], path: BufferPath, take: Take): unknown[] {
  return value.map((item, index) => {
    const bytes = bytesOf(item);
    if (!bytes) return splitValue(item, [...path, index], take);
    take(bytes, [...path, index]);
    return null;
  });
}

function splitValue(value: unknown, path: BufferPath, take: Take): unknown {
  if (Array.isArray(value)) return splitArray(value, path, take);
  return isPlainObject(value) ? splitObject(value, path, take) : value;
}

/**
 * Puts binary values back where their paths say: the reverse of removeBuffers.
 * @param state plain JSON; left alone
 * @returns a copy of the state that holds the buffers
 * @throws Error when a path leads nowhere
 */
export function putBuffers(
  state: Readonly<Record<string, unknown>>,
  bufferPaths: readonly BufferPath[],
  buffers: readonly Uint8Array[],
): Record<string, unknown> {
  if (bufferPaths.length !== buffers.length) {
    throw new Error(`putBuffers: ${bufferPaths.length} buffer paths, ${buffers.length} buffers; they must be as many.`);
  }
  const copy = structuredClone(state) as Record<string, unknown>;
  for (const [index, path] of bufferPaths.entries()) {
    let holder: unknown = copy;
    for (const step of path.slice(0, -1)) holder = ownValue(holder, step);
    const last = path.at(-1);
    if (typeof holder !== "object" || holder === null || last === undefined || last === "__proto__") {
      throw new Error(`putBuffers: no place for a buffer at ${JSON.stringify(path)}.`);
    }
    (holder as Record<string | number, unknown>)[last] = buffers[index];
  }
  return copy;
}

/** Only what the object itself holds: a path may not reach a prototype. */
function ownValue(holder: unknown, step: string | number): unknown {
  if (typeof holder !== "object" || holder === null || !Object.hasOwn(holder, step)) return undefined;
  return (holder as Record<string | number, unknown>)[step];
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
