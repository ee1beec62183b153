import type { SessionState } from "../session/session-state.js";
import { type Packet, shownMap, shownRevision } from "./workbench-map.js";
import { MOST_SELECTED_BY_ID } from "./workbench-protocol.js";

const BYTES_PER_PLACE = 4;

/**
 * Reads the places of a "select-places". They may hold anything.
 * @returns the ids of the images there
 * @throws RangeError when they are of another map, or none of this one's
 */
export function idsAtPlaces(state: SessionState, revision: number, buffers: readonly Uint8Array[]): string[] {
  const shown = shownMap(state);
  if (!shown || revision !== shownRevision(state)) {
    throw new RangeError("select: the map changed in the meantime; nothing was changed. Select again on the new one.");
  }
  const [buffer] = buffers;
  if (buffers.length !== 1 || buffer.byteLength % BYTES_PER_PLACE !== 0) {
    throw new RangeError("select: the places came damaged; nothing was changed. Reload the page if it happens again.");
  }
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const { imageIds } = shown;
  const isTaken = new Uint8Array(imageIds.length);
  const ids: string[] = [];
  for (let offset = 0; offset < buffer.byteLength; offset += BYTES_PER_PLACE) {
    const place = view.getUint32(offset, true);
    if (place >= imageIds.length) {
      throw new RangeError(
        `select: there is no place ${place} on a map of ${imageIds.length} images; nothing was changed.`,
      );
    }
    if (isTaken[place] === 0) ids.push(imageIds[place]);
    isTaken[place] = 1;
  }
  return ids;
}

/** What is selected, for every browser: many images by their places on the map, where all are on one that stands still. */
export function selectionPacket(state: SessionState): Packet {
  const { selection } = state;
  const places = selection.length > MOST_SELECTED_BY_ID ? placesOf(state, selection) : null;
  if (!places) return { content: { kind: "selection", ids: selection }, buffers: [] };
  return {
    content: { kind: "selection-places", revision: state.revision },
    buffers: [new Uint8Array(places.buffer)],
  };
}

/** @returns null when one of the images is not on the map, or its points still move: a browser that wants stillness has no such map */
function placesOf(state: SessionState, ids: readonly string[]): Uint32Array | null {
  if (!state.layout || state.settling) return null;
  const placeOf = placesById(state.layout.imageIds);
  const places = new Uint32Array(ids.length);
  for (const [i, id] of ids.entries()) {
    const place = placeOf.get(id);
    if (place === undefined) return null;
    places[i] = place;
  }
  return places;
}

/** One table per map, not per selection: with 100,000 images it takes as long as all the rest. */
const tables = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function placesById(imageIds: readonly string[]): ReadonlyMap<string, number> {
  const known = tables.get(imageIds);
  if (known) return known;
  const table = new Map(imageIds.map((id, place) => [id, place]));
  tables.set(imageIds, table);
  return table;
}
