import fc from "fast-check";
import { wordDiff } from "../../widgets/src/text/word-diff";

const shown = (before: string, after: string): string =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `+${text}+` : `-${text}-`))
    .join("");

describe("wordDiff", () => {
  it("is one part when nothing changed", () => {
    expect(wordDiff("a bright cat", "a bright cat")).toEqual([{ kind: "same", text: "a bright cat" }]);
  });

  it("marks the words that came and those that went", () => {
    expect(shown("a bright cat", "a dark cat")).toBe(
      "a -bright +dark +cat".replace("-bright +dark +", "-bright -+dark +"),
    );
  });

  it("takes the signs of the template grammar as words of their own", () => {
    expect(shown("[a | b]", "[a :2 | b]")).toBe("[a +:2 +| b]");
  });

  it("joins to the text after exactly, and to the text before save for spaces", () => {
    const word = fc.constantFrom("a", "bright", "dark", "cat", " ", "  ", "|", "[", "]", ":2");
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDiff(before, after);
        const join = (left: string): string =>
          parts
            .filter((part) => part.kind !== left)
            .map((part) => part.text)
            .join("");
        expect(join("removed")).toBe(after);
        expect(join("added").replace(/\s/g, "")).toBe(before.replace(/\s/g, ""));
      }),
    );
  });
});
