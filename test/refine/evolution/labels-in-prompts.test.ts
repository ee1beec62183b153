import { findSubstitutes } from "../../../kernel-helpers/src/refine/evolution/find-substitutes.js";
import { labelEvidence } from "../../../kernel-helpers/src/refine/evolution/label-evidence.js";
import { holdsWords, sayLabels } from "../../../kernel-helpers/src/refine/evolution/say-labels.js";
import { suggestWordDrops } from "../../../kernel-helpers/src/refine/evolution/suggest-word-drops.js";
import { unsayLabel } from "../../../kernel-helpers/src/refine/evolution/unsay-label.js";
import { wishedLabels } from "../../../kernel-helpers/src/refine/evolution/wished-labels.js";
import { formatTemplate } from "../../../kernel-helpers/src/refine/format-template.js";
import { parseTemplate } from "../../../kernel-helpers/src/refine/parse-template.js";
import type { Feedback, JudgedImage, LabelledOriginal } from "../../../kernel-helpers/src/types.js";

const image = (labels: string[], feedback: Feedback = "none", className = "cat"): JudgedImage => ({
  ...{ id: `${Math.abs(labels.join().length)}`, className, templateId: "t", phrases: [], labels, feedback },
});
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe("labelEvidence", () => {
  it("finds the label that rejected images share, with its counts and its chance", () => {
    const images = [
      ...times(9, () => image(["sofa", "orange"], "rejected")),
      ...times(2, () => image(["grass", "orange"], "rejected")),
      ...times(2, () => image(["sofa", "orange"])),
      ...times(38, () => image(["grass", "orange"])),
    ];
    const [found, ...more] = labelEvidence("cat", images, []);
    expect(found).toMatchObject({ label: "sofa", rejected: 9, allRejected: 11, others: 2, allOthers: 40 });
    // Python 3.11: sum(comb(11, k) * comb(40, 11 - k) for k in (9, 10, 11)) / comb(51, 11)
    expect(found.chance).toBeCloseTo(9.100278116328904e-7, 12);
    expect(more).toEqual([]);
  });

  it("does not blame what merely stands beside it", () => {
    const images = [
      ...times(8, () => image(["sofa", "dim"], "rejected")),
      ...times(20, () => image(["grass"])),
      ...times(2, () => image(["grass", "dim"])),
    ];
    expect(labelEvidence("cat", images, []).map(({ label }) => label)).toEqual(["sofa"]);
  });

  it("believes neither two images nor three of many labels by chance", () => {
    expect(
      labelEvidence("cat", [...times(2, () => image(["sofa"], "rejected")), ...times(50, () => image([]))], []),
    ).toEqual([]);
    const mixed = [
      ...times(3, () => image(["sofa"], "rejected")),
      ...times(4, () => image(["sofa"])),
      ...times(30, () => image([])),
    ];
    expect(labelEvidence("cat", mixed, [])).toEqual([]);
  });

  it("takes originals for kept, so that a class whose every image is rejected has something to differ from", () => {
    const images = times(6, () => image(["dim", "cat"], "rejected"));
    const originals = times(10, () => ({ id: "o", className: "cat", labels: ["bright", "cat"] }));
    expect(labelEvidence("cat", images, originals, new Set(["cat"])).map(({ label }) => label)).toEqual(["dim"]);
    expect(labelEvidence("cat", images, [])).toEqual([]);
  });

  it("takes images that were left for no evidence where all share what is wrong, and looks at the originals instead", () => {
    const images = [
      ...times(5, () => image(["dim", "cartoon"], "rejected")),
      ...times(5, () => image(["dim", "photo"], "rejected")),
      ...times(14, () => image(["dim", "photo"])),
    ];
    const originals = [
      ...times(9, () => ({ id: "o", className: "cat", labels: ["bright", "photo"] })),
      { id: "o", className: "cat", labels: ["dim", "photo"] },
    ];
    const [found, ...more] = labelEvidence("cat", images, originals);
    expect(found).toMatchObject({ label: "dim", rejected: 10, allRejected: 10 });
    expect(more).toEqual([]);
    expect(labelEvidence("cat", images, []).map(({ label }) => label)).not.toContain("dim");
  });

  it("compares images of one prompt with one another: what an earlier prompt left unmarked is no evidence against what is marked now", () => {
    const of = (templateId: string, ...rest: Parameters<typeof image>): JudgedImage => ({
      ...image(...rest),
      templateId,
    });
    const images = [
      // everything was dim, and hardly anything marked; then a better prompt, of which every dim image is marked
      ...times(3, () => of("old", ["dim"], "rejected")),
      ...times(21, () => of("old", ["dim"])),
      ...times(5, () => of("new", ["dim"], "rejected")),
      ...times(15, () => of("new", ["bright"])),
    ];
    const [found] = labelEvidence("cat", images, []);
    expect(found).toMatchObject({ label: "dim", rejected: 8, others: 21 });
    // Python 3.11: 1 / comb(20, 5)
    expect(found.chance).toBeCloseTo(6.4499484e-5, 12);
  });

  it("hears other classes, but speaks of its own only", () => {
    const dogs = [
      ...times(8, () => image(["sofa"], "rejected", "dog")),
      ...times(20, () => image(["grass"], "none", "dog")),
    ];
    const cats = [...times(3, () => image(["sofa"], "rejected")), ...times(2, () => image(["grass"]))];
    const alone = labelEvidence("cat", cats, []);
    const [together] = labelEvidence("cat", [...cats, ...dogs], []);
    expect(alone).toEqual([]);
    expect(together).toMatchObject({ label: "sofa", rejected: 3, allRejected: 3 });
    expect(labelEvidence("fox", dogs, [])).toEqual([]);
  });
});

