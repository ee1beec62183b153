import type { LabelledImage, LabelOptions, ServerAttempt } from "../../types.js";
import type { WaitingImage } from "./write-requests.js";

/** What is known of the images of one call, and what is still waited for. */
export interface ImageBoard {
  /** One image, by its place. Images of one content share a key, and are asked for once. */
  wait(index: number, image: WaitingImage): void;
  settle(index: number, found: LabelledImage): void;
  /** All images of a key that is waited for; nothing happens for other keys. */
  settleKey(key: string, found: LabelledImage): void;
  /** Changes what is known of an image that is to be asked for again. */
  update(key: string, changes: Partial<WaitingImage>): void;
  attempt(key: string, attempt: ServerAttempt): void;
  waiting(): readonly WaitingImage[];
  /** Tells how far all is. @param underWay requests that are done, their answers not fetched yet */
  progress(underWay: number): void;
  /** in their order, when nothing is waited for */
  all(): readonly LabelledImage[];
}

/** Makes the board of one call. */
export function createBoard(total: number, { onImage, onAttempt, onProgress }: LabelOptions): ImageBoard {
  const found = new Array<LabelledImage>(total);
  const waiting = new Map<string, { image: WaitingImage; readonly indices: number[] }>();
  let known = 0;
  let told = 0;
  const settle = (index: number, one: LabelledImage): void => {
    found[index] = one;
    known++;
    onImage?.(index, one);
  };
  return {
    wait(index, image) {
      const same = waiting.get(image.key);
      if (same) same.indices.push(index);
      else waiting.set(image.key, { image, indices: [index] });
    },
    settle,
    settleKey(key, one) {
      const indices = waiting.get(key)?.indices ?? [];
      waiting.delete(key);
      for (const index of indices) settle(index, one);
    },
    update(key, changes) {
      const one = waiting.get(key);
      if (one) one.image = { ...one.image, ...changes };
    },
    attempt(key, attempt) {
      const one = waiting.get(key);
      if (one) onAttempt?.(one.indices[0], attempt);
    },
    waiting: () => [...waiting.values()].map(({ image }) => image),
    progress(underWay) {
      // an image that is asked again was counted once before
      told = Math.max(told, Math.min(total, known + underWay));
      onProgress?.(told, total);
    },
    all: () => found,
  };
}
