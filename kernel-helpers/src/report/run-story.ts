import type { Evaluation, ImageRecord, Iteration, PromptTemplate } from "../types.js";

/** An image of the session, those kept apart for testing included. */
export interface StoryImage extends ImageRecord {
  readonly split: "train" | "test";
}

/** A label where it stands on a map. */
export interface StoryLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** that carry it */
  readonly images: number;
}

/** The map after an iteration; 0 is the originals alone. */
export interface StoryMap {
  readonly iteration: number;
  readonly imageIds: readonly string[];
  /** length 2n, in the order of imageIds */
  readonly positions: Float32Array;
  /** those on most images first */
  readonly labels: readonly StoryLabel[];
}

/** Accuracies, and when and on what they were measured. */
export interface StoryEvaluation extends Evaluation {
  /** whose vectors */
  readonly embedder: string;
  /** the latest at that time */
  readonly iteration: number;
}

/** What the person did after an iteration; 0 is the time before the first. */
export interface StoryEffort {
  readonly iteration: number;
  readonly imagesSelected: number;
  readonly imagesRejected: number;
  readonly imagesWanted: number;
  readonly promptsAccepted: number;
  readonly promptsEdited: number;
  readonly seconds: number;
}

/** Something the person wrote down. */
export interface StoryNote {
  readonly text: string;
  /** milliseconds since 1970 */
  readonly at: number;
  readonly by: string | null;
}

/** Who did what in a session: names of the helpers, as they name themselves. */
export interface StoryHelpers {
  readonly generator: string;
  readonly embedder: string;
  readonly labeler: string;
  readonly editor: string;
}

/** Everything that a page about a session is written from. */
export interface RunStory {
  readonly name: string;
  /** a class's place here decides its colour */
  readonly classes: readonly string[];
  readonly images: readonly StoryImage[];
  readonly iterations: readonly Iteration[];
  /** replaced and discarded ones too, in the order they were made */
  readonly templates: readonly PromptTemplate[];
  /** earliest first */
  readonly maps: readonly StoryMap[];
}

/** What a whole report tells beside that. */
export interface ReportStory extends RunStory {
  /** when it is written, milliseconds since 1970 */
  readonly writtenAt: number;
  /** of this package */
  readonly version: string;
  readonly seed: number;
  readonly helpers: StoryHelpers;
  /** null where nobody evaluated */
  readonly evaluation: StoryEvaluation | null;
  /** those set aside too: they were paid for */
  readonly spent: readonly Iteration[];
  readonly effort: readonly StoryEffort[];
  readonly notes: readonly StoryNote[];
  /** why images were rejected, by id, where the person said so */
  readonly reasons: ReadonlyMap<string, string>;
}

/** Small pictures as data URIs, by image id. */
export type Thumbnails = ReadonlyMap<string, string>;
