import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { mapBounded } from "../../images/map-bounded.js";
import type { CallOptions, ImageRef, LabelledImage, LabelOptions } from "../../types.js";
import { type AnswerCache, answerKey } from "./answer-cache.js";
import { askAboutImage } from "./ask-image.js";
import type { ChatServer } from "./ask-once.js";
import { imageUri } from "./image-uri.js";
import { asLabelled, failed, unreadable } from "./labelled-image.js";
import { createPatience, type Patience } from "./patience.js";

/** Files read side by side to look them up. */
const READ_TOGETHER = 8;

/** One call of label(). */
interface Run {
  readonly server: ChatServer;
  readonly cache: AnswerCache | null;
  readonly patience: Patience;
  readonly options: LabelOptions;
  /** images under way or done, by key: the same content is asked for once */
  readonly found: Map<string, Promise<LabelledImage>>;
}

/**
 * Labels images, from the cache where their answers are there.
 * @throws Error when no image could be labelled because the server could not be used; the signal's reason when aborted
 */
export async function labelImages(
  images: readonly ImageRef[],
  server: ChatServer,
  cache: AnswerCache | null,
  options: LabelOptions,
): Promise<readonly LabelledImage[]> {
  const { concurrency, name } = server.settings;
  const run: Run = { server, cache, options, patience: createPatience(concurrency), found: new Map() };
  const all = await mapBounded(
    images,
    concurrency,
    async (image, index) => {
      const found = await labelImage(image, index, run);
      options.onImage?.(index, found);
      return found;
    },
    options,
  );
  const lost = whyLost(run);
  if (lost !== null && run.patience.answers() === 0) throw new Error(`${name}: ${lost}`);
  return all;
}

/** The images that are not in the cache, each content once. */
export async function findUnanswered(
  images: readonly ImageRef[],
  { settings }: ChatServer,
  cache: AnswerCache | null,
  options: CallOptions,
): Promise<{ readonly cached: number; readonly requests: number }> {
  const missing = new Set<string>();
  const isCached = await mapBounded(
    images,
    READ_TOGETHER,
    async ({ path }) => {
      const bytes = await readFile(path).catch(() => null); // label() says what is wrong with it
      if (bytes === null) return false;
      const key = answerKey(settings, hashOf(bytes));
      const isKept = cache !== null && (await cache.get(key)) !== null;
      if (!isKept) missing.add(key);
      return isKept;
    },
    options,
  );
  return { cached: isCached.filter(Boolean).length, requests: missing.size };
}

async function labelImage({ path }: ImageRef, index: number, run: Run): Promise<LabelledImage> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return unreadable(path, error as Error);
  }
  const imageHash = hashOf(bytes);
  const key = answerKey(run.server.settings, imageHash);
  const known = run.found.get(key) ?? findLabels({ path, bytes, imageHash, key }, index, run);
  run.found.set(key, known);
  return known;
}

interface ReadImage {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly imageHash: string;
  readonly key: string;
}

async function findLabels(
  { path, bytes, imageHash, key }: ReadImage,
  index: number,
  { server, cache, patience, options }: Run,
): Promise<LabelledImage> {
  const kept = (await cache?.get(key)) ?? null;
  if (kept !== null) {
    patience.answered();
    return asLabelled(kept);
  }
  const lost = whyLost({ server, patience });
  if (lost !== null) return failed(`Not asked for: ${lost}`, "");
  const image = await imageUri(bytes, server.settings.longestSide).catch((error: Error) => error);
  if (image instanceof Error) return unreadable(path, image);
  const { signal, onAttempt } = options;
  const ending = await askAboutImage({ imageHash, key, image }, server, cache, {
    signal,
    onAttempt: (attempt) => onAttempt?.(index, attempt),
  });
  if ("answer" in ending) {
    patience.answered();
    server.tally.answered(ending.answer.seconds);
    return asLabelled(ending.answer);
  }
  patience.failed(ending.error, ending.reason);
  return failed(ending.reason, ending.raw);
}

/** @returns why nothing more is asked for in this run, or null */
function whyLost({ server, patience }: Pick<Run, "server" | "patience">): string | null {
  const lost = patience.lost();
  if (lost !== null) return lost;
  const spent = server.shared.spending.exhausted();
  return spent === null ? null : `${spent}.`;
}

/** @returns sha256, hex */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
