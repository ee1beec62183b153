import fc from "fast-check";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { defaultTemplate } from "../../kernel-helpers/src/refine/default-template.js";
import { formatTemplate } from "../../kernel-helpers/src/refine/format-template.js";
import { parseTemplate, type TemplatePart } from "../../kernel-helpers/src/refine/parse-template.js";
import { sampleTemplate } from "../../kernel-helpers/src/refine/sample-template.js";

describe("parseTemplate", () => {
  it("reads literals, {class} and weighted alternatives", () => {
    expect(parseTemplate("[an image of :2 | a sketch of] a [ | bright | dark]  {class}")).toEqual([
      {
        kind: "choice",
        alternatives: [
          { text: "an image of", weight: 2 },
          { text: "a sketch of", weight: 1 },
        ],
      },
      { kind: "literal", text: " a " },
      {
        kind: "choice",
        alternatives: [
          { text: "", weight: 1 },
          { text: "bright", weight: 1 },
          { text: "dark", weight: 1 },
        ],
      },
      { kind: "literal", text: " " },
      { kind: "class" },
    ]);
  });

  it.each([
    ["a [bright", /"\[" at character 3 is never closed/],
    ["a ] b", /"\]" at character 3 closes nothing/],
    ["[a [b]]", /"\[" at character 4 stands inside the brackets opened at character 1/],
    ["a | b", /"\|" at character 3 stands outside brackets/],
    ["a {animal}", /"\{animal\}" at character 3: the only placeholder is \{class\}/],
    ["[a | {class}]", /"\{" at character 6: \{class\} stands outside brackets/],
    ["[a :0 | b]", /weight 0 at character 2/],
    ["[a | b | a :3]", /"a" at character 9 is twice/],
    ["a [ ] b", /brackets at character 3 are empty/],
    ["  ", /it is empty/],
    ["x".repeat(2001), /2001 characters; keep it under 2000/],
  ])("refuses %j and says where", (text, message) => {
    expect(() => parseTemplate(text)).toThrow(SyntaxError);
    expect(() => parseTemplate(text)).toThrow(message);
  });

  it("takes an escaped sign as itself", () => {
    expect(parseTemplate("\\[x\\] \\{ [3\\:4 | a\\|b]")).toEqual([
      { kind: "literal", text: "[x] { " },
      {
        kind: "choice",
        alternatives: [
          { text: "3:4", weight: 1 },
          { text: "a|b", weight: 1 },
        ],
      },
    ]);
  });
});

const phrase = fc.string({
  maxLength: 12,
  unit: fc.constantFrom("a", "b", " ", ":", "2", "[", "]", "|", "{", "}", "\\", "🦉", "<", '"'),
});
const literal = phrase
  .map((text) => ({ kind: "literal" as const, text: text.replace(/ +/g, " ") }))
  .filter(({ text }) => text.trim() !== "");
const choice = fc
  .uniqueArray(
    fc.record({
      text: phrase.map((text) => text.replace(/ +/g, " ").trim()),
      weight: fc.constantFrom(1, 2, 0.5, 0.013, 12, 3.14),
    }),
    { minLength: 2, maxLength: 4, selector: ({ text }) => text },
  )
  .map((alternatives) => ({ kind: "choice" as const, alternatives }));
const anyParts: fc.Arbitrary<TemplatePart[]> = fc
  .array(fc.oneof(literal, choice, fc.constant({ kind: "class" as const })), { minLength: 1, maxLength: 6 })
  // two literals beside each other are one literal
  .map((parts) => parts.filter((part, i) => part.kind !== "literal" || parts[i - 1]?.kind !== "literal"));

describe("formatTemplate", () => {
  it("is the inverse of parseTemplate, whatever signs the phrases hold", () => {
    fc.assert(
      fc.property(anyParts, (parts) => {
        expect(parseTemplate(formatTemplate(parts))).toEqual(parts);
      }),
    );
  });

  it("never makes parseTemplate fail in another way than SyntaxError", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => {
        try {
          parseTemplate(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});

describe("sampleTemplate", () => {
  it("draws alternatives by weight", () => {
    const random = createRandom(5);
    const draws = Array.from({ length: 4000 }, () => sampleTemplate("[a :3 | b] {class}", "cat", random).phrases[0]);
    // 3000 expected, standard deviation sqrt(4000 * 3/4 * 1/4) = 27
    expect(Math.abs(draws.filter((text) => text === "a").length - 3000)).toBeLessThan(120);
  });

  it("gives the same prompts for the same seed", () => {
    const draw = (seed: number): string[] => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => sampleTemplate(defaultTemplate(), "cat", random).prompt);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("never reads grammar in a class name", () => {
    const sampled = sampleTemplate("a [ | ] {class}".replace(" | ", "x | "), "[a|b] {class} <b>\"'", createRandom(1));
    expect(sampled.prompt).toMatch(/\[a\|b\] \{class\} <b>"'$/);
  });

  it("leaves no double blanks where an alternative is empty", () => {
    for (let seed = 0; seed < 30; seed++) {
      expect(sampleTemplate(defaultTemplate(), "cat", createRandom(seed)).prompt).toMatch(/^\S+( \S+)* cat$/);
    }
  });

  it("starts from 5 domains and 10 adjectives", () => {
    const choices = parseTemplate(defaultTemplate()).flatMap((part) =>
      part.kind === "choice" ? [part.alternatives.length] : [],
    );
    expect(choices).toEqual([5, 10]); // GIF-SD, arXiv 2211.13976
  });
});
