import {
  installKernelBridge,
  type KernelBridge,
  type MimeBundle,
} from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import { costText } from "../../kernel-helpers/src/session/cost-text.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { GeneratedImage, GenerateOptions, Generator } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, tinyPng } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

const BRIDGE_KEY = Symbol.for("datacrafter.kernel-bridge.v1");
const bench = sessionBench({ train: 2, test: 1 });
const open = (generator: Generator, name?: string): Promise<Session> => bench.open({ generator }, name);

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[BRIDGE_KEY];
});

/** Two cents an image; its expectation is a getter that learns, as those of servers are. */
function priced(extra: Partial<Generator> = {}, parameters: Record<string, string> = { dollars: "0.02" }): Generator {
  const fake = fakeGenerator();
  let made = 0;
  return {
    name: "priced",
    capabilities: { ...fake.capabilities, seed: false },
    concurrency: 3,
    get expected() {
      return { seconds: made === 0 ? 30 : 1, dollars: 0.02 };
    },
    async generate(request, options): Promise<GeneratedImage> {
      const { png } = await fake.generate(request, options);
      made++;
      return { png, parameters, warnings: [] };
    },
    ...extra,
  };
}

/** Everything the cell was given to show. */
function recordCell(): MimeBundle[] {
  const shown: MimeBundle[] = [];
  const never = new AbortController().signal;
  const bridge = { display: (bundle: MimeBundle) => void shown.push(bundle), interruptSignal: () => never };
  installKernelBridge(bridge as unknown as KernelBridge);
  return shown;
}

describe("estimate", () => {
  it("counts images, rounds of requests and dollars, by what the generator says at that moment", async () => {
    const session = await open(priced());
    // 4 originals x 2 = 8 images, 3 at once: 3 rounds of 30 s
    expect(session.estimate({ perImage: 2 })).toMatchObject({ images: 8, seconds: 90, dollars: 0.16 });
    expect(session.estimate()).toEqual(session.estimate({ perImage: 2 }));
    await session.expand({ perImage: 1 });
    expect(session.estimate({ perImage: 2 }).seconds).toBe(3);
  });

  it("says null where nobody knows, and then how long the latest iteration took for each image", async () => {
    const session = await open(fakeGenerator());
    expect(session.estimate({ perImage: 1 })).toEqual({
      images: 4,
      seconds: null,
      dollars: null,
      labelling: { images: 8, seconds: null, dollars: null },
    });
    const { seconds } = await session.expand({ perImage: 1 });
    expect(session.estimate({ perImage: 3 })).toMatchObject({ images: 12, seconds: expect.any(Number), dollars: null });
    expect(session.estimate({ perImage: 3 }).seconds).toBeCloseTo(3 * seconds!, 4);
    const other = await open({ ...fakeGenerator(), name: "another" });
    expect(other.estimate({ perImage: 1 }).seconds).toBeNull();
  });

  it("refuses a perImage that expand would refuse", async () => {
    const session = await open(fakeGenerator());
    for (const perImage of [0, 1.5, 101]) {
      expect(() => session.estimate({ perImage })).toThrow(/estimate: perImage = .*from 1 to 100/);
    }
  });
});

describe("what an iteration took", () => {
  it("stands in its record, in what expand says, and in the table", async () => {
    const session = await open(priced());
    const iteration = await session.expand({ perImage: 2 });
    expect(iteration).toMatchObject({ generated: 8, dollars: 0.16, seconds: expect.any(Number) });
    expect(iteration.seconds).toBeGreaterThan(0);
    expect(session.notice?.text).toMatch(/^Iteration 1: 8 images in [\d.]+ s, \$0\.16\.$/);
    expect(session.table().array("dollars")).toEqual([null, null, null, null, ...Array(8).fill(0.02)]);
  });

  it("has no dollars where the generator names none, or no amount", async () => {
    const free = await (await open(priced({}, {}), "free")).expand({ perImage: 1 });
    expect(free.dollars).toBeNull();
    const odd = await (await open(priced({}, { dollars: "a few" }), "odd")).expand({ perImage: 1 });
    expect(odd.dollars).toBeNull();
  });

  it("is said in the cell before, during and after", async () => {
    const shown = recordCell();
    const session = await open(priced());
    await session.expand({ perImage: 2 });
    const lines = shown.map((bundle) => String(bundle["text/plain"])).filter((line) => line.includes("Generating"));
    expect(lines).toContain("Generating images: 0 of 8, expected: 1 min 30 s, $0.16");
    expect(lines.at(-1)).toMatch(/^Generating images: 8 of 8 in \d+ s, \$0\.16$/);
  });

  it("is written for people", () => {
    expect(costText(130, 0.8)).toBe("2 min 10 s, $0.80");
    expect(costText(0.42, null)).toBe("0.4 s");
    expect(costText(null, 0.00421)).toBe("$0.0042");
    expect(costText(null, 12)).toBe("$12.00");
    expect(costText(null, null)).toBe("");
  });
});

describe("previews", () => {
  async function expandWithPreviews(): Promise<GenerateOptions["onPreview"][]> {
    const asked: GenerateOptions["onPreview"][] = [];
    const png = await tinyPng("preview");
    const fake = fakeGenerator();
    const generate: Generator["generate"] = async (request, options) => {
      asked.push(options?.onPreview);
      await new Promise((resolve) => setTimeout(resolve, 120)); // the bar is redrawn ten times a second
      options?.onPreview?.(png, 1, 3);
      return fake.generate(request, options);
    };
    await (await open({ ...fake, generate })).expand({ perImage: 1 });
    return asked;
  }

  it("are shown below the bar while images are made, and are gone at the end", async () => {
    const shown = recordCell();
    await expandWithPreviews();
    const bars = shown.map((bundle) => String(bundle["text/html"])).filter((html) => html.includes("Generating"));
    expect(bars.some((html) => html.includes('alt="step 1 of 3"') && html.includes("data:image/png;base64,"))).toBe(
      true,
    );
    expect(bars.at(-1)).not.toContain("<img");
  });

  it("are not asked for where nobody would see them", async () => {
    expect(await expandWithPreviews()).toEqual([undefined, undefined, undefined, undefined]);
  });
});
