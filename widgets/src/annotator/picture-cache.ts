import type { Picture } from "./annotator.js";
import type { PictureInfo } from "./protocol.js";

/** About 40 kB each; enough to walk back a little without asking again. */
const CAPACITY = 24;

/** Owns the blob: addresses of the pictures that came last. */
export class PictureCache {
  private readonly pictures = new Map<string, Picture>();
  private readonly asked = new Set<string>();

  get(id: string): Picture | undefined {
    return this.pictures.get(id);
  }

  /** @returns those that are neither here nor on their way, and marks them as on their way */
  missing(ids: readonly string[]): readonly string[] {
    const found = ids.filter((id) => !this.pictures.has(id) && !this.asked.has(id));
    for (const id of found) {
      this.asked.add(id);
    }
    return found;
  }

  /** They did not come; may be asked for again. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.asked.delete(id);
    }
  }

  /** @param buffers one for each image without a problem, in their order */
  add(images: readonly PictureInfo[], buffers: readonly DataView[]): void {
    const waiting = [...buffers];
    for (const { id, problem } of images) {
      const bytes = problem === null ? waiting.shift() : undefined;
      this.drop(id);
      this.asked.delete(id);
      if (bytes) {
        const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "image/webp" }));
        this.pictures.set(id, { url });
      } else {
        this.pictures.set(id, { problem: problem ?? "The kernel sent no picture." });
      }
    }
    // a Map keeps insertion order, so the first came first
    while (this.pictures.size > CAPACITY) {
      this.drop(this.pictures.keys().next().value as string);
    }
  }

  dispose(): void {
    for (const id of [...this.pictures.keys()]) {
      this.drop(id);
    }
  }

  private drop(id: string): void {
    const picture = this.pictures.get(id);
    if (picture && "url" in picture) {
      URL.revokeObjectURL(picture.url);
    }
    this.pictures.delete(id);
  }
}