describe("wishedLabels", () => {
  const wishes = (images: JudgedImage[], originals: LabelledOriginal[] = [], ignored: string[] = []): string[][] =>
    wishedLabels("cat", images, originals, new Set(ignored)).map((group) => group.map(({ label }) => label));
  const places = (feedback: Feedback, ...labels: string[]): JudgedImage[] =>
    times(8, () => labels).flatMap((each) => each.map((label) => image([label], feedback)));

  it("are the labels that wanted images show more often than all others of their class", () => {
    const images = [...times(5, () => image(["hat", "cat"], "wanted")), ...times(20, () => image(["cat"]))];
    expect(wishedLabels("cat", images, [], new Set())).toEqual([
      [{ label: "hat", wanted: 5, allWanted: 5, others: 0, allOthers: 20 }],
    ]);
    const dogs = times(9, () => image(["ball"], "wanted", "dog"));
    expect(wishes([...images, ...dogs])).toEqual([["hat"]]);
    expect(wishes(images, [], ["hat"])).toEqual([]);
  });

  it("need two wanted images, and are no news where the originals show them", () => {
    expect(wishes([image(["hat"], "wanted"), ...times(20, () => image([]))])).toEqual([]);
    const images = [...times(2, () => image(["hat"], "wanted")), ...times(20, () => image([]))];
    expect(wishes(images)).toEqual([["hat"]]);
    expect(
      wishes(
        images,
        times(40, () => ({ id: "o", className: "cat", labels: ["hat"] })),
      ),
    ).toEqual([]);
  });

  it("stand in groups of those that take turns, and apart where they may come together or nobody knows", () => {
    const seen = [...places("wanted", "snow", "beach"), ...places("none", "grass", "sofa")];
    expect(wishes(seen)).toEqual([["beach", "snow"]]);
    const hats = seen.map((each, i) => ({ ...each, labels: i % 4 < 2 ? [...each.labels, "hat"] : each.labels }));
    expect(
      wishes(hats.map((each) => (each.feedback === "wanted" ? { ...each, labels: [...each.labels, "pink"] } : each))),
    ).toEqual([["pink"], ["beach", "snow"]]);
    const rare = [
      ...times(2, () => image(["red"], "wanted")),
      ...times(2, () => image(["blue"], "wanted")),
      ...times(30, () => image([])),
    ];
    expect(wishes(rare)).toEqual([["blue"], ["red"]]);
  });
});

