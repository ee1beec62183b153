import fc from "fast-check";
import type { LabelNode, LabelTree } from "../../../kernel-helpers/src/label/hierarchy/label-tree.js";
import { type CompareOptions, compareLabels } from "../../../kernel-helpers/src/label/quality/compare-labels.js";
import type { Estimate } from "../../../kernel-helpers/src/label/quality/estimate.js";
import type { LabelComparison } from "../../../kernel-helpers/src/label/quality/label-comparison.js";
import { golden } from "./golden.js";

type Lists = Record<string, string[]>;

const scoresOf = (comparison: LabelComparison, label: string): LabelComparison["labels"][number] =>
  comparison.labels.find((scores) => scores.label === label)!;
const ends = ({ low, high }: Estimate): number[] | null => (low === null || high === null ? null : [low, high]);

/** Both null, or equal to ten digits. */
function expectClose(found: readonly number[] | number | null, expected: readonly number[] | number | null): void {
  if (found === null || expected === null) {
    expect(found).toBe(expected);
    return;
  }
  const [a, b] = [[found].flat() as number[], [expected].flat() as number[]];
  expect(a).toHaveLength(b.length);
  for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i], 10);
}

describe("compareLabels beside scikit-learn and scipy", () => {
  const comparison = compareLabels(golden.predicted, golden.reference);

  it.each(Object.entries(golden.labels))("counts and scores %s", (label, expected) => {
    const scores = scoresOf(comparison, label);
    expect([scores.truePositives, scores.falsePositives, scores.falseNegatives]).toEqual([
      expected.tp,
      expected.fp,
      expected.fn,
    ]);
    for (const name of ["precision", "recall", "f1"] as const) {
      expectClose(scores[name].value, expected[name]);
      expectClose(ends(scores[name]), expected[`${name}Interval`]);
    }
    expect(scores.precision.n).toBe(expected.tp + expected.fp);
    expect(scores.recall.n).toBe(expected.tp + expected.fn);
    expect(scores.f1.n).toBe(expected.tp + expected.fp + expected.fn);
  });

  it("pools all labels, with intervals as wide as labels of one image that go wrong together make them", () => {
    const { precision, recall, f1 } = comparison.micro;
    expectClose([precision.value!, recall.value!, f1.value!], golden.micro.scores);
    expectClose(ends(precision), golden.micro.precisionInterval);
    expectClose(ends(recall), golden.micro.recallInterval);
    expectClose(ends(f1), golden.micro.f1Interval);
    expect(golden.micro.precisionDesignEffect).toBeGreaterThan(1.5); // else the test would not see the difference
  });

  it("averages over labels, leaving out those without a value", () => {
    const { precision, recall, f1 } = comparison.macro;
    expectClose([precision.value!, recall.value!, f1.value!], golden.macro.scores);
    expect([precision.n, recall.n, f1.n]).toEqual([11, 11, 12]); // "unsaid" was never predicted, "unseen" never true
    for (const [i, estimate] of [precision, recall, f1].entries()) {
      // 1,000 resamples against 20,000
      expect(Math.abs(estimate.low! - golden.macro.intervals[i][0])).toBeLessThan(0.012);
      expect(Math.abs(estimate.high! - golden.macro.intervals[i][1])).toBeLessThan(0.012);
    }
  });

  it("gives hallucination and omission as what precision and recall leave", () => {
    for (const { precision, recall, hallucination, omission } of [
      ...comparison.labels,
      comparison.micro,
      comparison.macro,
    ]) {
      for (const [part, rest] of [
        [precision, hallucination],
        [recall, omission],
      ]) {
        expectClose(rest.value, part.value === null ? null : 1 - part.value);
        expectClose(rest.low, part.high === null ? null : 1 - part.high);
        expectClose(rest.high, part.low === null ? null : 1 - part.low);
        expect(rest.n).toBe(part.n);
      }
    }
  });

  it("draws the same intervals for the same seed, others for another", () => {
    const again = compareLabels(golden.predicted, golden.reference, { seed: 1 });
    const other = compareLabels(golden.predicted, golden.reference, { seed: 2 });
    expect(again.macro).toEqual(comparison.macro);
    expect(other.macro.precision.low).not.toBe(comparison.macro.precision.low);
    expect(other.macro.precision.value).toBe(comparison.macro.precision.value);
  });
});

