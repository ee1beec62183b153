import { askAboutImage } from "../vision/ask-image.js";
import { asLabelled, failed, unreadable } from "../vision/labelled-image.js";
import type { LabelRun } from "./label-by-batches.js";
import { encodeImage, type WaitingImage } from "./write-requests.js";

/** So many images may fail before it is the server's or the question's fault. */
const MOST_DIRECT = 3;

/**
 * One image is asked directly before anything is uploaded: a wrong key, model or question shows at once and costs one request.
 * @throws Error when the server cannot be used, or the first three images fail; the signal's reason when aborted
 */
export async function askDirectly(images: readonly WaitingImage[], run: LabelRun): Promise<void> {
  const { settings, chat, cache, board, signal } = run;
  let failures = 0;
  for (const { path, imageHash, key } of images) {
    const image = await encodeImage(path, settings.longestSide).catch((error: Error) => {
      board.settleKey(key, unreadable(path, error));
      return null;
    });
    if (image === null) continue;
    const ending = await askAboutImage({ imageHash, key, image }, chat, cache, {
      signal,
      onAttempt: (attempt) => board.attempt(key, attempt),
    });
    if ("answer" in ending) {
      chat.tally.answered(ending.answer.seconds);
      board.settleKey(key, asLabelled(ending.answer));
      run.isTried = true;
      return;
    }
    const { error, reason, raw } = ending;
    if (error.isServerAway || ++failures === MOST_DIRECT) {
      throw new Error(`${reason} One image is asked directly before a batch is made; nothing was uploaded.`);
    }
    board.settleKey(key, failed(reason, raw));
  }
}
