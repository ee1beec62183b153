import { isStoreFailure } from "../store/explain-store-failure.js";
import type { StoredImage } from "../store/image-table.js";
import { addLabelAttempt } from "../store/label-attempt-table.js";
import { putLabels, readLabels } from "../store/label-table.js";
import type { LabelOptions } from "../types.js";
import { checkFound } from "./check-found.js";
import { costMeter, type Labelling } from "./cost-of-labelling.js";
import { costText } from "./cost-text.js";
import { estimateLabelling } from "./estimate-images.js";
import { type AttemptKeeper, attemptKeeper } from "./keep-attempts.js";
import { messageOf } from "./message-of.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** Training images that this session's labeler has not labelled yet, or could not. */
export function unlabelledImages({ store, images, providers }: SessionState): StoredImage[] {
  const known = readLabels(store, providers.labeler.name);
  return images.filter(
    ({ id, split }) => split === "train" && (!known.has(id) || known.get(id)?.failure !== undefined),
  );
}

/**
 * Labels the images that have no labels; keeps each answer and each try as soon as it is known.
 * @returns what it took; null when nothing was missing
 * @throws Error when the labeler gives up, with what to do; the signal's reason when cancelled. What was labelled before is kept.
 */
export async function labelMissing(state: SessionState, control: JobControl): Promise<Labelling | null> {
  const missing = unlabelledImages(state);
  if (missing.length === 0) return null;
  const signal = control.signal();
  const attempts = attemptKeeper("labelling an image");
  const meter = costMeter(state.providers.labeler, state.now);
  const { seconds, dollars } = estimateLabelling(state, missing.length);
  const expected = costText(seconds, dollars);
  control.report("label", 0, missing.length, expected && `expected: ${expected}`);
  try {
    await labelAll(state, missing, attempts, {
      signal,
      onProgress: (done) => control.report("label", done, missing.length, costText(null, meter().dollars)),
    });
  } catch (error) {
    if (signal.aborted || isStoreFailure(error)) throw error;
    throw new Error(
      `${messageOf(error)} Nothing made so far is lost: mend it, or open the session with another labeler (dc.imageStatistics() needs nothing), and call expand() again.`,
      { cause: error },
    );
  } finally {
    state.reloadImages();
  }
  return { images: missing.length, ...meter(), problems: attempts.problems() };
}

async function labelAll(
  { store, providers, now }: SessionState,
  images: readonly StoredImage[],
  attempts: AttemptKeeper,
  options: LabelOptions,
): Promise<void> {
  const { labeler } = providers;
  const isKept = images.map(() => false);
  const found = await labeler.label(images, {
    ...options,
    onImage(index, one) {
      putLabels(store, labeler.name, [images[index].id], [checkFound(labeler.name, one)]);
      isKept[index] = true;
    },
    onAttempt(index, attempt) {
      const which = { imageId: images[index].id, labeler: labeler.name, at: now() };
      attempts.keep(attempt, (one) => addLabelAttempt(store, { ...one, ...which }));
    },
  });
  if (found.length !== images.length) {
    throw new Error(`${labeler.name}: ${found.length} answers for ${images.length} images; it must give one for each.`);
  }
  const left = images.flatMap(({ id }, index) => (isKept[index] ? [] : [{ id, one: found[index] }]));
  const ids = left.map(({ id }) => id);
  putLabels(
    store,
    labeler.name,
    ids,
    left.map(({ one }) => checkFound(labeler.name, one)),
  );
}
