import fc from "fast-check";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { evolvePrompts } from "../../kernel-helpers/src/refine/evolve-prompts.js";
import { explainNoProposals } from "../../kernel-helpers/src/refine/explain-no-proposals.js";
import { parseTemplate } from "../../kernel-helpers/src/refine/parse-template.js";
import { sampleTemplate } from "../../kernel-helpers/src/refine/sample-template.js";
import type {
  Feedback,
  JudgedImage,
  Matrix,
  PromptProposal,
  PromptTemplate,
  RefineOptions,
} from "../../kernel-helpers/src/types.js";

const SCENES = ["sofa", "grass", "snow"];
const neighboursOf = (label: string): string[][] => [SCENES.filter((scene) => scene !== label)];

function template(text: string, extra: Partial<PromptTemplate> = {}): PromptTemplate {
  return { id: "cat-1", className: "cat", text, status: "active", parentId: null, why: [], iteration: 0, ...extra };
}

/** Images of a template, with a scene that the prompt does not mention, judged by a rule. */
function draw(
  from: PromptTemplate,
  n: number,
  judge: (labels: readonly string[]) => Feedback,
  seed = 1,
): JudgedImage[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const { phrases } = sampleTemplate(from.text, from.className, random);
    const labels = ["cat", SCENES[i % SCENES.length]];
    return {
      ...{ id: `${from.id}/${i}`, className: from.className, templateId: from.id, phrases, labels },
      feedback: judge(labels),
    };
  });
}

const rejectSofas = (labels: readonly string[]): Feedback => (labels.includes("sofa") ? "rejected" : "none");
const propose = (
  templates: PromptTemplate[],
  images: JudgedImage[],
  options: RefineOptions = { neighboursOf },
): Promise<readonly PromptProposal[]> => evolvePrompts().propose(templates, images, options);

