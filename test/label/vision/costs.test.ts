import { type Asked, broken, type Fault, refusal } from "./chat-faults.js";
import { openScene, type Scene } from "./labelling.js";

let scene: Scene;
afterEach(() => scene.end());

const prices = { input: 2, output: 8 };

async function usage(): Promise<{ input: number; output: number }> {
  const { labeler } = await scene.label(1, { cache: false });
  const { promptTokens, completionTokens } = labeler.spent();
  return { input: promptTokens, output: completionTokens };
}

describe("before labelling", () => {
  it("nothing is known without prices and times", async () => {
    scene = await openScene();
    const labeler = scene.make();
    expect(labeler.expected).toEqual({});
    expect(await labeler.estimate(await scene.images(3))).toEqual({
      images: 3,
      cached: 0,
      requests: 3,
      seconds: null,
      dollars: null,
    });
    expect(scene.server.seen).toEqual([]);
  });

  it("the options tell: time is shared by what is in flight together, answers in the cache are free", async () => {
    scene = await openScene();
    await scene.label(4);
    const labeler = scene.make({ dollarsPerImage: 0.002, secondsPerImage: 6, concurrency: 3 });
    expect(labeler.expected).toEqual({ seconds: 2, dollars: 0.002 });
    expect(await labeler.estimate(await scene.images(10))).toEqual({
      images: 10,
      cached: 4,
      requests: 6,
      seconds: 12,
      dollars: 0.012,
    });
  });

  it("prices of tokens are told for a guess of 1500 and 150 tokens", async () => {
    scene = await openScene();
    const { dollars } = await scene.make({ dollarsPerMillionTokens: prices }).estimate(await scene.images(100));
    expect(dollars).toBeCloseTo((100 * (1500 * 2 + 150 * 8)) / 1e6, 9);
  });
});

describe("after labelling", () => {
  it("requests, tokens and dollars are told, and the mean is what the next image should take", async () => {
    scene = await openScene({ fault: (asked) => (asked.count === 2 ? broken() : null) });
    const { input, output } = await usage();
    const { labeler } = await scene.label(1, { cache: false, dollarsPerMillionTokens: prices });
    const dollars = (input * 2 + output * 8) / 1e6;
    expect(labeler.spent()).toEqual({
      requests: 2,
      images: 1,
      promptTokens: input,
      completionTokens: output,
      seconds: 0,
      dollars: expect.closeTo(dollars, 12), // the 500 is not billed
    });
    expect(labeler.expected).toEqual({ seconds: 0.75, dollars: expect.closeTo(dollars, 12) });
    const { dollars: expected } = await labeler.estimate(await scene.images(10));
    expect(expected).toBeCloseTo(10 * dollars, 6);
  });

  it("a price for each image counts for repairs and for what a model refused itself, not for what was turned away", async () => {
    const bad = (asked: Asked): Fault | null =>
      asked.count === 1 ? broken() : asked.count === 2 ? refusal(asked) : null;
    scene = await openScene({ fault: bad });
    const { labeler } = await scene.label(2, { dollarsPerImage: 0.25 });
    expect(labeler.spent()).toMatchObject({ requests: 3, images: 2, dollars: 0.5 });
    await labeler.label(await scene.images(2));
    expect(labeler.spent()).toMatchObject({ requests: 3, images: 2, dollars: 0.5 });
  });

  it("dollars by tokens end when the next request would pass the limit", async () => {
    scene = await openScene();
    const { input, output } = await usage();
    const each = (input * 2 + output * 8) / 1e6;
    const totalBudget = { dollars: 0.0043 }; // the first request is set aside at the guess: 0.0042
    const { found, labeler } = await scene.label(9, { dollarsPerMillionTokens: prices, totalBudget, cache: false });
    const affordable = Math.floor(totalBudget.dollars / each);
    expect(affordable).toBeLessThan(9);
    expect(found.filter(({ failure }) => failure === undefined)).toHaveLength(affordable);
    expect(found[8].failure).toMatch(
      /of the labeler's 0\.0043 dollars, 0\.00\d+ are spent, and a request costs about 0\.000/,
    );
    expect(labeler.spent().dollars).toBeLessThanOrEqual(totalBudget.dollars);
    await expect(
      scene.label(9, { dollarsPerMillionTokens: prices, totalBudget: { dollars: 0.004 }, cache: false }),
    ).rejects.toThrow(/of the labeler's 0\.004 dollars, 0 are spent, and a request costs about 0\.0042/);
  });
});
