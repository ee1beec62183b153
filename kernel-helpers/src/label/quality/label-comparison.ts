import type { ColumnTable } from "arquero";
import type { ImageVerdict } from "./judge-image.js";
import type { FailedImage } from "./pair-labels.js";
import type { CountedScores, Scores } from "./scores.js";

/** Scores of one label; it was predicted or true at least once. */
export interface LabelScores extends CountedScores {
  readonly label: string;
}

/** A label outside the vocabulary, and in how many images it was left out. */
export interface LeftOutLabel {
  readonly label: string;
  readonly predicted: number;
  readonly reference: number;
}

/** How well predicted labels fit the true ones, in numbers. */
export interface ComparisonNumbers {
  /** what was right and wrong in each compared image, in the order of the reference */
  readonly images: readonly ImageVerdict[];
  /** one per label, those in most images first, predicted or true */
  readonly labels: readonly LabelScores[];
  /** all labels in one pot: often seen labels weigh more */
  readonly micro: CountedScores;
  /** means over labels, each as heavy as any other; n: labels in the mean. Low and high are null where no resample gave another value. */
  readonly macro: Scores;
  /** not judged: outside the vocabulary; the most frequent first */
  readonly leftOut: readonly LeftOutLabel[];
  /** not compared: could not be labelled */
  readonly failed: readonly FailedImage[];
  /** not compared: ids that only one side has */
  readonly onlyPredicted: readonly string[];
  readonly onlyReference: readonly string[];
}

/** How well predicted labels fit the true ones; as the last value of a cell it shows itself as text. */
export interface LabelComparison extends ComparisonNumbers {
  /** one row per label, plain numbers in every cell; LabelRow names the columns */
  table(): ColumnTable;
  /** as lines of text */
  toString(): string;
  /** text/plain: a notebook shows the text */
  toMimeBundle(): Readonly<Record<string, string>>;
}
