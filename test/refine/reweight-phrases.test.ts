import fc from "fast-check";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { chanceOfSoMany } from "../../kernel-helpers/src/refine/chance-of-so-many.js";
import { defaultTemplate } from "../../kernel-helpers/src/refine/default-template.js";
import { explainNoProposals } from "../../kernel-helpers/src/refine/explain-no-proposals.js";
import { parseTemplate } from "../../kernel-helpers/src/refine/parse-template.js";
import { reweightPhrases } from "../../kernel-helpers/src/refine/reweight-phrases.js";
import { sampleTemplate } from "../../kernel-helpers/src/refine/sample-template.js";
import type { Feedback, JudgedImage, PromptProposal, PromptTemplate } from "../../kernel-helpers/src/types.js";

function template(className: string, text = defaultTemplate(), extra: Partial<PromptTemplate> = {}): PromptTemplate {
  return { id: `${className}-1`, className, text, status: "active", parentId: null, why: [], iteration: 0, ...extra };
}

function draw(
  from: PromptTemplate,
  n: number,
  judge: (phrases: readonly string[], i: number) => Feedback,
  seed = 1,
): JudgedImage[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const { phrases } = sampleTemplate(from.text, from.className, random);
    return {
      id: `${from.id}/${i}`,
      className: from.className,
      templateId: from.id,
      phrases,
      labels: [],
      feedback: judge(phrases, i),
    };
  });
}

const rejectIf =
  (phrase: string) =>
  (phrases: readonly string[]): Feedback =>
    phrases.includes(phrase) ? "rejected" : "none";
const weights = (text: string): Map<string, number> =>
  new Map(
    parseTemplate(text).flatMap((part) =>
      part.kind === "choice" ? part.alternatives.map((each) => [each.text, each.weight] as const) : [],
    ),
  );
const propose = (templates: PromptTemplate[], images: JudgedImage[]): Promise<readonly PromptProposal[]> =>
  reweightPhrases().propose(templates, images);

describe("chanceOfSoMany", () => {
  it("is Fisher's exact test for one class", () => {
    // R 4.3: fisher.test(matrix(c(9, 2, 2, 38), 2), alternative = "greater")$p.value
    const p = chanceOfSoMany([{ rejectedWith: 9, all: 11, rejectedOffered: 11, allOffered: 51 }]);
    expect(p).toBeCloseTo(sumOfHypergeometricTail(), 12);
  });

  it("is 1 when nothing carries the phrase", () => {
    expect(chanceOfSoMany([{ rejectedWith: 0, all: 0, rejectedOffered: 5, allOffered: 20 }])).toBeCloseTo(1, 12);
  });

  it("adds what several classes say", () => {
    const table = { rejectedWith: 2, all: 2, rejectedOffered: 2, allOffered: 20 };
    expect(chanceOfSoMany([table])).toBeCloseTo(1 / 190, 12);
    expect(chanceOfSoMany([table, table])).toBeCloseTo(1 / 190 / 190, 12);
  });
});

/** By hand: C(11,k) C(40,11-k) / C(51,11), k = 9, 10, 11, with whole numbers. */
function sumOfHypergeometricTail(): number {
  const choose = (n: number, k: number): bigint => {
    let value = 1n;
    for (let i = 1; i <= k; i++) value = (value * BigInt(n - k + i)) / BigInt(i);
    return value;
  };
  const tail = [9, 10, 11].reduce((sum, k) => sum + choose(11, k) * choose(40, 11 - k), 0n);
  return Number(tail) / Number(choose(51, 11));
}

