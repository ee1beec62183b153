import type { SavedSplit } from "../image-to-save.js";

/** What every writer of a format is told of the whole set. */
export interface WriteContext {
  readonly name: string;
  /** one line, for whoever gets the set */
  readonly license: string;
  /** classes of images and boxes, in code point order; a class's place is its number */
  readonly classes: readonly string[];
  /** those that have images */
  readonly splits: readonly SavedSplit[];
}
