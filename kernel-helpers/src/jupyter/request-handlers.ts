import type { CellInput } from "./cell-queue.js";
import type { CellRunner } from "./cell-runner.js";
import type { CommRegistry } from "./comm-registry.js";
import { kernelInfo } from "./kernel-info.js";
import { toCharacterOffset, toUtf16Offset } from "./text-offset.js";

type Content = Readonly<Record<string, unknown>>;

/** Answers a request at once: the body of its reply. */
export type RequestHandler = (content: Content) => Content;

/** What the answers are drawn from. */
export interface RequestSources {
  readonly runner: CellRunner;
  readonly comms: CommRegistry;
  readonly history: readonly CellInput[];
  interrupt(): void;
}

/** @returns by request type without its "_request"; all but execute, which has a queue, and shutdown, which ends the process */
export function createRequestHandlers({
  runner,
  comms,
  history,
  interrupt,
}: RequestSources): Record<string, RequestHandler> {
  return {
    kernel_info: () => kernelInfo(runner.typescriptVersion),
    comm_info: ({ target_name }) => ({
      status: "ok",
      comms: comms.info(typeof target_name === "string" ? target_name : undefined),
    }),
    is_complete: ({ code }) => ({ ...runner.isComplete(String(code)) }),
    complete: (content) => {
      const { code, offset } = cursor(content);
      const { matches, cursor_start, cursor_end } = runner.complete(code, offset);
      return {
        status: "ok",
        matches,
        cursor_start: toCharacterOffset(code, cursor_start),
        cursor_end: toCharacterOffset(code, cursor_end),
        metadata: {},
      };
    },
    inspect: (content) => {
      const { code, offset } = cursor(content);
      return { status: "ok", ...runner.inspect(code, offset), metadata: {} };
    },
    history: (content) => ({ status: "ok", history: pickHistory(history, content) }),
    interrupt: () => {
      interrupt();
      return { status: "ok" };
    },
  };
}

function cursor(content: Content): { code: string; offset: number } {
  const code = String(content.code ?? "");
  return { code, offset: toUtf16Offset(code, Number(content.cursor_pos ?? code.length)) };
}

/** This session's inputs only: `tail` gives the last n, `range` those from start to before stop, `search` those that contain the pattern's parts. */
function pickHistory(history: readonly CellInput[], { hist_access_type, n, start, stop, pattern }: Content): unknown[] {
  const rows = (inputs: readonly CellInput[]): unknown[] =>
    inputs.map(({ executionCount, code }) => [0, executionCount, code]);
  if (hist_access_type === "range") {
    const from = Number(start ?? 0);
    const to = Number(stop ?? Number.POSITIVE_INFINITY);
    return rows(history.filter(({ executionCount }) => executionCount >= from && executionCount < to));
  }
  const parts = hist_access_type === "search" ? String(pattern ?? "").split(/[*?]+/) : [];
  const found = history.filter(({ code }) => parts.every((part) => code.includes(part)));
  return rows(found.slice(-Number(n ?? found.length)));
}
