import { JSDOM } from "jsdom";
import { textWidth } from "../../kernel-helpers/src/images/svg-text.js";
import { labelAgreementPicture, labelQualityPicture } from "../../kernel-helpers/src/jupyter/label-quality-picture.js";
import type { LayoutPicture } from "../../kernel-helpers/src/jupyter/layout-picture.js";
import { sideBySide } from "../../kernel-helpers/src/jupyter/side-by-side.js";
import { checkAgreement } from "../../kernel-helpers/src/label/quality/check-agreement.js";
import { compareLabels } from "../../kernel-helpers/src/label/quality/compare-labels.js";
import type { LabelAgreement } from "../../kernel-helpers/src/label/quality/label-agreement.js";
import { golden } from "../label/quality/golden.js";

const parser = new new JSDOM("").window.DOMParser();

/** Strict: what is not well-formed XML throws. */
function parse({ svg }: LayoutPicture): Element {
  const root = parser.parseFromString(svg, "image/svg+xml").documentElement;
  if (root.tagName !== "svg") throw new Error(`not well-formed: ${root.textContent}`);
  return root;
}

const numberOf = (element: Element, name: string): number => Number(element.getAttribute(name));
const textsOf = (picture: LayoutPicture): string[] =>
  [...parse(picture).querySelectorAll("text")].map((element) => element.textContent ?? "");

/** Where 0 and 1 lie, by the ticks' names. */
function scaleOf(picture: LayoutPicture): (x: number) => number {
  const at = (name: string): number =>
    numberOf([...parse(picture).querySelectorAll("text")].find(({ textContent }) => textContent === name)!, "x");
  const [zero, one] = [at("0"), at("1")];
  return (x) => (x - zero) / (one - zero);
}

/** Pairs of ends of the intervals, in shares. */
function intervalsOf(picture: LayoutPicture): number[][] {
  const share = scaleOf(picture);
  return [...parse(picture).querySelectorAll('path[stroke-width="2"]')].map((path) => {
    const [, from, , to] = /^M(\S+) (\S+)H(\S+)$/.exec(path.getAttribute("d")!)!;
    return [share(Number(from)), share(Number(to))];
  });
}

const comparison = compareLabels(golden.predicted, golden.reference);

