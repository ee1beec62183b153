import type { ThumbnailInfo } from "./protocol.js";
import type { Thumbnail } from "./workbench.js";

/** About 10 kB each: 40 MB at most. */
const DEFAULT_CAPACITY = 4000;

/** Owns the blob: addresses of the thumbnails last used. */
export class ThumbnailCache {
  private readonly entries = new Map<string, Thumbnail>();
  private readonly asked = new Set<string>();

  constructor(private readonly capacity: number = DEFAULT_CAPACITY) {}

  get(id: string): Thumbnail | undefined {
    const entry = this.entries.get(id);
    if (entry) {
      // a Map keeps insertion order, so the first key is always the one unused for longest
      this.entries.delete(id);
      this.entries.set(id, entry);
    }
    return entry;
  }

  /** @returns those ids that are neither here nor on their way, and marks them as on their way */
  missing(ids: readonly string[]): readonly string[] {
    const found = [...new Set(ids)].filter((id) => !this.entries.has(id) && !this.asked.has(id));
    for (const id of found) {
      this.asked.add(id);
    }
    return found;
  }

  /** They will not come; may be asked for again. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.asked.delete(id);
    }
  }

  add(images: readonly ThumbnailInfo[], buffers: readonly DataView[]): void {
    images.forEach((info, index) => {
      const bytes = buffers[index];
      if (bytes) {
        this.drop(info.id);
        const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: "image/webp" }));
        this.entries.set(info.id, { ...info, url });
      }
      this.asked.delete(info.id);
    });
    while (this.entries.size > this.capacity) {
      this.drop(this.entries.keys().next().value as string);
    }
  }

  /** Drops what was sent before its labels were known, so that it is asked for again. */
  dropUnlabelled(): void {
    for (const entry of [...this.entries.values()]) {
      if (entry.labels.length === 0) {
        this.drop(entry.id);
      }
    }
  }

  dispose(): void {
    for (const id of [...this.entries.keys()]) {
      this.drop(id);
    }
  }

  private drop(id: string): void {
    const entry = this.entries.get(id);
    if (entry) {
      URL.revokeObjectURL(entry.url);
      this.entries.delete(id);
    }
  }
}
