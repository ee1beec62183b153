import { mapBounded } from "../../images/map-bounded.js";
import type { Clock } from "../../remote/clock.js";
import type { ServerAttempt } from "../../types.js";
import type { AnswerCache } from "../vision/answer-cache.js";
import { appendJournal } from "../vision/journal.js";
import { asLabelled, failed } from "../vision/labelled-image.js";
import { addUsage } from "../vision/read-chat.js";
import type { Tally } from "../vision/tally.js";
import type { BatchSettings } from "./batch-options.js";
import type { BatchRecord, BatchRequest } from "./batch-records.js";
import type { BatchState } from "./batch-state.js";
import type { ImageBoard } from "./image-board.js";
import { judgeResult, type Outcome } from "./judge-result.js";
import type { BatchResult } from "./read-result.js";

/** Answers written to the disk side by side. */
const WRITTEN_TOGETHER = 16;

/** Where results go. */
export interface Collecting {
  readonly settings: BatchSettings;
  readonly clock: Clock;
  readonly cache: AnswerCache;
  readonly tally: Tally;
  readonly board: ImageBoard;
  readonly clean: (text: string) => string;
}

/**
 * Keeps the answers of a batch, and says of each image what follows.
 * @throws Error when an answer cannot be kept
 */
export async function collectBatch(
  { requests }: BatchRecord,
  state: BatchState,
  results: ReadonlyMap<BatchRequest, BatchResult>,
  collecting: Collecting,
): Promise<void> {
  const { settings, clock, cache, tally, board, clean } = collecting;
  const judging = { settings, state, clean, now: clock.now() };
  await mapBounded(requests, WRITTEN_TOGETHER, async (request) => {
    const outcome = judgeResult(request, results.get(request) ?? null, judging);
    if (outcome.kind === "answer") await cache.put(outcome.answer);
    tally.bill(outcome.usage);
    tally.spending.end(0, outcome.isBilled);
    const attempt = describe(request, outcome, state, clock.now());
    const { host: server, model, cacheFolder } = settings;
    const { imageHash, key, request: number } = request;
    const at = new Date(clock.now()).toISOString();
    appendJournal(cacheFolder, {
      at,
      server,
      model,
      imageHash,
      key,
      request: number,
      ...attempt,
      usage: outcome.usage,
    });
    board.attempt(key, attempt);
    follow(request, outcome, collecting);
  });
}

function follow(request: BatchRequest, outcome: Outcome, { board, tally }: Collecting): void {
  const { key, request: requests, began } = request;
  if (outcome.kind === "answer") {
    tally.answered(outcome.answer.seconds);
    board.settleKey(key, asLabelled(outcome.answer));
  } else if (outcome.kind === "failed") {
    board.settleKey(key, failed(outcome.reason, outcome.raw));
  } else {
    const usage = addUsage(request.usage, outcome.usage);
    // a repair that was not answered is still due
    board.update(key, { requests, began, usage, bad: outcome.bad ?? request.bad });
  }
}

function describe({ began, request }: BatchRequest, outcome: Outcome, { id }: BatchState, now: number): ServerAttempt {
  const seconds = (now - began) / 1000;
  if (outcome.kind === "again") return { outcome: "will-retry", reason: outcome.reason, seconds, waitSeconds: 0 };
  if (outcome.kind === "failed") return { outcome: "failed", reason: outcome.reason, seconds, waitSeconds: null };
  const { outcome: ended, reason } = outcome.answer;
  if (ended === "refused") return { outcome: "refused", reason, seconds, waitSeconds: null };
  return { outcome: "made", reason: `made in batch ${id}, on try ${request}`, seconds, waitSeconds: null };
}