describe("compareLabels", () => {
  it("says of each image what was right, made up and left out", () => {
    const { images } = compareLabels({ a: ["cat", "hat", "hat"] }, { a: ["cat", "sofa"] });
    expect(images).toEqual([
      { id: "a", right: ["cat"], rightByHierarchy: [], foundByHierarchy: [], hallucinated: ["hat"], omitted: ["sofa"] },
    ]);
  });

  it("takes maps, records and what a labeler returned; case and blanks do not matter", () => {
    const predicted = new Map([
      ["a", { labels: [" Cat"], caption: "A Cat" }],
      ["b", { labels: ["DOG"] }],
    ]);
    const comparison = compareLabels(predicted, { a: ["cat"], b: ["dog ", ""] });
    expect(comparison.micro.f1.value).toBe(1);
    expect(comparison.labels.map(({ label }) => label)).toEqual(["cat", "dog"]);
  });

  it("counts failures and images of one side apart from mistakes", () => {
    const comparison = compareLabels(
      { a: ["cat"], b: { labels: [], failure: "the server refused it" }, c: ["owl"] },
      { a: ["cat"], b: ["dog"], d: ["pig"] },
    );
    expect(comparison.failed).toEqual([{ id: "b", reason: "the server refused it" }]);
    expect([comparison.onlyPredicted, comparison.onlyReference]).toEqual([["c"], ["d"]]);
    expect(comparison.images.map(({ id }) => id)).toEqual(["a"]);
    expect(comparison.micro.omission).toMatchObject({ value: 0, n: 1 });
  });

  it("gives null, never NaN, where there is nothing to divide by", () => {
    const nothing: Estimate = { value: null, low: null, high: null, n: 0 };
    const empty = compareLabels({ a: [], b: [] }, { a: [], b: [] });
    expect(empty.labels).toEqual([]);
    for (const scores of [empty.micro, empty.macro]) {
      for (const name of ["precision", "recall", "f1", "hallucination", "omission"] as const) {
        expect(scores[name]).toEqual(nothing);
      }
    }
    const silent = compareLabels({ a: [] }, { a: ["cat"] });
    expect(silent.micro.precision).toEqual(nothing);
    expect(silent.micro.recall).toMatchObject({ value: 0, low: 0, n: 1 });
    expect(String(silent)).toContain("nothing was predicted, 100.0 % of the true ones were not predicted");
  });

  it("gives the means no interval where no resample says anything else", () => {
    const { macro, micro } = compareLabels({ a: ["cat"], b: ["dog"] }, { a: ["cat"], b: ["dog"] });
    expect(macro.precision).toEqual({ value: 1, low: null, high: null, n: 2 });
    expect(micro.precision).toMatchObject({ value: 1, high: 1 });
    expect(micro.precision.low).toBeLessThan(0.5); // two right answers prove little
  });

  it("holds the mean inside its interval though many labels are on one image only", () => {
    const ids = Array.from({ length: 40 }, (_, i) => `${i}`);
    const reference = Object.fromEntries(ids.map((id, i) => [id, [i % 2 === 0 ? "cat" : "dog"]]));
    const predicted = Object.fromEntries(ids.map((id, i) => [id, i % 5 === 0 ? [`made up ${i}`] : ["cat"]]));
    const { precision } = compareLabels(predicted, reference).macro;
    expect(precision.value).toBeCloseTo(0.5 / 9, 10); // eight labels made up once, half of the cats right
    expect(precision.low!).toBeLessThan(precision.value!);
    expect(precision.high!).toBeGreaterThan(precision.value!);
    expect(precision.high! - precision.value!).toBeLessThan(0.03);
  });

  it("lists what is seen most first, made-up labels among them", () => {
    const { labels } = compareLabels({ a: ["hat", "cat"], b: ["hat"] }, { a: ["cat"], b: ["dog"] });
    expect(labels.map(({ label }) => label)).toEqual(["hat", "cat", "dog"]);
  });

  it("reads synonyms on both sides, through chains", () => {
    const synonyms = { kitten: "kitty", Kitty: "cat", cat: "cat" };
    const { labels, micro } = compareLabels(
      { a: ["kitten", "kitty"], b: ["cat"] },
      { a: ["cat"], b: ["Kitty"] },
      { synonyms },
    );
    expect(labels.map(({ label }) => label)).toEqual(["cat"]);
    expect(micro).toMatchObject({ truePositives: 2, falsePositives: 0, falseNegatives: 0 });
  });

  it("judges only the vocabulary, on both sides, and counts the rest", () => {
    const comparison = compareLabels(
      { a: ["red", "grainy"], b: ["ginger", "grainy"] },
      { a: ["red", "cat"], b: ["orange", "Grainy"] },
      { vocabulary: ["Red", "ginger"], synonyms: { ginger: "orange" } },
    );
    const { micro, leftOut, labels } = comparison;
    expect(String(comparison)).toContain(
      "not judged, outside the vocabulary: 2 predicted and 2 true labels: grainy (2 predicted, 1 true), cat (1 true)",
    );
    expect(labels.map(({ label }) => label)).toEqual(["orange", "red"]);
    expect(micro).toMatchObject({ truePositives: 2, falsePositives: 0, falseNegatives: 0 });
    expect(leftOut).toEqual([
      { label: "grainy", predicted: 2, reference: 1 },
      { label: "cat", predicted: 0, reference: 1 },
    ]);
  });

  it.each<[string, () => unknown, string | RegExp]>([
    ["a list", () => compareLabels([["cat"]] as never, {}), "a list came in place of labels by image id"],
    ["other ids", () => compareLabels({ a: [] }, { b: [] }), /no image to compare.*only predicted, such as "a".*"b"/],
    [
      "failures only",
      () => compareLabels({ a: { labels: [], failure: "no key" } }, { a: [] }),
      "1 could not be labelled (no key)",
    ],
    [
      "circular synonyms",
      () => compareLabels({ a: [] }, { a: [] }, { synonyms: { cat: "kitten", kitten: "cat" } }),
      "cat -> kitten -> cat",
    ],
    ["an empty synonym", () => compareLabels({ a: [] }, { a: [] }, { synonyms: { cat: " " } }), 'hold " "'],
    [
      "half an edge",
      () => compareLabels({ a: [] }, { a: [] }, { hierarchy: { tree: animals(), distance: 0.5 } }),
      "hierarchy.distance = 0.5",
    ],
  ])("says what to do about %s", (_, call, message) => {
    expect(call).toThrow(message);
  });

  it("shows itself as text, and as a table of plain numbers", () => {
    const comparison = compareLabels(golden.predicted, golden.reference);
    expect(comparison.toMimeBundle()).toEqual({ "text/plain": String(comparison) });
    const lines = String(comparison).split("\n");
    expect(lines[0]).toBe(
      "60 images, 12 labels: 13.7 % of the predicted labels are not in the image, 12.2 % of the true ones were not predicted",
    );
    expect(lines[2]).toBe("all labels       222        226  0.86 [0.79, 0.91]  0.88 [0.81, 0.92]  0.87 [0.81, 0.91]");
    expect(lines).toContain("unsaid             5          0                  -  0.00 [0.00, 0.43]  0.00 [0.00, 0.61]");
    expect(new Set(lines.slice(1, 16).map((line) => line.length)).size).toBe(1);
    expect(comparison.table().objects()[1]).toMatchObject({
      label: "ball",
      true: 29,
      predicted: 30,
      tp: 27,
      fp: 3,
      fn: 2,
      precision: 0.9,
    });
  });

  it("keeps strangers' labels and reasons on lines of their own", () => {
    const nasty = "<img src=x onerror=alert(1)>\n\u202e\u0007evil";
    const comparison = compareLabels(
      { a: [nasty], b: { labels: [], failure: `no\n\n${"x".repeat(10_000)}` } },
      { a: ["🐱"], b: [] },
    );
    const text = String(comparison);
    expect(text.split("\n")).toHaveLength(7);
    expect(text.length).toBeLessThan(1000);
    expect([text.includes("\u202e"), text.includes("\u0007")]).toEqual([false, false]);
  });
});

