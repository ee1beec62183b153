/** The parts of a TypeScript compiler that are needed to find properties in a text. */
export interface SyntaxCompiler {
  createSourceFile(name: string, text: string, target: number, setParentNodes: boolean): SyntaxNode;
  forEachChild(node: SyntaxNode, visit: (child: SyntaxNode) => void): void;
  isShorthandPropertyAssignment(node: SyntaxNode): boolean;
  readonly ScriptTarget: { readonly Latest: number };
}

interface SyntaxNode {
  readonly name?: { readonly text: string; readonly end: number };
}

/** A cell whose { name } are written out, and the way back. */
export interface ExpandedCell {
  readonly source: string;
  /** the place in the cell as the person wrote it, for a place in source; offsets in UTF-16 units */
  toOriginal(offset: number): number;
}

/**
 * Writes { name } as { name: name }. tslab turns names of earlier cells into properties of its scope but overlooks them in this short form,
 * so that such a cell fails with "name is not defined", or assigns to nothing.
 * @param compiler the one of tslab
 */
export function expandShorthand(compiler: SyntaxCompiler, cell: string): ExpandedCell {
  const names: { readonly text: string; readonly start: number }[] = [];
  const visit = (node: SyntaxNode): void => {
    const { name } = node;
    if (name && compiler.isShorthandPropertyAssignment(node)) {
      // an escaped name is longer than its text; it is left as it is
      const start = name.end - name.text.length;
      if (cell.slice(start, name.end) === name.text) names.push({ text: name.text, start });
    }
    compiler.forEachChild(node, visit);
  };
  visit(compiler.createSourceFile("cell.ts", cell, compiler.ScriptTarget.Latest, false));
  let source = "";
  let copied = 0;
  const additions = names.map(({ text, start }) => {
    source += `${cell.slice(copied, start)}${text}: `;
    copied = start;
    return { end: source.length, length: text.length + 2 };
  });
  source += cell.slice(copied);
  return {
    source,
    toOriginal: (offset) =>
      offset -
      additions.reduce((sum, { end, length }) => {
        const inside = length - Math.max(0, end - offset);
        return sum + Math.max(0, inside);
      }, 0),
  };
}