describe("labels in a prompt", () => {
  const change = (
    text: string,
    by: (parts: ReturnType<typeof parseTemplate>) => ReturnType<typeof parseTemplate> | null,
  ) => {
    const parts = by(parseTemplate(text));
    return parts === null ? null : formatTemplate(parts);
  };

  it.each([
    ["a photo of a {class}", "a photo of a {class}, [grass | snow]"],
    ["a {class} [at night | , grass]", "a {class} [at night | , grass | snow]"],
    ["a {class} on grass", "a {class} on grass, [snow]"],
    ["a {class} on grass [in the snow]", null],
  ])("are said in %s", (text, expected) => {
    expect(change(text, (parts) => sayLabels(parts, ["grass", "snow"], false))).toBe(expected);
  });

  it("are said in half of the prompts where they are only wanted", () => {
    expect(change("a {class}", (parts) => sayLabels(parts, ["hat"], true))).toBe("a {class}[ | , hat]");
  });

  it.each([
    ["a photo of a {class} on a sofa", "a photo of a {class}"],
    ["a {class}, sofa, bright", "a {class}, bright"],
    ["a {class} [on a sofa | on grass]", "a {class} [on grass]"],
    ["a {class} [on a sofa]", null],
    ["a {class} on sofas", null],
    ["sofa", null],
  ])("are unsaid in %s", (text, expected) => {
    expect(change(text, (parts) => unsayLabel(parts, "sofa"))).toBe(expected);
  });

  it("are words, whole and in a row", () => {
    expect(holdsWords("A Pencil-Drawing of x", "pencil drawing")).toBe(true);
    expect(holdsWords("a drawing in pencil", "pencil drawing")).toBe(false);
    expect(holdsWords("catalogue", "cat")).toBe(false);
    expect(holdsWords("anything", "  ")).toBe(false);
    expect(holdsWords("x.*y", ".*")).toBe(false);
  });

  it("single words of plain text may go, but not the small ones", () => {
    const suggestions = suggestWordDrops(parseTemplate("a dark photo of a {class} [ | in the snow]"));
    expect(suggestions.map(({ apply }) => formatTemplate(apply(parseTemplate("a dark photo of a {class}"))!))).toEqual([
      "a photo of a {class}",
      "a dark of a {class}",
    ]);
  });
});

describe("findSubstitutes", () => {
  it("gives labels that were kept and are never in the same image, the most frequent first", () => {
    const all = [
      ...times(10, () => ({ labels: ["sofa", "orange"] })),
      ...times(10, () => ({ labels: ["grass", "orange"] })),
      ...times(4, () => ({ labels: ["snow", "orange"] })),
    ];
    const kept = all.slice(10);
    const substitutes = findSubstitutes(all, kept);
    expect(substitutes("sofa", ["orange", "snow", "grass", "moon"])).toEqual(["grass", "snow"]);
    expect(substitutes("nowhere", ["grass"])).toEqual([]);
  });

  it("gives nothing beside the one that accounts for all images without the label", () => {
    const all = [
      ...times(10, () => ({ labels: ["dim"] })),
      ...times(12, () => ({ labels: ["bright", "ball"] })),
      ...times(8, () => ({ labels: ["bright", "hat"] })),
    ];
    expect(findSubstitutes(all, all)("dim", ["ball", "hat", "bright"])).toEqual(["bright"]);
    // without it the next best do, but not one that is on hardly any image
    expect(findSubstitutes(all, [...all, { labels: ["scarf"] }])("dim", ["scarf", "ball", "hat"])).toEqual([
      "ball",
      "hat",
    ]);
  });
});
