import fc from "fast-check";
import { comparePrompts } from "../../kernel-helpers/src/refine/compare-prompts.js";

describe("comparePrompts", () => {
  it("tells word by word what went and what came", () => {
    const { distance, added, parts } = comparePrompts("a dark {class} on a sofa", "a {class} on grass, bright");
    expect(parts.filter(({ kind }) => kind === "removed").map(({ text }) => text.trim())).toEqual(["dark", "a sofa"]);
    expect(added).toBe(3);
    expect(distance).toBe(6);
  });

  it("takes the signs of the grammar for words of their own", () => {
    expect(comparePrompts("[a | b] {class}", "[a | b | c] {class}")).toMatchObject({ distance: 2, added: 2 });
    expect(comparePrompts("[a | b] {class}", "[a :2 | b] {class}")).toMatchObject({ distance: 2, added: 2 });
  });

  it("joins to both texts letter by letter, is symmetric, and 0 for the same alone", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "[", "|", "]", "{class}", "é", "🦊") });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { parts, distance } = comparePrompts(before, after);
        const without = (kind: string): string =>
          parts.flatMap((each) => (each.kind === kind ? [] : [each.text])).join("");
        expect(without("removed")).toBe(after);
        expect(without("added").replace(/\s/g, "")).toBe(before.replace(/\s/g, ""));
        expect(comparePrompts(after, before).distance).toBe(distance);
        if (before === after) expect(distance).toBe(0);
      }),
    );
  });
});
