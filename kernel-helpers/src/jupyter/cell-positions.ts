/** Finds the lines of cells behind the lines of the JavaScript they were compiled to, to make stack traces readable. */
export interface CellPositions {
  /** Remembers a cell. @returns the compiled code, named, so that stack traces say which cell a frame is of */
  add(cell: string, source: string, compiled: string): string;
  /**
   * Rewrites one frame of a stack, e.g. "at draw (cell-3:7:5)" to "at draw (cell 3, line 4)".
   * @returns null for the frame of the wrapper that tslab puts around a cell
   */
  rewrite(frame: string): string | null;
}

interface KnownCell {
  readonly source: readonly string[];
  readonly compiled: readonly string[];
}

const FRAME_POSITION = /cell-(\w+):(\d+):\d+/;

export function createCellPositions(): CellPositions {
  const cells = new Map<string, KnownCell>();
  return {
    add(cell, source, compiled) {
      cells.set(cell, { source: source.split("\n"), compiled: compiled.split("\n") });
      return `${compiled}\n//# sourceURL=cell-${cell}`;
    },
    rewrite(frame) {
      const [position, cell, line] = FRAME_POSITION.exec(frame) ?? [];
      const known = cell === undefined ? undefined : cells.get(cell);
      if (!known || position === undefined) return frame;
      const compiledLine = known.compiled[Number(line) - 1];
      if (compiledLine === undefined) return null;
      const sourceLine = findSourceLine(compiledLine, known.source);
      return frame.replace(position, sourceLine === null ? `cell ${cell}` : `cell ${cell}, line ${sourceLine}`);
    },
  };
}

/**
 * The line of a cell that a compiled line came from. tslab makes no source maps; but compiling only takes words away (types) and adds
 * known ones, so the line that holds the same words in the same order is it.
 * @returns counted from 1; null when no line or more than one fits: no position is better than a wrong one
 */
export function findSourceLine(compiledLine: string, source: readonly string[]): number | null {
  // "exports.x" and "node_fs_1.readFile" are how compiled code says x and readFile
  const words = wordsOf(compiledLine.replace(/\bexports\.|\b\w+_\d+\./g, ""));
  if (words.length === 0) return null;
  const fitting = source.flatMap((line, index) => (isSubsequence(words, wordsOf(line)) ? [index + 1] : []));
  const same = source.flatMap((line, index) => (line.trim() === compiledLine.trim() ? [index + 1] : []));
  if (same.length === 1) return same[0];
  return fitting.length === 1 ? fitting[0] : null;
}

function wordsOf(line: string): string[] {
  return line.match(/[\w$]+/g) ?? [];
}

function isSubsequence(words: readonly string[], of: readonly string[]): boolean {
  let next = 0;
  for (const word of of) if (word === words[next]) next++;
  return next === words.length;
}
