import type { SessionState } from "../session/session-state.js";
import { type Packet, shownMap, shownRevision } from "./workbench-map.js";
import { MOST_SELECTED_BY_ID } from "./workbench-protocol.js";

/**
 * Reads the buffer of a "select-mask". It may hold anything.
 * @returns the ids of the images it marks, in the order of the map
 * @throws RangeError when it is of another map, or does not fit this one
 */
export function idsInMask(state: SessionState, revision: number, buffers: readonly Uint8Array[]): string[] {
  const shown = shownMap(state);
  if (!shown || revision !== shownRevision(state)) {
    throw new RangeError("select: the map changed in the meantime; nothing was changed. Select again on the new one.");
  }
  const { imageIds } = shown;
  const [mask] = buffers;
  const bytes = Math.ceil(imageIds.length / 8);
  const beyond = 8 * bytes - imageIds.length;
  if (buffers.length !== 1 || mask.length !== bytes || (mask[bytes - 1] ?? 0) >> (8 - beyond) !== 0) {
    throw new RangeError(
      `select: what came does not fit a map of ${imageIds.length} images; nothing was changed. Reload the page if it happens again.`,
    );
  }
  return imageIds.filter((_, place) => mask[place >> 3] & (1 << (place & 7)));
}

/** What is selected, for every browser: many images as a mask over the map, where all are on one that stands still, in its order. */
export function selectionPacket(state: SessionState): Packet {
  const { selection } = state;
  const mask = selection.length > MOST_SELECTED_BY_ID ? maskOf(state, selection) : null;
  return mask
    ? { content: { kind: "selection-mask", revision: state.revision }, buffers: [mask] }
    : { content: { kind: "selection", ids: selection }, buffers: [] };
}

/** @returns null for images in another order, or not on the map, or while its points move: a browser that wants stillness has no such map */
function maskOf({ layout, settling }: SessionState, ids: readonly string[]): Uint8Array | null {
  if (!layout || settling) return null;
  const mask = new Uint8Array(Math.ceil(layout.imageIds.length / 8));
  let found = 0;
  // same as: ids.every((id) => imageIds.includes(id)), but in one walk along both
  for (const [place, id] of layout.imageIds.entries()) {
    if (id !== ids[found]) continue;
    mask[place >> 3] |= 1 << (place & 7);
    found++;
  }
  return found === ids.length ? mask : null;
}
