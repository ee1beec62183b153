import { imageScores } from "../session/image-scores.js";
import type { SessionState } from "../session/session-state.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import { placedLabels } from "./workbench-labels.js";
import {
  FLAG_GENERATED,
  FLAG_REJECTED,
  FLAG_WANTED,
  type ThumbnailInfo,
  type WorkbenchReply,
} from "./workbench-protocol.js";

/** A reply and its binary buffers. */
export interface Packet {
  readonly content: WorkbenchReply;
  readonly buffers: readonly Uint8Array[];
}

/** The session's latest map, or the next one while it settles, as one message; null before there is one. */
export function mapPacket(state: SessionState): Packet | null {
  const shown = shownMap(state);
  if (!shown) return null;
  const { imageIds, layout } = shown;
  const images = imagesOf(state, shown);
  const placed = placedLabels(state, shown, images);
  const positions = new Float32Array(layout.images.length + placed.positions.length);
  positions.set(layout.images);
  positions.set(placed.positions, layout.images.length);
  const classIndex = Uint16Array.from(images, ({ className }) => state.facts.classes.indexOf(className));
  const iteration = Uint16Array.from(images, (image) => image.iteration);
  const placeOf = new Map(imageIds.map((id, place) => [id, place]));
  const source = Uint32Array.from(images, ({ id, sourceId }) => placeOf.get(sourceId ?? id) ?? placeOf.get(id)!);
  return {
    content: {
      kind: "map",
      revision: shownRevision(state),
      isSettling: state.settling !== null,
      ids: imageIds,
      labels: placed.labels,
    },
    buffers: [bytesOf(positions), bytesOf(classIndex), flagsOf(images), bytesOf(iteration), bytesOf(source)],
  };
}

/** The verdicts of the images on that map; null before there is one. */
export function flagsPacket(state: SessionState): Packet | null {
  const shown = shownMap(state);
  if (!shown) return null;
  return { content: { kind: "flags", revision: shownRevision(state) }, buffers: [flagsOf(imagesOf(state, shown))] };
}

/** What browsers show now. */
export function shownMap(state: SessionState): StoredLayout | null {
  return state.settling ?? state.layout;
}

/** A map that settles has the number it will have when it stands still. */
export function shownRevision(state: SessionState): number {
  return state.revision + (state.settling ? 1 : 0);
}

/** What a card says about an image. */
export function thumbnailInfo(state: SessionState, image: StoredImage): ThumbnailInfo {
  const { id, className, origin, iteration, sourceId, prompt, seed, labels, caption } = image;
  const fit = imageScores(state, [image]).get(id);
  return {
    ...{ id, className, origin, iteration, sourceId, prompt, seed, labels, caption },
    consistency: fit?.consistency ?? null,
    likelyClass: fit ? state.facts.classes[fit.likely] : null,
    distance: fit?.distance ?? null,
  };
}

function imagesOf(state: SessionState, { imageIds }: StoredLayout): StoredImage[] {
  // images are never deleted, so every id of a map is one of the session's
  return imageIds.map((id) => state.findImage(id)!);
}

function flagsOf(images: readonly StoredImage[]): Uint8Array {
  return Uint8Array.from(
    images,
    ({ origin, feedback }) =>
      (origin === "generated" ? FLAG_GENERATED : 0) |
      (feedback === "rejected" ? FLAG_REJECTED : 0) |
      (feedback === "wanted" ? FLAG_WANTED : 0),
  );
}

function bytesOf(values: Float32Array | Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
