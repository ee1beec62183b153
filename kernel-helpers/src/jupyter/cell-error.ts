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

/**
 * Describes what a cell threw or rejected with: its name, its message, and the frames that are the person's own.
 * @param thrown anything; what is not an Error is shown as a value
 */
export function describeThrown(thrown: unknown): CellError {
  if (isInterruption(thrown)) return describeInterruption();
  if (!(thrown instanceof Error)) {
    const evalue = inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`${RED}Thrown${PLAIN}: ${evalue}`] };
  }
  const ename = String(thrown.name || thrown.constructor.name);
  const evalue = String(thrown.message);
  const heading = `${RED}${ename}${PLAIN}: ${evalue}`;
  return { ename, evalue, traceback: [heading, ...framesAndCauses(thrown, evalue)] };
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

/** Either the signal's reason came through, or tslab or Node stopped the code. */
function isInterruption(thrown: unknown): boolean {
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

/** The stack, causes and extra fields as Node prints them, without the heading, the kernel's own frames, and generated positions. */
function framesAndCauses(error: Error, message: string): string[] {
  const text = inspect(error);
  const heading = text.indexOf(message);
  const rest = heading < 0 ? text : text.slice(heading + message.length);
  return rest
    .split("\n")
    .filter((line) => !KERNEL_FRAME.test(line))
    .map((line) => line.replace(CELL_POSITION, "cell"))
    .filter((line) => line.trim() !== "");
}

const KERNEL_FRAME = /^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/]|[\\/]dist[\\/]jupyter[\\/])/;
/** lines and columns of the compiled code, which differ from the cell's: better none than wrong ones */
const CELL_POSITION = /evalmachine\.<anonymous>:\d+:\d+/;
