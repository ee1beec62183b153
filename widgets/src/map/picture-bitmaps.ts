import type { MapPictures } from "./map-renderer.js";

/** 64 kB each when decoded: 64 MB at most. */
const DEFAULT_CAPACITY = 1000;

/** Owns the decoded pictures last drawn; each is decoded once while it stays in use. */
export class PictureBitmaps {
  /** in the order of their last use */
  private readonly decoded = new Map<string, ImageBitmap>();
  private readonly decoding = new Set<string>();
  /** addresses that hold no picture */
  private readonly broken = new Set<string>();
  private isDisposed = false;

  /** @param onDecoded a picture that was missing can be drawn */
  constructor(
    private readonly pictures: MapPictures,
    private readonly onDecoded: () => void,
    private readonly decode: (url: string) => Promise<ImageBitmap> = decodePicture,
    private readonly capacity: number = DEFAULT_CAPACITY,
  ) {}

  /** @returns the picture, if it is decoded; otherwise starts that when its bytes are here */
  get(id: string): ImageBitmap | null {
    const bitmap = this.decoded.get(id);
    if (bitmap) {
      this.decoded.delete(id);
      this.decoded.set(id, bitmap);
      return bitmap;
    }
    const url = this.pictures.url(id);
    if (url !== undefined && !this.decoding.has(id) && !this.broken.has(url)) {
      void this.start(id, url);
    }
    return null;
  }

  /** Asks for those whose bytes are not here. */
  load(ids: readonly string[]): void {
    const missing = ids.filter((id) => !this.decoded.has(id) && this.pictures.url(id) === undefined);
    if (missing.length > 0) {
      this.pictures.load(missing);
    }
  }

  dispose(): void {
    this.isDisposed = true;
    for (const bitmap of this.decoded.values()) {
      bitmap.close();
    }
    this.decoded.clear();
  }

  private async start(id: string, url: string): Promise<void> {
    this.decoding.add(id);
    try {
      const bitmap = await this.decode(url);
      if (this.isDisposed) {
        bitmap.close();
        return;
      }
      this.decoded.set(id, bitmap);
      this.dropOldest();
      this.onDecoded();
    } catch {
      // drawn as a point, like one whose picture never came
      this.broken.add(url);
    } finally {
      this.decoding.delete(id);
    }
  }

  private dropOldest(): void {
    for (const [id, bitmap] of this.decoded) {
      if (this.decoded.size <= this.capacity) {
        return;
      }
      bitmap.close();
      this.decoded.delete(id);
    }
  }
}

/** An image element loads what the page may show, where a fetch would need a permission of its own. */
async function decodePicture(url: string): Promise<ImageBitmap> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return createImageBitmap(image);
}
