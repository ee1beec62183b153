import { createRequire } from "node:module";
import { expandShorthand, type SyntaxCompiler } from "../../kernel-helpers/src/jupyter/expand-shorthand.js";

const load = createRequire(require.resolve("tslab/package.json"));
const compiler = load("@tslab/typescript-for-tslab") as SyntaxCompiler;

const expanded = (cell: string): string => expandShorthand(compiler, cell).source;

describe("expandShorthand", () => {
  it.each([
    ["f({ a, b: 1, c })", "f({ a: a, b: 1, c: c })"],
    ["const g = () => ({ a });", "const g = () => ({ a: a });"],
    ["({ p, q = 9 } = r);", "({ p: p, q: q = 9 } = r);"],
    ["const x = { été };", "const x = { été: été };"],
    ["const x = {\n  // { not }\n  a,\n};", "const x = {\n  // { not }\n  a: a,\n};"],
    ["const x = { a: { b }, ...c, [d]: e, f() {} };", "const x = { a: { b: b }, ...c, [d]: e, f() {} };"],
  ])("writes %j as %j", (cell, source) => {
    expect(expanded(cell)).toBe(source);
  });

  it.each([
    "const { a, b: c } = d;",
    "import { a } from 'b';",
    "export { a };",
    'const s = "{ a }";',
    "type T = { a };",
    "if (x) { a }",
    "",
  ])("leaves %j as it is", (cell) => {
    expect(expanded(cell)).toBe(cell);
  });

  it("copes with text that is no program", () => {
    expect(() => expanded("f({ a, ,, } = )(")).not.toThrow();
  });

  it("finds the way back from every place", () => {
    const cell = "f({ ab, c }, oops);";
    const { source, toOriginal } = expandShorthand(compiler, cell);
    expect(source).toBe("f({ ab: ab, c: c }, oops);");
    expect(toOriginal(source.indexOf("oops"))).toBe(cell.indexOf("oops"));
    expect(toOriginal(source.lastIndexOf("ab"))).toBe(cell.indexOf("ab"));
    expect(toOriginal(source.indexOf("ab"))).toBe(cell.indexOf("ab"));
    const places = Array.from(source, (_, offset) => toOriginal(offset));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect([places[0], toOriginal(source.length)]).toEqual([0, cell.length]);
  });
});
