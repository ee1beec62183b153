import fc from "fast-check";
import { cleanLabel } from "../../kernel-helpers/src/label/clean-label.js";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }), // every code point
  fc.string({ unit: "grapheme" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)), // halves of a pair too
  fc.string({ minLength: 50, maxLength: 200 }),
);

describe("cleanLabel", () => {
  it.each([
    ["Cat", "cat"],
    ["  red \t\n sofa  ", "red sofa"],
    ["two\u2028lines\u0085here", "two lines here"],
    ["Cafe\u0301", "caf\u00e9"], // NFC
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"], // text stays text
    ["\u202Ecat\u202C \u2066dog\u2069 \u200Eowl\u200F", "cat dog owl"],
    ["ca\u200Bt\u00AD\uFEFF", "cat"],
    ["\u05D7\u05EA\u05D5\u05DC", "\u05D7\u05EA\u05D5\u05DC"], // Hebrew stays Hebrew
    ["\u{1F63A}", "\u{1F63A}"],
    ["cat \uD83D dog \uDE3A", "cat dog"],
    ["nul\u0000bell\u0007", "nul bell"],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
    ["\u0130stanbul", "i\u0307stanbul"],
  ])("makes of %j the label %j", (text, label) => {
    expect(cleanLabel(text)).toBe(label);
  });

  it.each([
    "",
    "   ",
    "\n",
    "\u200B\u200D",
    "\u202E",
    "\u0301",
    "\uFE0F",
    "\u3164",
    "\u2800",
    "\uD83D",
    "\u{E0041}",
    "\uE000",
  ])("says that nothing is left of %j", (text) => {
    expect(cleanLabel(text)).toBeNull();
  });

  it("cuts at a word, at 60 characters", () => {
    const words = "a very long label that a talkative model wrote about a single cat";
    expect(cleanLabel(words)).toBe("a very long label that a talkative model wrote about a");
    const sixty = `${"a".repeat(29)} ${"b".repeat(30)}`;
    expect(cleanLabel(sixty)).toBe(sixty);
    expect(cleanLabel(`${sixty} c`)).toBe(sixty);
    expect(cleanLabel(`${sixty}c`)).toBe("a".repeat(29));
  });

  it("cuts a word of 10,000 characters, never inside a character", () => {
    expect(cleanLabel("x".repeat(10_000))).toBe("x".repeat(60));
    expect(cleanLabel("\u{1F63A}".repeat(10_000))).toBe("\u{1F63A}".repeat(60));
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = cleanLabel(text);
        if (once !== null) expect(cleanLabel(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives one line of well-formed lower-case NFC text of 1 to 60 characters", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const label = cleanLabel(text);
        if (label === null) return;
        expect([...label].length).toBeLessThanOrEqual(60);
        expect(label.trim()).toBe(label);
        expect(() => encodeURIComponent(label)).not.toThrow(); // it throws at half a pair
        expect(label.normalize("NFC")).toBe(label);
        expect(label).toMatch(/\S/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(label).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2066-\u2069\uFEFF]| {2}/);
      }),
      { numRuns: 1000 },
    );
  });
});
