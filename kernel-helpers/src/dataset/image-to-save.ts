import type { Box } from "../types.js";

/** Sides of a set, as other tools name them. */
export type SavedSplit = "train" | "val" | "test";

/** An image on its way into a folder. */
export interface ImageToSave {
  /** the file to copy; its bytes stay as they are */
  readonly path: string;
  readonly className: string;
  /** default "train" */
  readonly split?: SavedSplit;
  /** default: the name of the file at path; its extension is set by the format */
  readonly fileName?: string;
  /** in pixels after EXIF rotation; absent where nobody drew any */
  readonly boxes?: readonly Box[];
  /** more keys for the image's line in the file of metadata: caption, attributes, and any others (prompt, seed, ...) */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An image that lies in its new place. */
export interface SavedImage extends ImageToSave {
  readonly split: SavedSplit;
  /** from the new folder, with "/" */
  readonly file: string;
  /** pixels, after EXIF rotation */
  readonly width: number;
  readonly height: number;
}
