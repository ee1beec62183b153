import { evolvePrompts } from "../../kernel-helpers/src/refine/evolve-prompts.js";
import type { PromptRewriter } from "../../kernel-helpers/src/refine/language-model-rewriter.js";
import type { SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { Labeler, LabelledImage } from "../../kernel-helpers/src/types.js";
import { type FakeGenerator, fakeGenerator, fakeProviders } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

const { open } = sessionBench({ train: 6, test: 0 });

/** Sees one of three places in each image, of originals and generated ones alike. */
const places: Labeler = {
  name: "places",
  label: async (images, { onImage } = {}) =>
    images.map(({ id }, index): LabelledImage => {
      const number = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
      const found = { labels: [["sofa", "grass", "snow"][number % 3]] };
      onImage?.(index, found);
      return found;
    }),
};

describe("session.refine", () => {
  it("says what stands beside an undesired label in the hierarchy, without any prompt that mentioned it", async () => {
    const providers = fakeProviders();
    const session = await open({
      ...providers,
      labeler: places,
      generator: { ...fakeGenerator(), firstPrompt: "a photo of a {class}" },
    });
    expect(session.prompts.map(({ text }) => text)).toEqual(["a photo of a {class}", "a photo of a {class}"]);
    await session.expand({ perImage: 5 });
    const made = session.images.filter(({ origin }) => origin === "generated");
    session.reject(made.flatMap(({ id, labels }) => (labels.includes("sofa") ? [id] : [])));
    const proposals = await session.refine();
    expect(proposals.map(({ className }) => className).sort()).toEqual(["cat", "dog"]);
    for (const { text, why } of proposals) {
      expect(text).toMatch(/^a photo of a \{class\}, \[(grass \| snow|snow \| grass)\]$/);
      expect(why[0]).toMatch(
        /^'sofa' is in (\d+) of \1 rejected, \d of \d+ others: '\w+', '\w+' asked for in its place$/,
      );
      session.accept(session.prompts.find((prompt) => prompt.text === text && prompt.status === "proposed")!.id);
    }
    // nothing new to say
    expect(await session.refine()).toEqual([]);
    expect(session.notice?.text).toMatch(/stay as they are/);
  });
});

describe("session.refine with trials", () => {
  it("makes the images it may, which belong to no iteration", async () => {
    const providers = fakeProviders();
    const generator = { ...fakeGenerator(), firstPrompt: "a photo of a {class} on a sofa" };
    const editor = evolvePrompts({ trials: { finalists: 2, images: 3 } });
    const session = await open({ ...providers, labeler: places, generator, editor });
    await session.expand({ perImage: 4 });
    const made = session.images.filter(({ origin }) => origin === "generated");
    session.reject(made.flatMap(({ id, labels }) => (labels.includes("sofa") ? [id] : [])));
    const before = generator.requests.length;
    const proposals = await session.refine();
    expect(proposals).toHaveLength(2);
    expect(generator.requests.length - before).toBe(2 * 2 * 3);
    expect(session.images.filter(({ origin }) => origin === "generated")).toHaveLength(made.length);
  });
});

describe("a budget of session.refine", () => {
  /** A session with undesired images of both classes, and what it may try prompts with. */
  async function undesired(options: SessionOptions): Promise<Session> {
    const session = await open({ ...fakeProviders(), labeler: places, ...options });
    await session.expand({ perImage: 4 });
    const made = session.images.filter(({ origin }) => origin === "generated");
    session.reject(made.flatMap(({ id, labels }) => (labels.includes("sofa") ? [id] : [])));
    return session;
  }
  const editor = evolvePrompts({ trials: { finalists: 2, images: 3 } });
  const paid = (): FakeGenerator => ({
    ...fakeGenerator(),
    ...{ firstPrompt: "a photo of a {class} on a sofa", expected: { dollars: 0.01 } },
  });

  it("is planned before, kept, and told after", async () => {
    const generator = paid();
    const session = await undesired({ generator, editor });
    const before = generator.requests.length;
    expect(session.estimateRefine()).toMatchObject({ prompts: 2, images: 12, calls: 0, dollars: 0.12 });
    expect(await session.refine({ budget: { images: 11 } })).toHaveLength(2);
    expect(generator.requests.length - before).toBe(6);
    expect(session.notice?.text).toMatch(/^2 prompts proposed; .* It took 6 images of 11, \d+\.\d s, \$0\.06\.$/);
  });

  it.each([{ images: 5 }, { dollars: 0.05 }, { seconds: 0 }])(
    "of %j leaves the trials out, not the proposals",
    async (budget) => {
      const generator = paid();
      const session = await undesired({ generator, editor });
      const before = generator.requests.length;
      expect(await session.refine({ budget })).toHaveLength(2);
      expect(generator.requests.length).toBe(before);
      expect(session.notice?.text).toBe("2 prompts proposed; accept those you like.");
    },
  );

  it("counts what a language model is asked; one that fails is left out with a sentence, and asked no more", async () => {
    const asked: string[] = [];
    const rewriter: PromptRewriter = {
      dollarsPerCall: 0.02,
      rewrite: async ({ className }, options) => {
        options?.beforeCall?.();
        asked.push(className);
        return [];
      },
    };
    const session = await undesired({ generator: paid(), editor: evolvePrompts({ rewriter }) });
    expect(session.estimateRefine()).toMatchObject({ prompts: 2, images: 0, calls: 2, dollars: 0.04 });
    expect(await session.refine({ budget: { calls: 1 } })).toHaveLength(2);
    expect(asked).toHaveLength(1);
    expect(session.notice).toMatchObject({ level: "warning" });
    expect(session.notice?.text).toMatch(
      /It took 1 call of 1, .*, \$0\.02\. The language model was left out\. Of the calls that refine\(\) may make \(1\) none is left\.$/,
    );
  });

  it("is refused where a limit is no number", async () => {
    const session = await undesired({});
    await expect(session.refine({ budget: { images: -1 } })).rejects.toThrow(
      "refine: budget.images = -1; give a number from 0",
    );
  });
});

describe("session.transfer", () => {
  it("proposes one class's prompt for another; refining later starts from it; undo takes it back", async () => {
    const session = await open({});
    const [cat, dog] = ["cat", "dog"].map((name) => session.prompts.find(({ className }) => className === name)!);
    session.edit(cat.id, "a sketch of a {class} on grass");
    const better = session.prompts.find(({ className, status }) => className === "cat" && status === "active")!;
    const proposal = session.transfer(better.id, "dog");
    expect(proposal).toMatchObject({
      className: "dog",
      text: "a sketch of a {class} on grass",
      status: "proposed",
      parentId: dog.id,
    });
    session.accept(proposal.id);
    const active = () => session.prompts.find(({ className, status }) => className === "dog" && status === "active")!;
    expect(active().text).toBe("a sketch of a {class} on grass");
    expect(active().why).toEqual([]);
    session.undo();
    expect(session.undo()).toBe("transfer 1 prompt");
    expect(active().text).toBe(dog.text);
    session.redo();
    expect(session.redo()).toBe("accept the prompt of dog");
    expect(active().id).toBe(proposal.id);
  });

  it("says what is wrong with a class or a prompt that is not there", async () => {
    const session = await open({});
    const [prompt] = session.prompts;
    expect(() => session.transfer("p0", "dog")).toThrow(RangeError);
    expect(() => session.transfer(prompt.id, "fish")).toThrow('no class "fish"');
    expect(() => session.transfer(prompt.id, prompt.className)).toThrow("says the same already");
  });
});
