import { mapBounded } from "../images/map-bounded.js";
import { drawSvg, makeThumbnail } from "../images/sharp.js";
import { previewHtml } from "../report/preview-html.js";
import type { SessionState } from "../session/session-state.js";
import { tellStory } from "../session/tell-story.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import type { ImageRecord } from "../types.js";
import type { MimeBundle } from "./kernel-bridge.js";
import { layoutPicture } from "./layout-picture.js";
import { spreadOrder } from "./spread-order.js";

/** What the preview of a map holds that takes time to make. */
export interface MapPreview {
  /** the map as a PNG */
  readonly png: Uint8Array;
  /** data URIs of a sample of the images, by id */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/** A saved notebook carries them twice, so a few. */
const PICTURES_ON_MAP = 16;
const MOST_POINTS_DRAWN = 3_000;
const MOST_LABELS_DRAWN = 24;
const MOST_THUMBNAILS = 48;
const THUMBNAIL_PX = 64;

/** Draws what places without the widget show of a map: labels, classes, small pictures, and thumbnails of a sample. */
export async function renderPreview(state: SessionState, stored: StoredLayout): Promise<MapPreview> {
  // a session of 100,000 images is to open at once; of so many points the picture shows a sample anyway
  const [map] = tellStory(state, [stored], MOST_POINTS_DRAWN).maps;
  const images = map.imageIds.flatMap((id) => state.findImage(id) ?? []);
  const labels = map.labels.slice(0, MOST_LABELS_DRAWN);
  const picture = await layoutPicture(
    images,
    { images: map.positions, labels: Float32Array.from(labels.flatMap(({ x, y }) => [x, y])) },
    { labelTexts: labels.map(({ text }) => text), classes: state.facts.classes, thumbnails: PICTURES_ON_MAP },
  );
  const sampled = spreadOrder(images.length).slice(0, MOST_THUMBNAILS);
  const ofSample = sampled.map((place) => images[place]);
  const [png, thumbnails] = await Promise.all([drawSvg(picture.svg), thumbnailUris(ofSample, THUMBNAIL_PX)]);
  return { png, thumbnails };
}

/** Small pictures as data URIs, by image id; images that cannot be read any more are left out. */
export async function thumbnailUris(images: readonly StoredImage[], px: number): Promise<ReadonlyMap<string, string>> {
  const uris = new Map<string, string>();
  await mapBounded(images, 8, async ({ id, path }) => {
    const webp = await makeThumbnail(path, px).catch(() => null);
    if (webp) uris.set(id, `data:image/webp;base64,${Buffer.from(webp).toString("base64")}`);
  });
  return uris;
}

/**
 * What stands beside the widget in the same output, for places that cannot show it: text/html with the map as a picture, as a map to explore
 * where scripts may run, and as tables; image/png; text/plain. None needs a kernel or the network.
 */
export function previewBundle(state: SessionState): MimeBundle {
  const story = tellStory(state, state.layout ? [state.layout] : []);
  const text = previewText(state.facts.name, state.mapImages(), state.facts.classes, state.iterations.length);
  return {
    // asks the extension, where it is, to show the HTML when the widget cannot be shown
    "application/vnd.datacrafter.output+json": {},
    "text/plain": text,
    "text/html": previewHtml(story, state.preview, text),
    ...(state.preview ? { "image/png": Buffer.from(state.preview.png).toString("base64") } : {}),
  };
}

/** What the workbench shows, in a line, where nothing else can be shown. */
export function previewText(
  name: string,
  images: readonly ImageRecord[],
  classes: readonly string[],
  iterations: number,
): string {
  const generated = images.filter(({ origin }) => origin === "generated");
  const rejected = generated.filter(({ feedback }) => feedback === "rejected").length;
  return `DataCrafter workbench of ${name}: ${images.length - generated.length} originals in ${classes.length} classes, ${generated.length} generated in ${iterations} ${iterations === 1 ? "iteration" : "iterations"}, ${rejected} rejected. Run this cell in the DataCrafter kernel to work with it.`;
}
