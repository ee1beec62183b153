import type { ImageRef, Labeler, LabelledImage, LabelOptions } from "../../types.js";
import type { VisionLanguageLabeler } from "../vision-language.js";
import { describeAgreement } from "./describe-agreement.js";
import type { AgreementNumbers, LabelAgreement } from "./label-agreement.js";
import { measureAgreement } from "./measure-agreement.js";
import type { FailedImage } from "./pair-labels.js";
import { agreementTable } from "./quality-tables.js";
import { labelReader, readLabels, type Synonyms } from "./read-labels.js";

export interface AgreementOptions extends Pick<LabelOptions, "signal" | "onProgress"> {
  /** labels that mean another one: "kitten" one time and "cat" the other is no change then */
  readonly synonyms?: Synonyms;
  /** of the intervals of kappa and Jaccard; default 1 */
  readonly seed?: number;
}

/**
 * Asks for the labels of the same images twice, and tells which labels come back. What a labeler itself does not repeat cannot be
 * trusted on one image; what it repeats may still be wrong both times.
 * @param labeler asked twice; or a function that gives the labeler of the first (0) and the second (1) asking. A labeler that keeps its
 *   answers would give them back: make it without a cache, as in visionLanguage({ model, cache: false }).
 * @throws RangeError when there are no images, or none was labelled both times; Error when the second asking would be
 *   answered from a cache; what the labeler throws; the signal's reason
 */
export async function checkAgreement(
  labeler: Labeler | ((asking: number) => Labeler),
  images: readonly ImageRef[],
  options: AgreementOptions = {},
): Promise<LabelAgreement> {
  if (images.length === 0) throw new RangeError("checkAgreement: no images; give at least one.");
  const labelers = [0, 1].map((asking) => (typeof labeler === "function" ? labeler(asking) : labeler));
  const askings: (readonly LabelledImage[])[] = [];
  for (const [asking, one] of labelers.entries()) {
    if (asking === 1) await refuseKeptAnswers(one, images, options);
    askings.push(await one.label(images, progressOf(asking, images.length, options)));
  }
  const read = labelReader(options.synonyms);
  const failed: FailedImage[] = [];
  const asked = images.flatMap(({ id }, i) => {
    const [first, second] = askings.map((found) => found[i]);
    const reason = first.failure ?? second.failure;
    if (reason !== undefined) failed.push({ id, reason });
    return reason === undefined
      ? [{ id, first: readLabels(first.labels, read), second: readLabels(second.labels, read) }]
      : [];
  });
  if (asked.length === 0) {
    throw new RangeError(
      `checkAgreement: none of ${images.length} images was labelled both times (${failed[0].reason}).`,
    );
  }
  const [first, second] = labelers.map(({ name }) => name);
  return withViews({ first, second, ...measureAgreement(asked, options.seed ?? 1), failed });
}

/** An answer from a cache agrees with itself, and proves nothing. */
async function refuseKeptAnswers(
  labeler: Labeler,
  images: readonly ImageRef[],
  { signal }: AgreementOptions,
): Promise<void> {
  if (!canEstimate(labeler)) return;
  const { cached } = await labeler.estimate(images, { signal });
  if (cached === 0) return;
  throw new Error(
    `checkAgreement: ${labeler.name} would answer the second time from its cache for ${cached} of ${images.length} images; make it without one, { cache: false }.`,
  );
}

function canEstimate(labeler: Labeler): labeler is Labeler & Pick<VisionLanguageLabeler, "estimate"> {
  return typeof (labeler as Partial<VisionLanguageLabeler>).estimate === "function";
}

/** Progress over both askings. */
function progressOf(asking: number, n: number, { signal, onProgress }: AgreementOptions): LabelOptions {
  return { signal, onProgress: onProgress && ((done) => onProgress(asking * n + done, 2 * n)) };
}

function withViews(numbers: AgreementNumbers): LabelAgreement {
  const describe = (): string => describeAgreement(numbers);
  return {
    ...numbers,
    table: () => agreementTable(numbers.labels),
    toString: describe,
    toMimeBundle: () => ({ "text/plain": describe() }),
  };
}
