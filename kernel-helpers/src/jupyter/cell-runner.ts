import type { CellDiagnostic } from "./cell-error.js";
import { createCellPositions } from "./cell-positions.js";
import { type ExpandedCell, expandShorthand } from "./expand-shorthand.js";
import { loadTslab } from "./tslab.js";

/** How a cell ended. */
export type CellOutcome =
  | { readonly status: "value"; readonly value: unknown }
  /** the last statement has no value */
  | { readonly status: "done" }
  | { readonly status: "thrown"; readonly thrown: unknown }
  | { readonly status: "refused"; readonly diagnostics: readonly CellDiagnostic[] };

/** Compiles and runs cells, one at a time, in one growing scope. */
export interface CellRunner {
  /** Never rejects: whatever goes wrong is an outcome. @param cell its number, for stack traces */
  run(code: string, cell: string): Promise<CellOutcome>;
  /** Makes a frame of an error's stack readable; null for frames to leave out. */
  rewriteFrame(frame: string): string | null;
  /** Ends a run that awaits; its promise goes on unseen. */
  interrupt(): void;
  /** The bodies of the replies to complete, inspect and is_complete requests; offsets in UTF-16 units. */
  complete(code: string, offset: number): { matches: string[]; cursor_start: number; cursor_end: number };
  inspect(code: string, offset: number): { found: boolean; data: Record<string, string> };
  isComplete(code: string): { status: string; indent?: string };
  /** of the compiler */
  readonly typescriptVersion: string;
}

interface Run {
  readonly cell: string;
  thrown?: { readonly error: unknown };
  value?: { readonly value: unknown };
  diagnostics: readonly CellDiagnostic[];
  notes: string[];
}

/**
 * Runs cells with tslab's own compiler and executor.
 * tslab reports values and errors by printing; it is given a console that keeps them apart instead.
 * @param folder where cells resolve their imports from
 */
export function createCellRunner(folder: string): CellRunner {
  const tslab = loadTslab();
  const positions = createCellPositions();
  let run: Run = { cell: "0", diagnostics: [], notes: [] };
  const node = tslab.createConverter({ isJS: false, isBrowser: false });
  let browser: typeof node | null = null; // only for cells marked @browser
  const converters = {
    node: {
      ...node,
      convert: (declarations: string, source: string) => {
        const expanded = expandShorthand(tslab.compiler, source);
        const converted = node.convert(declarations, expanded.source);
        run.diagnostics = converted.diagnostics.map((diagnostic) => toCellDiagnostic(diagnostic, source, expanded));
        const output = converted.output && positions.add(run.cell, expanded.source, converted.output);
        return { ...converted, output };
      },
    },
    get browser(): typeof node {
      browser ??= tslab.createConverter({ isJS: false, isBrowser: true });
      return browser;
    },
    close: () => node.close(),
  };
  const executor = tslab.createExecutor(folder, converters, {
    log: (value: unknown) => {
      run.value = { value };
    },
    // one argument: what a cell threw; more: a line about a module cell, in printf form
    error: (...parts: unknown[]) => {
      if (parts.length === 1) run.thrown = { error: parts[0] };
      else run.notes.push(tslab.format(...parts));
    },
  });
  const handler = new tslab.JupyterHandlerImpl(executor, false);

  return {
    async run(code, cell) {
      const mine: Run = { cell, diagnostics: [], notes: [] };
      run = mine;
      let ok = false;
      try {
        ok = await executor.execute(code);
      } catch (error) {
        mine.thrown = { error };
      }
      if (mine.thrown) return { status: "thrown", thrown: mine.thrown.error };
      if (!ok) return { status: "refused", diagnostics: mine.diagnostics };
      for (const note of mine.notes) process.stderr.write(`${note}\n`);
      return mine.value ? { status: "value", value: mine.value.value } : { status: "done" };
    },
    rewriteFrame: positions.rewrite,
    interrupt: () => executor.interrupt(),
    complete(code, offset) {
      const { matches, cursor_start, cursor_end } = handler.handleComplete({ code, cursor_pos: offset });
      return { matches, cursor_start, cursor_end };
    },
    inspect(code, offset) {
      const { found, data } = handler.handleInspect({ code, cursor_pos: offset, detail_level: 0 });
      return { found, data };
    },
    isComplete: (code) => handler.handleIsComplete({ code }),
    typescriptVersion: tslab.compiler.version,
  };
}

interface TslabDiagnostic {
  readonly start: { readonly line: number; readonly character: number; readonly offset: number };
  readonly end: { readonly offset: number };
  readonly messageText: string;
  readonly code: number;
  readonly fileName?: string;
}

/** @param source the cell as it was written; a diagnostic of another file keeps its place */
function toCellDiagnostic(
  { start, end, messageText, code, fileName }: TslabDiagnostic,
  source: string,
  { toOriginal }: ExpandedCell,
): CellDiagnostic {
  if (fileName) {
    const length = end.offset - start.offset;
    return { line: start.line + 1, column: start.character + 1, length, message: messageText, code, fileName };
  }
  const [from, to] = [toOriginal(start.offset), toOriginal(end.offset)];
  const lines = source.slice(0, from).split("\n");
  const column = lines[lines.length - 1].length + 1;
  return { line: lines.length, column, length: to - from, message: messageText, code, fileName };
}
