/** What is known of a picture; its address, where it has one, is the cache's to free. */
export interface CachedPicture {
  /** a blob: address */
  readonly url?: string;
}

/** Owns the addresses of the pictures last used, and knows which are on their way. */
export class PictureCache<Entry extends CachedPicture> {
  private readonly entries = new Map<string, Entry>();
  private readonly asked = new Set<string>();

  /** @param capacity entries kept */
  constructor(private readonly capacity: number) {}

  get(id: string): Entry | undefined {
    const entry = this.entries.get(id);
    if (entry) {
      // a Map keeps insertion order, so the first key is always the one unused for longest
      this.entries.delete(id);
      this.entries.set(id, entry);
    }
    return entry;
  }

  /** @returns those that are neither here nor on their way, each once, and marks them as on their way */
  missing(ids: readonly string[]): readonly string[] {
    const found = [...new Set(ids)].filter((id) => !this.entries.has(id) && !this.asked.has(id));
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

  /** Takes what came in, in the place of what was there. */
  put(id: string, entry: Entry): void {
    this.drop(id);
    this.asked.delete(id);
    this.entries.set(id, entry);
    while (this.entries.size > this.capacity) {
      this.drop(this.entries.keys().next().value as string);
    }
  }

  /** Drops what is like this, so that it is asked for again. */
  dropWhere(isUnwanted: (entry: Entry) => boolean): void {
    for (const [id, entry] of [...this.entries]) {
      if (isUnwanted(entry)) {
        this.drop(id);
      }
    }
  }

  dispose(): void {
    this.dropWhere(() => true);
  }

  private drop(id: string): void {
    const url = this.entries.get(id)?.url;
    if (url) {
      URL.revokeObjectURL(url);
    }
    this.entries.delete(id);
  }
}

/** The address of a picture that came in a message. Whoever makes it frees it. @param bytes WebP */
export function pictureUrl(bytes: DataView): string {
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: "image/webp" }));
}