/** everything > animal > (pet > (cat, dog), owl), furniture > sofa */
function animals(): LabelTree {
  const node = (name: string, parentId: string | null, children: string[] = []): LabelNode => ({
    id: name,
    name,
    parentId,
    children,
    label: children.length === 0 ? name : null,
    isEdited: false,
  });
  return {
    rootId: "everything",
    nodes: [
      node("everything", null, ["animal", "furniture"]),
      node("animal", "everything", ["pet", "owl"]),
      node("furniture", "everything", ["sofa"]),
      node("pet", "animal", ["cat", "dog"]),
      node("owl", "animal"),
      node("sofa", "furniture"),
      node("cat", "pet"),
      node("dog", "pet"),
    ],
  };
}

describe("compareLabels with a hierarchy", () => {
  const compare = (
    predicted: Lists,
    reference: Lists,
    distance: number,
    options: CompareOptions = {},
  ): LabelComparison => compareLabels(predicted, reference, { ...options, hierarchy: { tree: animals(), distance } });

  it("lets an ancestor or a descendant near by count, and reports it apart", () => {
    const { micro, images, labels } = compare({ a: ["pet"], b: ["dog"] }, { a: ["cat"], b: ["pet"] }, 1);
    expect(micro).toMatchObject({
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 0,
      rightByHierarchy: 2,
      foundByHierarchy: 2,
    });
    expect([micro.precision.value, micro.recall.value, micro.f1.value]).toEqual([1, 1, 1]);
    expect(images[0]).toMatchObject({
      rightByHierarchy: ["pet"],
      foundByHierarchy: ["cat"],
      hallucinated: [],
      omitted: [],
    });
    expect(labels.find(({ label }) => label === "cat")).toMatchObject({ rightByHierarchy: 0, foundByHierarchy: 1 });
  });

  it("counts edges: a grandparent is two away", () => {
    expect(compare({ a: ["animal"] }, { a: ["cat"] }, 1).micro.hallucination.value).toBe(1);
    expect(compare({ a: ["animal"] }, { a: ["cat"] }, 2).micro.hallucination.value).toBe(0);
  });

  it("relates no siblings, and nothing the tree does not know", () => {
    for (const [said, actual] of [
      ["dog", "cat"],
      ["zeppelin", "cat"],
      ["cat", "zeppelin"],
      ["sofa", "animal"],
    ]) {
      const { micro } = compare({ a: [said] }, { a: [actual] }, 9);
      expect([micro.hallucination.value, micro.omission.value]).toEqual([1, 1]);
    }
  });

  it("prefers the equal label, and lets one label vouch for several", () => {
    const { micro } = compare({ a: ["cat", "animal"] }, { a: ["cat", "dog"] }, 2);
    expect(micro).toMatchObject({ truePositives: 1, rightByHierarchy: 1, foundByHierarchy: 1, falsePositives: 0 });
    expect(String(compare({ a: ["cat", "animal"] }, { a: ["cat", "dog"] }, 2))).toContain(
      "1 predicted labels are right and 1 true ones found only by hierarchy",
    );
  });

  it("reads the tree's labels through the synonyms", () => {
    expect(
      compare({ a: ["pets"] }, { a: ["Kitten"] }, 1, { synonyms: { kitten: "cat", pets: "pet" } }).micro.f1.value,
    ).toBe(1);
  });
});

