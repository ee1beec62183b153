import { join } from "node:path";
import { visionBatch } from "../../../kernel-helpers/src/label/vision-batch.js";
import { type VisionLanguageOptions, visionLanguage } from "../../../kernel-helpers/src/label/vision-language.js";
import { openSession } from "../../../kernel-helpers/src/session/open-session.js";
import { fakeProviders, makeDataset } from "../../session/fakes.js";
import { openScene } from "./labelling.js";

const baseURL = "http://127.0.0.1:11434/v1";
const nameOf = (options: Partial<VisionLanguageOptions> = {}): string =>
  visionLanguage({ model: "qwen2.5vl:7b", baseURL, cache: false, ...options }).name;

describe("the name of a labeler, by which a session keeps its labels", () => {
  it("is the model's where the question is the built-in one, also where its defaults are given", () => {
    expect(nameOf()).toBe("visionLanguage(qwen2.5vl:7b)");
    const usual = {
      vocabulary: [],
      structured: "schema",
      temperature: 0,
      maxTokens: 1000,
      longestSide: 512,
      extra: {},
    };
    expect(nameOf(usual as Partial<VisionLanguageOptions>)).toBe(nameOf());
    expect(nameOf({ prompt: " ", baseURL: `${baseURL}/` })).toBe(nameOf());
    expect(nameOf({ baseURL: undefined, maxTokens: null })).toBe(nameOf());
  });

  it("is the same for other costs, keys and caches", () => {
    const rest = { apiKeyVariable: "SOME_KEY", concurrency: 9, timeoutSeconds: 9, budget: { attempts: 2 } };
    expect(nameOf({ ...rest, dollarsPerImage: 1, totalBudget: { dollars: 5 }, cache: "answers" })).toBe(nameOf());
  });

  const others: Partial<VisionLanguageOptions>[] = [
    { prompt: "Name the animals." },
    { prompt: "Name the plants." },
    { vocabulary: ["cat"] },
    { structured: "json" },
    { temperature: 1 },
    { temperature: null },
    { maxTokens: 200 },
    { longestSide: 256 },
    { extra: { seed: 1 } },
    { baseURL: undefined, maxTokens: 1000 }, // at OpenAI none is sent
  ];

  it("has a digest for each other question, the same each time", () => {
    const names = others.map(nameOf);
    expect(names).toEqual(others.map(() => expect.stringMatching(/^visionLanguage\(qwen2\.5vl:7b, [0-9a-f]{8}\)$/)));
    expect(new Set(names).size).toBe(others.length);
    expect(others.map(nameOf)).toEqual(names);
  });

  it("is visionBatch's own, with the same digest", () => {
    const batch = (options: object): string =>
      visionBatch({ model: "qwen2.5vl:7b", baseURL, cache: "c", ...options }).name;
    expect(batch({})).toBe("visionBatch(qwen2.5vl:7b)");
    expect(batch(others[0])).toBe(nameOf(others[0]).replace("visionLanguage", "visionBatch"));
    expect(batch({ imagesPerBatch: 7, pollSeconds: 9, megabytesPerBatch: 3 })).toBe(batch({}));
  });

  it("makes a session ask anew in other words, and gives back what was said to the first", async () => {
    const scene = await openScene();
    try {
      const dataset = await makeDataset(join(scene.folder, "data"), { train: 2, test: 0 });
      const label = async (options: Partial<VisionLanguageOptions>): Promise<number> => {
        const labeler = scene.make({ cache: false, ...options });
        const session = await openSession(join(scene.folder, "run"), { dataset, ...fakeProviders(), labeler });
        await session.expand({ perImage: 1 });
        await session.close();
        return scene.server.asked.length;
      };
      const own = { prompt: "Name the animals." };
      expect(await label({})).toBe(8); // 4 images, and one made of each
      expect(await label(own)).toBe(8 + 12); // all of them again, and 4 new ones
      expect(await label({})).toBe(20 + 8); // of 16 those that the first has not seen
    } finally {
      await scene.end();
    }
  });
});
