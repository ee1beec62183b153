import type { SessionState } from "../session/session-state.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import {
  FLAG_GENERATED,
  FLAG_REJECTED,
  FLAG_WANTED,
  type MapLabel,
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
  const { imageIds, labelTexts, layout } = shown;
  const images = imagesOf(state, shown);
  const positions = new Float32Array(layout.images.length + layout.labels.length);
  positions.set(layout.images);
  positions.set(layout.labels, layout.images.length);
  const classIndex = Uint16Array.from(images, ({ className }) => state.facts.classes.indexOf(className));
  const iteration = Uint16Array.from(images, (image) => image.iteration);
  return {
    content: {
      kind: "map",
      revision: shownRevision(state),
      isSettling: state.settling !== null,
      ids: imageIds,
      labels: countLabels(labelTexts, images),
    },
    buffers: [bytesOf(positions), bytesOf(classIndex), flagsOf(images), bytesOf(iteration)],
  };
}

/** The verdicts of the images on that map; null before there is one. */
export function flagsPacket(state: SessionState): Packet | null {
  const shown = shownMap(state);
  if (!shown) return null;
  return { content: { kind: "flags", revision: shownRevision(state) }, buffers: [flagsOf(imagesOf(state, shown))] };
}

function shownMap(state: SessionState): StoredLayout | null {
  return state.settling ?? state.layout;
}

/** A map that settles has the number it will have when it stands still. */
function shownRevision(state: SessionState): number {
  return state.revision + (state.settling ? 1 : 0);
}

export function thumbnailInfo(image: StoredImage): ThumbnailInfo {
  const { id, className, origin, iteration, sourceId, prompt, seed, labels } = image;
  return { id, className, origin, iteration, sourceId, prompt, seed, labels };
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

function countLabels(texts: readonly string[], images: readonly StoredImage[]): MapLabel[] {
  const original = new Map<string, number>();
  const generated = new Map<string, number>();
  for (const image of images) {
    const counts = image.origin === "original" ? original : generated;
    for (const label of image.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return texts.map((text) => ({ text, original: original.get(text) ?? 0, generated: generated.get(text) ?? 0 }));
}

function bytesOf(values: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
