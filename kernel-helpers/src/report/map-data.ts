/** What the explorable map of a page is drawn from; plain JSON. Types and constants only: the browser's side imports this file too. */

/** A label on a map: its text, its place in map units, and the images that carry it. */
export interface MapDataLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly images: number;
}

/** One map: where each image stands. */
export interface MapDataLayout {
  /** "Iteration 2" */
  readonly title: string;
  /** one per image, in [0, MAP_UNITS], -1 where the image is not on this map; both axes have one scale, y points down */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** those on most images first */
  readonly labels: readonly MapDataLabel[];
}

/** All that a reader can ask of the points; a text that many points share stands here once. */
export interface MapData {
  readonly classes: readonly string[];
  /** one colour per class, for a light and for a dark ground */
  readonly colors: { readonly light: readonly string[]; readonly dark: readonly string[] };
  /** one per class: 0 circle, 1 square, 2 diamond, 3 triangle */
  readonly shapes: readonly number[];
  readonly classOf: readonly number[];
  /** IS_GENERATED, IS_REJECTED, IS_WANTED, joined */
  readonly flags: readonly number[];
  readonly iterationOf: readonly number[];
  readonly prompts: readonly string[];
  /** an index into prompts; -1 for originals */
  readonly promptOf: readonly number[];
  readonly words: readonly string[];
  /** indices into words: the content labels of each image */
  readonly wordsOf: readonly (readonly number[])[];
  /** small pictures as data URIs, by the image's place in the list; of a sample */
  readonly thumbnails: Readonly<Record<string, string>>;
  /** the latest last, which is shown first */
  readonly layouts: readonly MapDataLayout[];
}

/** Positions are whole numbers up to this one: a 4K screen shows no difference, and they pack well. */
export const MAP_UNITS = 65_535;

export const IS_GENERATED = 1;
export const IS_REJECTED = 2;
export const IS_WANTED = 4;
