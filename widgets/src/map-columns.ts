import type { MapLabel } from "./protocol.js";
import { FLAG_GENERATED, FLAG_REJECTED, FLAG_WANTED } from "./protocol.js";

/** All points of one map, column by column, image i at place i of each. */
export interface MapColumns {
  readonly revision: number;
  readonly ids: readonly string[];
  readonly labels: readonly MapLabel[];
  /** x and y interleaved: n images, then m labels */
  readonly positions: Float32Array;
  readonly classIndex: Uint16Array;
  /** sums of FLAG_* */
  readonly flags: Uint8Array;
  /** 0 for originals */
  readonly iteration: Uint16Array;
  /** the place of the original each was made from; its own for originals */
  readonly source: Uint32Array;
  readonly indexOfId: ReadonlyMap<string, number>;
}

/**
 * Reads a "map" message.
 * @param buffers positions Float32 2(n+m), classIndex Uint16 n, flags Uint8 n, iteration Uint16 n, source Uint32 n
 * @throws RangeError when a buffer is missing or does not fit the ids
 */
export function parseMapColumns(
  message: { readonly revision: number; readonly ids: readonly string[]; readonly labels: readonly MapLabel[] },
  buffers: readonly DataView[],
): MapColumns {
  const { revision, ids, labels } = message;
  const images = ids.length;
  const positions = new Float32Array(copyBytes(buffers, 0, 8 * (images + labels.length), "positions"));
  const classIndex = new Uint16Array(copyBytes(buffers, 1, 2 * images, "classIndex"));
  const flags = new Uint8Array(copyBytes(buffers, 2, images, "flags"));
  const iteration = new Uint16Array(copyBytes(buffers, 3, 2 * images, "iteration"));
  const source = new Uint32Array(copyBytes(buffers, 4, 4 * images, "source"));
  const indexOfId = new Map(ids.map((id, index) => [id, index]));
  return { revision, ids, labels, positions, classIndex, flags, iteration, source, indexOfId };
}

/** The same map with other flags. @throws RangeError when the buffer does not fit the map */
export function withFlags(columns: MapColumns, buffers: readonly DataView[]): MapColumns {
  return { ...columns, flags: new Uint8Array(copyBytes(buffers, 0, columns.ids.length, "flags")) };
}

/** One bit for each image of the map, set for these ids; null when one of them is not on it. */
export function maskOf({ ids }: MapColumns, chosen: ReadonlySet<string>): Uint8Array<ArrayBuffer> | null {
  const mask = new Uint8Array(Math.ceil(ids.length / 8));
  let found = 0;
  for (const [place, id] of ids.entries()) {
    if (chosen.has(id)) {
      mask[place >> 3] |= 1 << (place & 7);
      found++;
    }
  }
  return found === chosen.size ? mask : null;
}

/** The images that a mask marks, in the order of the map. @throws RangeError when it does not fit the map */
export function idsInMask({ ids }: MapColumns, buffers: readonly DataView[]): readonly string[] {
  const mask = new Uint8Array(copyBytes(buffers, 0, Math.ceil(ids.length / 8), "selection"));
  return ids.filter((_, place) => mask[place >> 3] & (1 << (place & 7)));
}

export function isGenerated(columns: MapColumns, index: number): boolean {
  return (columns.flags[index] & FLAG_GENERATED) !== 0;
}

export function isRejected(columns: MapColumns, index: number): boolean {
  return (columns.flags[index] & FLAG_REJECTED) !== 0;
}

export function isWanted(columns: MapColumns, index: number): boolean {
  return (columns.flags[index] & FLAG_WANTED) !== 0;
}

/** Copies, because a typed array must start at a multiple of its element size and a frame of the socket need not. */
function copyBytes(buffers: readonly DataView[], place: number, bytes: number, name: string): ArrayBuffer {
  const view = buffers[place];
  if (!view || view.byteLength !== bytes) {
    throw new RangeError(
      `map: ${name} has ${view ? view.byteLength : "no"} bytes, expected ${bytes}; restart the kernel and run the notebook again.`,
    );
  }
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength).slice().buffer;
}
