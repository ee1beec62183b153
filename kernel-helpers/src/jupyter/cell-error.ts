import { inspect } from "node:util";

/** What Jupyter shows of a failed cell: the body of an `error` message and of the reply. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  /** lines, red where it helps (ANSI) */
  readonly traceback: readonly string[];
}

/** One complaint of the type checker; line and column count from 1, in the cell. */
export interface CellDiagnostic {
  readonly line: number;
  readonly column: number;
  /** characters it spans on that line */
  readonly length: number;
  readonly message: string;
  /** TypeScript's number, e.g. 2322 */
  readonly code: number;
  /** a file the cell imports; undefined for the cell itself */
  readonly fileName?: string;
}

/** What an interrupted cell ends with, and the reason its AbortSignal carries. */
export class InterruptedError extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("The kernel was interrupted.");
  }
}

const RED = "\u001b[31m";
const PLAIN = "\u001b[39m";

/** Makes a stack frame readable, or takes it out. */
export type RewriteFrame = (frame: string) => string | null;

/**
 * Describes what a cell threw or rejected with: its name, its message, and the frames that are the person's own.
 * @param thrown anything; what is not an Error is shown as a value      @param rewriteFrame gives cell lines where they are known
 */
export function describeThrown(thrown: unknown, rewriteFrame: RewriteFrame = (frame) => frame): CellError {
  if (isInterruption(thrown)) return describeInterruption();
  if (!(thrown instanceof Error)) {
    const evalue = inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`${RED}Thrown${PLAIN}: ${evalue}`] };
  }
  const ename = nameOf(thrown);
  const evalue = String(thrown.message);
  return { ename, evalue, traceback: [`${RED}${ename}${PLAIN}: ${evalue}`, ...detailLines(thrown, rewriteFrame)] };
}

/** Describes a cell the type checker refuses: every complaint with its place and the line it is about. */
export function describeDiagnostics(diagnostics: readonly CellDiagnostic[], code: string): CellError {
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  const lines = code.split("\n");
  return {
    ename: "TypeScriptError",
    evalue: `${placeOf(first)} - ${first.message}${more}`,
    traceback: diagnostics.flatMap((diagnostic) => describeDiagnostic(diagnostic, lines)),
  };
}

function describeDiagnostic(diagnostic: CellDiagnostic, lines: readonly string[]): string[] {
  const heading = `${RED}${placeOf(diagnostic)}${PLAIN} - TS${diagnostic.code}: ${diagnostic.message}`;
  const source = diagnostic.fileName ? undefined : lines[diagnostic.line - 1];
  if (source === undefined) return [heading];
  const indent = " ".repeat(diagnostic.column - 1);
  const marks = "~".repeat(Math.max(1, Math.min(diagnostic.length, source.length - diagnostic.column + 1)));
  return [heading, `    ${source}`, `    ${indent}${RED}${marks}${PLAIN}`];
}

function placeOf({ fileName, line, column }: CellDiagnostic): string {
  return `${fileName ? `${fileName} ` : ""}${line}:${column}`;
}

/** @returns whether the signal's reason came through, or tslab or Node stopped the code */
export function isInterruption(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = (thrown as NodeJS.ErrnoException).code;
  return (
    thrown instanceof InterruptedError ||
    code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ||
    thrown.message === "Interrupted asynchronously"
  );
}

function describeInterruption(): CellError {
  const { name, message } = new InterruptedError();
  return { ename: name, evalue: message, traceback: [`${RED}${name}${PLAIN}: ${message}`] };
}

/** The frames that are not the kernel's own, the error's extra fields, and its causes. */
function detailLines(error: Error, rewriteFrame: RewriteFrame, depth = 0): string[] {
  const frames = String(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !KERNEL_FRAME.test(line))
    .map(rewriteFrame)
    .filter((line) => line !== null);
  const fields = Object.entries(error).filter(([name]) => !STANDARD_FIELDS.has(name));
  const extra = fields.length > 0 ? [inspect(Object.fromEntries(fields))] : [];
  const inner: unknown[] = error instanceof AggregateError ? [...error.errors] : [];
  if (error.cause !== undefined) inner.push(error.cause);
  const causes = depth < CAUSES_SHOWN ? inner.flatMap((cause) => causeLines(cause, rewriteFrame, depth + 1)) : [];
  return [...frames, ...extra, ...causes];
}

function causeLines(cause: unknown, rewriteFrame: RewriteFrame, depth: number): string[] {
  if (!(cause instanceof Error)) return [`Caused by: ${inspect(cause)}`];
  return [`Caused by: ${nameOf(cause)}: ${cause.message}`, ...detailLines(cause, rewriteFrame, depth)];
}

const STANDARD_FIELDS = new Set(["stack", "message", "name", "cause", "errors"]);
/** deep; an error may be its own cause */
const CAUSES_SHOWN = 5;

function nameOf(error: Error): string {
  return error.name !== "Error" ? String(error.name) : error.constructor.name;
}

const KERNEL_FRAME = /^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/]|[\\/]dist[\\/]jupyter[\\/])/;
