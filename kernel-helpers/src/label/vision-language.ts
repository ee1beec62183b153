import { type Clock, systemClock } from "../remote/clock.js";
import type { CallOptions, ImageRef, Labeler, LabelledImage, LabelOptions } from "../types.js";
import { type AnswerCache, openCache } from "./vision/answer-cache.js";
import type { ChatServer } from "./vision/ask-once.js";
import { firstManner } from "./vision/chat-fields.js";
import { findUnanswered, labelImages } from "./vision/label-images.js";
import { createTally, type LabelSpending } from "./vision/tally.js";
import { checkVisionOptions, type VisionLanguageOptions } from "./vision/vision-options.js";

export type { LabelSpending } from "./vision/tally.js";
export type { Structured, TokenPrices, VisionLanguageOptions } from "./vision/vision-options.js";

/** What labelling is expected to take, before anything is asked. */
export interface LabelEstimate {
  readonly images: number;
  /** answered before: they cost nothing */
  readonly cached: number;
  /** images to be asked for, each content once; a repair or another try comes on top */
  readonly requests: number;
  /** by the clock; null where nothing is known yet: give secondsPerImage, or label a few first */
  readonly seconds: number | null;
  /** null where no price was given */
  readonly dollars: number | null;
}

/** A labeler that asks a server, and counts what that takes. */
export interface VisionLanguageLabeler extends Labeler {
  /** Looks at the files and the cache; asks nobody. */
  estimate(images: readonly ImageRef[], options?: CallOptions): Promise<LabelEstimate>;
  /** since the labeler was made */
  spent(): LabelSpending;
}

/**
 * A labeler that asks a vision-language model for a caption and content labels, on any server with OpenAI's chat API: OpenAI itself, Ollama, vLLM,
 * llama.cpp, LM Studio. Answers are kept on disk, so that nothing is asked twice, not after a kill either.
 * The key is read from the environment for each image, and kept nowhere.
 * @param clock time and chance for the waits between tries
 * @throws Error or RangeError, before anything is asked, for an option that cannot be meant
 */
export function visionLanguage(options: VisionLanguageOptions, clock: Clock = systemClock): VisionLanguageLabeler {
  const settings = checkVisionOptions(options);
  const { name, cacheFolder } = settings;
  const tally = createTally(settings);
  const shared = { spending: tally.spending, quietUntil: 0 };
  const server: ChatServer = { settings, clock, tally, shared, manner: firstManner(settings) };
  // each time anew: the folder may have been emptied meanwhile
  const open = async (): Promise<AnswerCache | null> => (cacheFolder === null ? null : openCache(cacheFolder));
  return {
    name,
    get expected() {
      return tally.expected();
    },
    async label(images: readonly ImageRef[], callOptions: LabelOptions = {}): Promise<readonly LabelledImage[]> {
      return labelImages(images, server, await open(), callOptions);
    },
    async estimate(images: readonly ImageRef[], callOptions: CallOptions = {}): Promise<LabelEstimate> {
      const { cached, requests } = await findUnanswered(images, server, await open(), callOptions);
      const { seconds, dollars } = tally.expected();
      const times = (each: number | undefined): number | null =>
        each === undefined ? null : Number((each * requests).toFixed(6));
      return { images: images.length, cached, requests, seconds: times(seconds), dollars: times(dollars) };
    },
    spent: () => tally.spent(),
  };
}
