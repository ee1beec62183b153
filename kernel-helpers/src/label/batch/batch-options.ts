import { checkNumber } from "../../remote/remote-options.js";
import { labelerName } from "../vision/labeler-name.js";
import { checkVisionOptions, type VisionLanguageOptions, type VisionSettings } from "../vision/vision-options.js";

/** A file may hold 200 MB; while it is uploaded it takes up about four times its size in memory. */
const USUAL_MEGABYTES = 50;
const MOST_MEGABYTES = 200;
const MOST_REQUESTS = 50_000;
const USUAL_POLL_SECONDS = 60;
/** OpenAI bills batches at half price. @source platform.openai.com/docs/guides/batch */
const PRICE_SHARE = 0.5;

/** As for visionLanguage; prices are the usual ones, half of them is counted. `cache` must be a folder: the batches under way are kept there. */
export interface VisionBatchOptions extends VisionLanguageOptions {
  readonly cache?: string;
  /** requests of one batch together, at most 200; default 50 */
  readonly megabytesPerBatch?: number;
  /** requests of one batch, at most 50,000, which is the default */
  readonly imagesPerBatch?: number;
  /** longest wait between two looks at a batch, seconds; default 60 */
  readonly pollSeconds?: number;
}

/** VisionBatchOptions with every default in place. */
export interface BatchSettings extends VisionSettings {
  /** absolute */
  readonly cacheFolder: string;
  readonly mostBytes: number;
  readonly mostRequests: number;
  readonly pollSeconds: number;
}

/** Settings of the requests in batches, and of the one that is asked directly: they differ in price alone. */
export interface BothSettings {
  readonly batch: BatchSettings;
  readonly direct: VisionSettings;
}

/**
 * Fills in the defaults.
 * @throws Error or RangeError naming the option that cannot be meant
 */
export function checkBatchOptions(options: VisionBatchOptions): BothSettings {
  const {
    megabytesPerBatch = USUAL_MEGABYTES,
    imagesPerBatch = MOST_REQUESTS,
    pollSeconds = USUAL_POLL_SECONDS,
  } = options;
  checkNumber("visionBatch", "megabytesPerBatch", megabytesPerBatch, 0.001, MOST_MEGABYTES);
  checkNumber("visionBatch", "imagesPerBatch", imagesPerBatch, 1, MOST_REQUESTS, true);
  checkNumber("visionBatch", "pollSeconds", pollSeconds, 0.01, 3600);
  const { cacheFolder, ...checked } = checkVisionOptions(options);
  if (cacheFolder === null) {
    throw new Error("visionBatch: cache = false; give a folder: the batches under way must be known after a restart.");
  }
  const direct = { ...checked, cacheFolder, name: labelerName("visionBatch", checked) };
  const { dollarsPerImage, tokenPrices } = direct;
  const half = {
    dollarsPerImage: dollarsPerImage === null ? null : PRICE_SHARE * dollarsPerImage,
    tokenPrices:
      tokenPrices === null
        ? null
        : { input: PRICE_SHARE * tokenPrices.input, output: PRICE_SHARE * tokenPrices.output },
  };
  const limits = { mostBytes: 1e6 * megabytesPerBatch, mostRequests: imagesPerBatch, pollSeconds };
  return { direct, batch: { ...direct, ...half, ...limits } };
}
