import { StringDecoder } from "node:string_decoder";
import type { CellContext, CellContexts } from "./cell-context.js";

type StreamName = "stdout" | "stderr";

/** Joined text is sent at the latest after this time, so a server's limit of messages per second is never reached. */
const FLUSH_MS = 20;
/** characters */
const FLUSH_LENGTH = 65_536;

/** Text on its way to a cell's output. */
export interface StreamOutput {
  /** sends what is waiting; called before any other message, to keep the order */
  flush(): void;
}

/**
 * Sends what the process writes to stdout and stderr to the cell whose code wrote it; pieces that follow one another travel together.
 * Before the first cell it goes to the process's real streams.
 */
export function captureStreams(
  contexts: CellContexts,
  publish: (cell: CellContext, name: StreamName, text: string) => void,
): StreamOutput {
  let waiting: { readonly cell: CellContext; readonly name: StreamName; text: string; readonly since: number } | null =
    null;
  let timer: NodeJS.Timeout | null = null;

  function flush(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const ready = waiting;
    waiting = null;
    if (ready) publish(ready.cell, ready.name, ready.text);
  }

  function add(cell: CellContext, name: StreamName, text: string): void {
    if (waiting && (waiting.cell !== cell || waiting.name !== name)) flush();
    waiting ??= { cell, name, text: "", since: performance.now() };
    waiting.text += text;
    // a loop that never yields keeps the timer from firing: the age counts too
    if (waiting.text.length >= FLUSH_LENGTH || performance.now() - waiting.since >= FLUSH_MS) flush();
    else timer ??= setTimeout(flush, FLUSH_MS);
  }

  for (const name of ["stdout", "stderr"] as const) redirect(name, contexts, add);
  process.on("exit", flush);
  return { flush };
}

type Write = (
  chunk: string | Uint8Array,
  encoding?: BufferEncoding | WriteCallback,
  callback?: WriteCallback,
) => boolean;
type WriteCallback = (error?: Error | null) => void;

function redirect(
  name: StreamName,
  contexts: CellContexts,
  add: (cell: CellContext, name: StreamName, text: string) => void,
): void {
  const real = process[name].write.bind(process[name]) as Write;
  const decoder = new StringDecoder("utf8"); // a character may be cut between two chunks
  const write: Write = (chunk, encoding, callback) => {
    const cell = contexts.owner();
    if (!cell) return real(chunk, encoding, callback);
    const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
    if (text !== "" && !cell.isSilent) add(cell, name, text);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return true;
  };
  process[name].write = write as typeof process.stdout.write;
}
