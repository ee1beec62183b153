import type { Box, DatasetFormat, DatasetImage, Problem } from "../types.js";

/** One image that a dataset's files tell of, before its bytes are looked at. */
export interface ListedImage {
  /** from the listing's root, with "/" */
  readonly relativePath: string;
  readonly split: DatasetImage["split"];
  /** null: the boxes decide */
  readonly className: string | null;
  readonly caption: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** absent where nobody drew any */
  readonly boxes?: readonly Box[];
  /** "share": the boxes are parts of the image's width and height; default "pixels" */
  readonly boxUnit?: "pixels" | "share";
  /** the size the boxes were drawn for, where the annotation says it */
  readonly drawnFor?: { readonly width: number; readonly height: number };
}

/** What a format's reader makes of a folder. */
export interface ImageListing {
  readonly format: DatasetFormat;
  /** a real path, free of links: every image lies in it */
  readonly root: string;
  readonly images: readonly ListedImage[];
  readonly problems: readonly Problem[];
  /** what was found and decided, a line each */
  readonly notes: readonly string[];
}
