import type { AnnotatorImage } from "./protocol.js";

/** @returns the place of the first image without an answer; images.length when there is none */
export function firstOpen(images: readonly AnnotatorImage[]): number {
  const place = images.findIndex(({ answer }) => answer === null);
  return place === -1 ? images.length : place;
}

/** Where to go from a place: one on; from the last image to the first that has no answer yet, or to the end. */
export function placeAfter(images: readonly AnnotatorImage[], place: number): number {
  return place + 1 < images.length ? place + 1 : firstOpen(images);
}

/** Whether these labels say what is kept already; a skipped image is one without labels. */
export function isKept(image: AnnotatorImage, chosen: readonly string[]): boolean {
  if (image.answer === null) {
    return false;
  }
  const kept = image.answer === "skipped" ? [] : image.answer;
  return kept.length === chosen.length && chosen.every((label) => kept.includes(label));
}
