import type { ColumnTable } from "arquero";
import type { Estimate } from "./estimate.js";
import type { FailedImage } from "./pair-labels.js";

/** Whether one label comes back when the same images are asked for again. */
export interface AgreedLabel {
  readonly label: string;
  /** images it was given to the first time only, the second time only, and both times */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly both: number;
  /** share of images with the same answer, given or not; n: images. Near 1 for every rare label. */
  readonly equal: Estimate;
  /** share of images with the label at all that had it both times; n: images with it at all */
  readonly repeated: Estimate;
  /** Cohen's kappa: agreement beyond chance, 1 is full, 0 is chance; null where every image had it both times; n: images */
  readonly kappa: Estimate;
}

/** Labels that came and went in one image. */
export interface ImageChange {
  readonly id: string;
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
}

/** How far two askings agree, in numbers. */
export interface AgreementNumbers {
  /** names of the labelers; the same when one was asked twice */
  readonly first: string;
  readonly second: string;
  /** images labelled both times */
  readonly images: number;
  /** share of images with exactly the same labels; n: images */
  readonly same: Estimate;
  /** mean over images of shared labels / all labels of the two askings; n: images with a label at all */
  readonly jaccard: Estimate;
  /** the surely unstable first: by the upper end of `repeated`'s interval */
  readonly labels: readonly AgreedLabel[];
  /** images whose labels changed, those with most changes first */
  readonly changes: readonly ImageChange[];
  /** left out: could not be labelled the first or the second time */
  readonly failed: readonly FailedImage[];
}

/** How far two askings agree; as the last value of a cell it shows itself as text. */
export interface LabelAgreement extends AgreementNumbers {
  /** one row per label, plain numbers in every cell; AgreementRow names the columns */
  table(): ColumnTable;
  /** as lines of text */
  toString(): string;
  /** text/plain: a notebook shows the text */
  toMimeBundle(): Readonly<Record<string, string>>;
}