describe("labelQualityPicture", () => {
  const picture = labelQualityPicture(comparison, { title: "Made up" });

  it("puts every value and interval where it belongs, and draws none for nothing", () => {
    const share = scaleOf(picture);
    const circles = [...parse(picture).querySelectorAll("circle")]
      .slice(1)
      .map((circle) => share(numberOf(circle, "cx")));
    const precisions = [comparison.micro, comparison.macro, ...comparison.labels].flatMap(
      ({ precision }) => precision.value ?? [],
    );
    expect(precisions).toHaveLength(13); // 12 labels, one never predicted, and two rows for all
    expect(circles).toHaveLength(13);
    for (const [i, value] of precisions.entries()) expect(circles[i]).toBeCloseTo(value, 2);
    const intervals = [comparison.micro, comparison.macro, ...comparison.labels].flatMap(({ precision, recall }) =>
      [precision, recall].flatMap(({ low, high }) => (low === null ? [] : [[low, high!]])),
    );
    const drawn = intervalsOf(picture);
    expect(drawn).toHaveLength(intervals.length);
    for (const [i, [low, high]] of intervals.entries()) {
      expect(drawn[i][0]).toBeCloseTo(low, 2);
      expect(drawn[i][1]).toBeCloseTo(high, 2);
    }
  });

  it("names every row and how often its label is true and predicted", () => {
    const texts = textsOf(picture);
    expect(texts).toEqual(
      expect.arrayContaining(["Made up", "all labels", "mean of labels", "ball", "29 / 30", "5 / 0"]),
    );
  });

  it("lies inside its frame, rows apart from one another", () => {
    for (const drawn of [
      picture,
      labelQualityPicture(comparison, { width: 480 }),
      labelQualityPicture(comparison, { width: 480, labels: 2 }),
    ]) {
      for (const text of parse(drawn).querySelectorAll("text")) {
        const wide = textWidth(text.textContent!, Number(text.getAttribute("font-size") ?? 12));
        const anchor = { start: 0, middle: wide / 2, end: wide }[text.getAttribute("text-anchor") ?? "start"]!;
        expect(numberOf(text, "x") - anchor).toBeGreaterThan(0);
        expect(numberOf(text, "x") - anchor + wide).toBeLessThanOrEqual(drawn.width);
        expect(numberOf(text, "y")).toBeLessThan(drawn.height);
      }
    }
    const rows = [...parse(picture).querySelectorAll("text")].filter(({ textContent }) =>
      comparison.labels.some(({ label }) => label === textContent),
    );
    const heights = rows.map((row) => numberOf(row, "y"));
    expect(heights.slice(1).every((y, i) => y - heights[i] > 16)).toBe(true);
  });

  it("stands on a plate of its own, and comes with the text for those who cannot see it", () => {
    expect(picture.toMimeBundle()).toEqual({ "image/svg+xml": picture.svg, "text/plain": String(comparison) });
    expect(parse(picture).querySelector("rect")!.getAttribute("fill")).toBe("#fff");
    expect(parse(picture).getAttribute("aria-label")).toBe("Made up");
    expect(parse(sideBySide([picture, picture])).querySelectorAll("svg")).toHaveLength(2);
  });

  it("counts labels beyond the limit", () => {
    const few = labelQualityPicture(comparison, { labels: 3 });
    expect(few.height).toBeLessThan(picture.height);
    expect(textsOf(few).at(-1)).toContain("9 more labels are not shown.");
  });

  it("draws text whatever a label holds", () => {
    const label = `<script>alert("1")</script> & "quotes"`;
    const nasty = labelQualityPicture(compareLabels({ a: [label] }, { a: ["🐈‍⬛".repeat(80)] }), { title: "]]><b>" });
    expect(parse(nasty).querySelector("script, b")).toBeNull();
    expect(textsOf(nasty)).toContain("]]><b>");
    expect(textsOf(nasty).some((text) => text.startsWith("<script>"))).toBe(true);
  });

  it.each([
    [{ labels: 0 }, "labels = 0; give a whole number from 1 to 200"],
    [{ width: 100 }, "width = 100; give a whole number from 480 to 2000"],
  ])("refuses %j", (options, message) => {
    expect(() => labelQualityPicture(comparison, options)).toThrow(message);
  });
});

describe("labelAgreementPicture", () => {
  const asked = async (second: Readonly<Record<string, readonly string[]>>): Promise<LabelAgreement> => {
    const images = Object.keys(golden.predicted).map((id) => ({ id, path: id, className: "any" }));
    return checkAgreement(
      (asking) => ({
        name: "made up",
        label: async (some) => some.map(({ id }) => ({ labels: (asking === 0 ? golden.predicted : second)[id] })),
      }),
      images,
    );
  };

  it("draws repeats and kappa of each label, the surely unstable first", async () => {
    const agreement = await asked(golden.reference);
    const picture = labelAgreementPicture(agreement);
    const share = scaleOf(picture);
    const circles = [...parse(picture).querySelectorAll("circle")]
      .slice(1)
      .map((circle) => share(numberOf(circle, "cx")));
    for (const [i, { repeated }] of agreement.labels.entries()) expect(circles[i]).toBeCloseTo(repeated.value!, 2);
    const names = textsOf(picture).filter((text) => agreement.labels.some(({ label }) => label === text));
    expect(names).toEqual(agreement.labels.map(({ label }) => label));
    expect(picture.text).toBe(String(agreement));
  });

  it("makes room for agreement below chance", async () => {
    const opposite = Object.fromEntries(
      Object.entries(golden.predicted).map(([id, labels]) => [id, labels.includes("ball") ? [] : ["ball"]]),
    );
    const picture = labelAgreementPicture(await asked(opposite));
    expect(textsOf(picture)).toContain("-1");
    expect(Math.min(...intervalsOf(picture).flat())).toBeGreaterThan(-1.001);
    // the axis begins right of the names
    const textAt = (words: string): Element =>
      [...parse(picture).querySelectorAll("text")].find(({ textContent }) => textContent === words)!;
    expect(numberOf(textAt("-1"), "x")).toBeGreaterThan(numberOf(textAt("animal"), "x"));
    expect(numberOf(textAt("1"), "x")).toBeLessThan(picture.width - textWidth("both times / at all", 12));
  });
});
