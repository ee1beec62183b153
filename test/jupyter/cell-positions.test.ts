import { createCellPositions, findSourceLine } from "../../kernel-helpers/src/jupyter/cell-positions.js";

describe("findSourceLine", () => {
  const source = [
    "type A = { x: number };",
    "const shown: string = read<A>(file);",
    "",
    "fail(shown as any);",
    "fail(other);",
  ];

  it.each([
    ["types that were taken away", "const shown = read(file);", 2],
    ["exports that were put in", "exports.fail(exports.shown);", 4],
    ["an imported function's module", "const shown = node_fs_1.read(file);", 2],
  ])("sees through %s", (_, compiled, line) => {
    expect(findSourceLine(compiled, source)).toBe(line);
  });

  it("says nothing when several lines fit, unless one is the same", () => {
    expect(findSourceLine("fail", source)).toBeNull();
    expect(findSourceLine("fail(other);", source)).toBe(5);
  });

  it("says nothing when no line fits or the line has no words", () => {
    expect(findSourceLine("exports.unknown();", source)).toBeNull();
    expect(findSourceLine("});", source)).toBeNull();
  });
});

describe("createCellPositions", () => {
  it("rewrites frames of cells it knows, drops the wrapper's, and leaves the rest", () => {
    const positions = createCellPositions();
    const compiled = positions.add("3", "const a: number = f();", "const a = f();\nexports.a = a;");
    expect(compiled).toMatch(/\/\/# sourceURL=cell-3$/);
    expect(positions.rewrite("    at f (cell-3:1:11)")).toBe("    at f (cell 3, line 1)");
    expect(positions.rewrite("    at cell-3:4:3")).toBeNull();
    expect(positions.rewrite("    at cell-9:4:3")).toBe("    at cell-9:4:3");
    expect(positions.rewrite("    at g (/home/me/g.js:1:1)")).toBe("    at g (/home/me/g.js:1:1)");
  });
});