describe("evolvePrompts", () => {
  it("asks for what stands beside an undesired label that the prompt never mentioned, and says why", async () => {
    const root = template("a photo of a {class}");
    expect(await propose([root], draw(root, 30, rejectSofas))).toEqual([
      {
        className: "cat",
        parentId: "cat-1",
        text: "a photo of a {class}, [grass | snow]",
        why: ["'sofa' is in 10 of 10 rejected, 0 of 20 others: 'grass', 'snow' asked for in its place"],
      },
    ]);
  });

  it("no longer asks for an undesired label, in a bracket or in plain text", async () => {
    const said = template("a {class} [on a sofa | on grass], bright");
    const images = draw(said, 30, () => "none").map((image): JudgedImage => {
      const labels = [image.phrases[0] === "on a sofa" ? "sofa" : "grass"];
      return { ...image, labels, feedback: rejectSofas(labels) };
    });
    const [inBracket] = await propose([said], images, {});
    expect(inBracket.text).toBe("a {class} [on grass], bright");
    const plain = template("a {class} on a sofa, bright");
    const all = draw(plain, 9, () => "rejected").map((image) => ({ ...image, labels: ["sofa"] }));
    const originals = Array.from({ length: 10 }, (_, i) => ({ id: `o${i}`, className: "cat", labels: ["grass"] }));
    const [inText] = await propose([plain], all, { originals, neighboursOf });
    expect(inText.text).toBe("a {class}, bright, [grass]");
  });

  it("leaves a bracket out that would only say nothing", async () => {
    const said = template("a {class}[ | , sofa]");
    const images = draw(said, 30, () => "none").map((image): JudgedImage => {
      const labels = [image.phrases[0] === ", sofa" ? "sofa" : "grass"];
      return { ...image, labels, feedback: rejectSofas(labels) };
    });
    const [{ text }] = await propose([said], images, {});
    expect(text).toBe("a {class}");
  });

  it("asks for a wanted label in half of the prompts", async () => {
    const root = template("a {class}");
    const images = draw(root, 30, (labels) => (labels.includes("snow") ? "wanted" : "none"));
    const [{ text, why }] = await propose([root], images);
    expect(text).toBe("a {class}[ | , snow]");
    expect(why).toEqual(["'snow' is in 10 of 10 wanted, 0 of 20 others: asked for in half of the prompts"]);
  });

  it("asks for wanted labels that stand in for one another in turn", async () => {
    const root = template("a {class}");
    const images = draw(root, 30, (labels) => (labels.includes("sofa") ? "none" : "wanted"));
    const [{ text }] = await propose([root], images);
    expect(text).toBe("a {class}[ :2 | , grass | , snow]");
  });

  it("never says another class's name, nor its own twice", async () => {
    const root = template("a {class}");
    const others = template("a {class}", { id: "dog-1", className: "dog" });
    const images = draw(root, 30, rejectSofas);
    const [{ text }] = await propose([root, others], images, { neighboursOf: () => [["dog", "cat"], ["grass"]] });
    expect(text).toBe("a {class}, [grass]");
  });

  it("is asked twice without proposing anything new, and takes back what was taken back", async () => {
    const root = template("a photo of a {class}", { status: "replaced" });
    const images = draw(root, 30, rejectSofas);
    const [proposal] = await propose([{ ...root, status: "active" }], images);
    const accepted = template(proposal.text, { id: "cat-2", parentId: "cat-1", why: proposal.why });
    expect(await propose([root, accepted], images)).toEqual([]);
    const wanted = images.map((image, i): JudgedImage => ({ ...image, feedback: i === 1 ? "wanted" : "none" }));
    expect(await propose([root, accepted], wanted)).toMatchObject([
      { text: "a photo of a {class}", why: ["the feedback that changed this prompt has been taken back"] },
    ]);
  });

  it("leaves out a word of the plain text that draws prompts to the rejected images, where texts and images have vectors", async () => {
    // a space of three directions: cat, dark, grass
    const place = (text: string): number[] => ["cat", "dark", "grass"].map((word) => (text.includes(word) ? 1 : 0.01));
    const embedTexts = async (texts: readonly string[]): Promise<Matrix> => ({
      ...{ rows: texts.length, columns: 3 },
      data: Float32Array.from(
        texts.flatMap((text) => {
          const row = place(text);
          return row.map((value) => value / Math.hypot(...row));
        }),
      ),
    });
    const root = template("a dark photo of a {class}");
    const images = Array.from({ length: 12 }, (_, i): JudgedImage => {
      const feedback: Feedback = i < 8 ? "rejected" : "none";
      return { id: `${i}`, className: "cat", templateId: "cat-1", phrases: [], labels: [], feedback };
    });
    const vectors = new Map(
      images.map(({ id, feedback }) => [id, Float32Array.from(place(feedback === "rejected" ? "cat dark" : "cat"))]),
    );
    const [{ text, why }] = await propose([root], images, { vectors, embedTexts });
    expect(text).toBe("a photo of a {class}");
    expect(why[0]).toContain("without 'dark'");
    expect(await propose([root], images, { vectors })).toEqual([]);
  });

  it.each([
    ["nothing is rejected", "none"],
    ["everything is rejected, and there are no originals", "rejected"],
  ] as const)("proposes nothing when %s, and there is a sentence for it", async (_, feedback) => {
    const root = template("a photo of a {class}");
    const images = draw(root, 30, () => feedback);
    expect(await propose([root], images)).toEqual([]);
    expect(explainNoProposals(images)).toMatch(/\.$/);
  });

  it("takes contradictory marks, three images, and images without labels", async () => {
    const root = template("a photo of a {class}");
    const images = draw(root, 30, () => "none");
    const contradictory = images.map(
      (image, i): JudgedImage => ({ ...image, feedback: i % 2 ? "rejected" : "wanted" }),
    );
    expect(await propose([root], contradictory)).toEqual([]);
    const three = images.slice(0, 3).map((image): JudgedImage => ({ ...image, feedback: "rejected" }));
    expect(await propose([root], three)).toEqual([]);
    expect(
      await propose(
        [root],
        three.map((image) => ({ ...image, labels: [] })),
      ),
    ).toEqual([]);
  });

  it("proposes templates that can be parsed, whatever labels, marks and prompts are", async () => {
    const label = fc.constantFrom(
      "sofa",
      "grass",
      "a|b",
      "[x]",
      "{class}",
      "",
      "on",
      "x:3",
      "\\",
      "<b>",
      "🐈",
      "ein Wort mehr",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            labels: fc.array(label, { maxLength: 4 }),
            mark: fc.constantFrom<Feedback>("none", "rejected", "wanted"),
          }),
          {
            maxLength: 40,
          },
        ),
        fc.constantFrom(
          "a {class}",
          "[a | b :2] {class} on a sofa",
          "sofa",
          "[sofa | grass], {class}",
          "a {class}[ | , sofa][ :2 | , grass]",
        ),
        async (items, text) => {
          const root = template(text);
          const images = draw(root, items.length, () => "none").map((image, i): JudgedImage => {
            return { ...image, labels: [...new Set(items[i].labels)], feedback: items[i].mark };
          });
          const all = ["sofa", "grass", "a|b", "[x]", "{class}", "x:3", "\\", "<b>", "🐈"];
          for (const proposal of await propose([root], images, { neighboursOf: () => [all] })) {
            expect(() => parseTemplate(proposal.text)).not.toThrow();
            expect(proposal.why.length).toBeGreaterThan(0);
            expect(sampleTemplate(proposal.text, "cat", createRandom(1)).prompt.trim()).not.toBe("");
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  describe("with trials", () => {
    // a plane: to the right is what the person keeps
    const vectors = new Map([
      ...Array.from({ length: 8 }, (_, i) => [`r${i}`, Float32Array.of(-1, i % 2 ? 0.1 : -0.1)] as const),
      ...Array.from({ length: 8 }, (_, i) => [`k${i}`, Float32Array.of(1, i % 2 ? 0.1 : -0.1)] as const),
      ["o1", Float32Array.of(1, 0)] as const,
    ]);
    const images = [...vectors.keys()].slice(0, 16).map((id, i): JudgedImage => {
      const labels = id.startsWith("r") ? ["sofa"] : [i % 2 ? "grass" : "snow"];
      const feedback: Feedback = id.startsWith("r") ? "rejected" : "none";
      return { id, className: "cat", templateId: "cat-1", phrases: [], labels, feedback };
    });
    const originals = [{ id: "o1", className: "cat", labels: ["grass"] }];
    const root = template("a {class} on a sofa");

    it("makes the images it was allowed, with the same seeds for all, and takes the template whose images are nearest to what was kept", async () => {
      const asked: { prompt: string; seed: number }[] = [];
      // the generator goes astray wherever a list of words stands at the end
      const tryPrompts: RefineOptions["tryPrompts"] = async (trials) => {
        asked.push(...trials);
        return trials.map(({ prompt }) => Float32Array.of(prompt.includes(",") ? -1 : 1, 0));
      };
      const options = { neighboursOf, originals, vectors, tryPrompts, seed: 3 };
      const [without] = await evolvePrompts().propose([root], images, options);
      expect(without.text).toBe("a {class}, [grass | snow]");
      expect(asked).toEqual([]);
      const [tried] = await evolvePrompts({ trials: { finalists: 3, images: 4 } }).propose([root], images, options);
      expect(tried.text).toBe("a {class}");
      expect(asked).toHaveLength(12);
      expect(new Set(asked.map(({ seed }) => seed)).size).toBe(4);
    });

    it("goes without where no image could be made", async () => {
      const tryPrompts: RefineOptions["tryPrompts"] = async (trials) => trials.map(() => null);
      const editor = evolvePrompts({ trials: { finalists: 2, images: 2 } });
      const [{ text }] = await editor.propose([root], images, { neighboursOf, originals, vectors, tryPrompts });
      expect(text).toBe("a {class}, [grass | snow]");
    });

    it.each([
      { finalists: 1, images: 4 },
      { finalists: 2, images: 0.5 },
    ])("refuses %j", (trials) => {
      expect(() => evolvePrompts({ trials })).toThrow(RangeError);
    });
  });

  it("stops when it is asked to", async () => {
    const root = template("a {class}");
    await expect(
      propose([root], draw(root, 30, rejectSofas), { signal: AbortSignal.abort(new Error("enough")) }),
    ).rejects.toThrow("enough");
  });
});