describe("compareLabels, whatever the labels", () => {
  const label = fc.constantFrom("a", "b", "c", "d");
  const lists = fc.dictionary(fc.constantFrom("1", "2", "3", "4", "5"), fc.array(label), { minKeys: 1 });

  it("puts every label in one list, keeps shares inside their intervals, and mirrors when sides change places", () => {
    fc.assert(
      fc.property(lists, lists, (predicted, reference) => {
        fc.pre(Object.keys(predicted).some((id) => id in reference));
        const there = compareLabels(predicted, reference);
        const back = compareLabels(reference, predicted);
        for (const { id, right, hallucinated, omitted } of there.images) {
          expect(new Set([...right, ...hallucinated])).toEqual(new Set(predicted[id]));
          expect(new Set([...right, ...omitted])).toEqual(new Set(reference[id]));
          expect(right.length + hallucinated.length).toBe(new Set(predicted[id]).size);
        }
        expect(there.micro.precision).toEqual(back.micro.recall);
        expect(there.macro.f1.value).toBe(back.macro.f1.value);
        for (const { precision, recall, f1 } of [...there.labels, there.micro]) {
          for (const { value, low, high } of [precision, recall, f1]) {
            if (value === null) continue;
            expect(0 <= low! && low! <= value && value <= high! && high! <= 1).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
