import { setTimeout as delay } from "node:timers/promises";
import type { CellContext, CellContexts } from "./cell-context.js";
import { type CellError, describeDiagnostics, describeThrown, InterruptedError, isInterruption } from "./cell-error.js";
import type { CellRunner } from "./cell-runner.js";
import type { Interrupts } from "./interrupts.js";
import type { MimeBundle } from "./kernel-bridge.js";
import { mimeBundle } from "./mime-bundle.js";
import type { WireMessage } from "./wire-message.js";

/**
 * After a failed cell the cells sent before its reply are aborted. Those still on their way through ZeroMQ get this time to arrive;
 * what is sent after the reply runs.
 */
const ARRIVAL_MS = 20;

/** What the queue needs from the server around it. */
export interface CellQueueHost {
  readonly runner: CellRunner;
  readonly contexts: CellContexts;
  readonly interrupts: Interrupts;
  status(state: "busy" | "idle", request: WireMessage): void;
  /** to the cell's output; a silent cell's is dropped */
  output(cell: CellContext, type: string, content: Readonly<Record<string, unknown>>): void;
  reply(request: WireMessage, content: Readonly<Record<string, unknown>>): void;
  /** the cell has ended but may still send */
  cellEnded(): void;
}

/** Runs execute requests one after another, in order of arrival. */
export interface CellQueue {
  add(request: WireMessage): void;
  /** the request whose code runs or awaits; null between cells */
  running(): WireMessage | null;
  /** inputs in order, for history requests */
  readonly history: readonly CellInput[];
}

export interface CellInput {
  readonly executionCount: number;
  readonly code: string;
}

interface CellRequest {
  readonly code: string;
  readonly isSilent: boolean;
  readonly storesHistory: boolean;
  readonly stopsOnError: boolean;
}

export function createCellQueue(host: CellQueueHost): CellQueue {
  const waiting: WireMessage[] = [];
  const history: CellInput[] = [];
  let executionCount = 0;
  let isBusy = false;
  let running: WireMessage | null = null;

  async function drain(): Promise<void> {
    isBusy = true;
    for (let request = waiting.shift(); request; request = waiting.shift()) await execute(request);
    isBusy = false;
  }

  async function execute(request: WireMessage): Promise<void> {
    const cell = parseRequest(request);
    const context = { header: request.header, isSilent: cell.isSilent };
    if (cell.storesHistory) history.push({ executionCount: ++executionCount, code: cell.code });
    host.status("busy", request);
    if (!cell.isSilent) host.output(context, "execute_input", { code: cell.code, execution_count: executionCount });
    running = request;
    const shown = await host.contexts.run(context, () => runAndShow(host, cell.code, String(executionCount)));
    running = null;
    host.cellEnded();
    if ("error" in shown) host.output(context, "error", { ...shown.error });
    else if (shown.bundle) {
      host.output(context, "execute_result", { execution_count: executionCount, data: shown.bundle, metadata: {} });
    }
    const behind = "error" in shown && cell.stopsOnError ? await takeWaiting() : [];
    const outcome =
      "error" in shown ? { status: "error", ...shown.error } : { status: "ok", user_expressions: {}, payload: [] };
    host.reply(request, { ...outcome, execution_count: executionCount });
    host.status("idle", request);
    for (const queued of behind) abort(queued);
  }

  /** The cells sent before the reply that is about to go out. */
  async function takeWaiting(): Promise<WireMessage[]> {
    await delay(ARRIVAL_MS);
    return waiting.splice(0);
  }

  function abort(request: WireMessage): void {
    host.status("busy", request);
    host.reply(request, { status: "aborted", execution_count: executionCount });
    host.status("idle", request);
  }

  return {
    add(request) {
      waiting.push(request);
      if (!isBusy) void drain();
    },
    running: () => running,
    history,
  };
}

type Shown = { readonly bundle: MimeBundle | null } | { readonly error: CellError };

/** Runs a cell and makes its value showable; an interrupt ends both. */
async function runAndShow({ runner, interrupts }: CellQueueHost, code: string, cell: string): Promise<Shown> {
  if (code.trim() === "") return { bundle: null };
  let stopShowing: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stopShowing = () => reject(new InterruptedError());
  });
  stopped.catch(() => undefined); // it may come when nobody waits for it
  interrupts.begin(() => {
    runner.interrupt();
    stopShowing();
  });
  try {
    const outcome = await runner.run(code, cell);
    if (outcome.status === "refused") return { error: describeDiagnostics(outcome.diagnostics, code) };
    if (outcome.status === "thrown") throw outcome.thrown;
    return { bundle: outcome.status === "value" ? await Promise.race([mimeBundle(outcome.value), stopped]) : null };
  } catch (error) {
    // a loop that SIGINT broke has not seen the signal's abort: what it started must stop too
    if (isInterruption(error)) interrupts.fire();
    return { error: describeThrown(error, runner.rewriteFrame) };
  } finally {
    interrupts.end();
  }
}

/** silent implies no history; everything else is as the protocol says when left out */
function parseRequest({ content }: WireMessage): CellRequest {
  const isSilent = content.silent === true;
  return {
    code: typeof content.code === "string" ? content.code : "",
    isSilent,
    storesHistory: !isSilent && content.store_history !== false,
    stopsOnError: content.stop_on_error !== false,
  };
}