describe("reweightPhrases", () => {
  it("drops a phrase whose rejections are more than chance, and says how many", async () => {
    const cat = template("cat");
    const [proposal] = await propose([cat], draw(cat, 100, rejectIf("solarized")));
    expect(weights(proposal.text).has("solarized")).toBe(false);
    const why = proposal.why.find((line) => line.includes("solarized"));
    expect(why).toMatch(/^'solarized' is in (\d+) of \1 rejected, 0 of \d+ kept: no longer drawn$/);
    expect(proposal.parentId).toBe("cat-1");
  });

  it("does not ban a phrase for three rejected images that share nothing", async () => {
    const cat = template("cat");
    const images = draw(cat, 60, (_, i) => (i < 3 ? "rejected" : "none"));
    const proposals = await propose([cat], images);
    for (const { text } of proposals) expect(weights(text).size).toBe(weights(cat.text).size);
  });

  it("draws a phrase less often when the evidence could be chance", async () => {
    const cat = template("cat", "[dark | bright | plain | soft] {class}");
    const images = ["dark", "bright", "plain", "soft"].flatMap((word) =>
      [1, 2, 3, 4].map((i): JudgedImage => {
        const feedback = word === "dark" && i <= 2 ? "rejected" : "none";
        return { id: word + i, className: "cat", templateId: "cat-1", phrases: [word], labels: [], feedback };
      }),
    );
    const [proposal] = await propose([cat], images);
    expect(proposal.text).toBe("[dark :0.67 | bright | plain | soft] {class}"); // (1 - 2.25/6 + 0.05) / (1 - 0.25/6 + 0.05)
    expect(proposal.why).toEqual(["'dark' is in 2 of 2 rejected, 2 of 14 kept: drawn 1.5 times less often"]);
  });

  it("draws a wanted phrase more often", async () => {
    const cat = template("cat");
    const [proposal] = await propose(
      [cat],
      draw(cat, 60, (phrases) => (phrases.includes("a sketch of") ? "wanted" : "none")),
    );
    expect(weights(proposal.text).get("a sketch of")).toBeGreaterThan(1.5);
  });

  it("learns from other classes what one class alone could not show, and leaves unjudged classes alone", async () => {
    const templates = ["cat", "dog", "owl", "pig", "fox"].map((name) => template(name));
    const images = templates.flatMap((each, i) =>
      draw(each, 14, i === 4 ? () => "none" : rejectIf("posterized"), i + 1),
    );
    const proposals = await propose(templates, images);
    expect(proposals.map(({ className }) => className)).not.toContain("fox");
    const withEvidence = proposals.filter(({ className }) =>
      images.some((image) => image.className === className && image.feedback === "rejected"),
    );
    expect(withEvidence.length).toBeGreaterThan(1);
    for (const { text } of withEvidence) expect(weights(text).has("posterized")).toBe(false);
    const [alone] = await propose(
      [templates[0]],
      images.filter(({ className }) => className === "cat"),
    );
    expect(weights(alone?.text ?? templates[0].text).has("posterized")).toBe(true);
  });

  it("does not blame a phrase for standing beside the one that was rejected", async () => {
    const cat = template("cat", "[photo | sketch] a [plain | solarized] {class}");
    const image = (domain: string, look: string, i: number): JudgedImage => ({
      id: `${domain}${look}${i}`,
      className: "cat",
      templateId: cat.id,
      phrases: [domain, look],
      labels: [],
      feedback: look === "solarized" ? "rejected" : "none",
    });
    // every photo but two is solarized, no sketch is
    const images = Array.from({ length: 12 }, (_, i) => [
      image("photo", i < 10 ? "solarized" : "plain", i),
      image("sketch", "plain", i),
    ]).flat();
    const [proposal] = await propose([cat], images);
    expect(proposal.text).toBe("[photo | sketch] a [plain] {class}");
    expect(proposal.why).toEqual(["'solarized' is in 10 of 10 rejected, 0 of 14 kept: no longer drawn"]);
  });

  it("leaves the weights of phrases alone that were judged like most of their neighbours", async () => {
    const cat = template("cat");
    const [proposal] = await propose([cat], draw(cat, 400, rejectIf("solarized")));
    expect(proposal.why).toHaveLength(1);
    expect([...weights(proposal.text).values()].every((weight) => weight === 1)).toBe(true);
  });

  it("keeps a phrase that is both rejected and wanted", async () => {
    const cat = template("cat");
    let turn = 0;
    const images = draw(cat, 100, (phrases) =>
      phrases.includes("bright") ? (turn++ % 2 ? "wanted" : "rejected") : "none",
    );
    for (const { text } of await propose([cat], images)) expect(weights(text).has("bright")).toBe(true);
  });

  it("proposes nothing when everything is rejected, and the sentence says why", async () => {
    const cat = template("cat");
    const images = draw(cat, 40, () => "rejected");
    expect(await propose([cat], images)).toEqual([]);
    expect(explainNoProposals(images)).toMatch(/All 40 generated images are rejected/);
  });

  it("proposes nothing without feedback, and the sentence says why", async () => {
    const cat = template("cat");
    const images = draw(cat, 40, () => "none");
    expect(await propose([cat], images)).toEqual([]);
    expect(explainNoProposals(images)).toMatch(/nothing to learn from/);
    expect(explainNoProposals([])).toMatch(/generate some images first/);
  });

  it("proposes nothing new after its proposal was accepted, and takes it back when the feedback is taken back", async () => {
    const cat = template("cat", defaultTemplate(), { status: "replaced" });
    const images = draw(cat, 100, rejectIf("solarized"));
    const [proposal] = await propose([{ ...cat, status: "active" }], images);
    const next = template("cat", proposal.text, { id: "cat-2", parentId: cat.id, why: proposal.why });
    expect(await propose([cat, next], images)).toEqual([]);
    const relented = images.map((image, i) => ({
      ...image,
      feedback: i === 3 ? ("wanted" as const) : ("none" as const),
    }));
    const [back] = await propose([cat, next], relented);
    expect(weights(back.text).has("solarized")).toBe(true);
  });

  it("does not read later images, which could not draw a dropped phrase, as speaking for it", async () => {
    const cat = template("cat", defaultTemplate(), { status: "replaced" });
    const first = draw(cat, 100, rejectIf("solarized"));
    const [proposal] = await propose([{ ...cat, status: "active" }], first);
    const next = template("cat", proposal.text, { id: "cat-2", parentId: cat.id, why: proposal.why });
    const later = draw(next, 300, () => "none", 9);
    const again = await propose([cat, next], [...first, ...later]);
    for (const { text } of again) expect(weights(text).has("solarized")).toBe(false);
  });

  it("counts each class once when its template was edited by hand, and keeps the hand-written weights as the start", async () => {
    const cat = template("cat", "[a photo of :5 | a sketch of :2] a [big | small] {class}");
    const [proposal] = await propose([cat], draw(cat, 80, rejectIf("small")));
    expect(weights(proposal.text).get("a photo of")).toBe(5);
  });

  it("never empties a bracket, never fails, and always proposes a template that parses and differs", async () => {
    const feedback = fc.constantFrom<Feedback>("none", "rejected", "wanted");
    await fc.assert(
      fc.asyncProperty(
        fc.array(feedback, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(defaultTemplate(), "[a | b] {class}", "[only :3] {class}", "plain {class}"),
        fc.integer({ min: 0, max: 1000 }),
        async (judgements, text, seed) => {
          const cat = template("cat", text);
          for (const proposal of await propose(
            [cat],
            draw(cat, judgements.length, (_, i) => judgements[i], seed),
          )) {
            const choices = parseTemplate(proposal.text).filter((part) => part.kind === "choice");
            expect(choices).toHaveLength(parseTemplate(text).filter((part) => part.kind === "choice").length);
            expect(proposal.text).not.toBe(text);
            expect(proposal.why.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  it("bans a phrase by chance in fewer than 1 run of 20 when rejection has nothing to do with phrases", async () => {
    let banned = 0;
    for (let seed = 0; seed < 200; seed++) {
      const cat = template("cat");
      const random = createRandom(seed + 7000);
      const images = draw(cat, 40, () => (random() < 0.2 ? "rejected" : "none"), seed);
      const proposals = await propose([cat], images);
      if (proposals.some(({ text }) => weights(text).size < 15)) banned++;
    }
    expect(banned).toBeLessThanOrEqual(10);
  });
});
