import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { simulatedUser } from "../../kernel-helpers/src/session/simulated-user.js";
import { fakeProviders, makeDataset } from "./fakes.js";

let folder: string;
let session: Session;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "simulated-user-"));
  session = await openSession(join(folder, "session"), {
    dataset: await makeDataset(join(folder, "data")),
    ...fakeProviders(),
  });
  await session.expand({ perImage: 2 });
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

const generated = () => session.images.filter(({ origin }) => origin === "generated");
const ofClass = (name: string) => async (images: readonly { className: string }[]) =>
  images.map(({ className }) => className === name);

describe("simulatedUser", () => {
  it("rejects what the rule says and wants what the other says, and counts its effort", async () => {
    const [first, second] = session.classes;
    const user = simulatedUser({ isUndesired: ofClass(first), isWanted: ofClass(second) });
    const effort = await user.review(session);
    const bad = generated().filter(({ className }) => className === first);
    const good = generated().filter(({ className }) => className === second);
    expect(bad.length).toBeGreaterThan(0);
    expect(bad.every(({ feedback }) => feedback === "rejected")).toBe(true);
    expect(good.every(({ feedback }) => feedback === "wanted")).toBe(true);
    const clicks = bad.length + 1 + good.length + 1;
    expect(effort).toMatchObject({
      looked: generated().length,
      rejected: bad.length,
      wanted: good.length,
      clicks,
      words: 0,
    });
    // by hand: half a second for each image, 1.3 s for each click, 1.35 s for each verdict
    expect(effort.seconds).toBeCloseTo(0.5 * generated().length + 1.3 * clicks + 1.35 * (bad.length + good.length), 9);
  });

  it("looks at the latest iteration only, and gets tired", async () => {
    await session.expand({ perImage: 1 });
    const effort = await simulatedUser({
      isUndesired: async (images) => images.map(() => true),
      mostLooked: 3,
      mostRejected: 2,
    }).review(session);
    expect(effort).toMatchObject({ looked: 3, rejected: 2 });
    expect(
      generated()
        .filter(({ feedback }) => feedback === "rejected")
        .every(({ iteration }) => iteration === 2),
    ).toBe(true);
  });

  it("errs as often as it is told, the same way for the same seed", async () => {
    const rejectedBy = async (errorRate: number, seed: number): Promise<string[]> => {
      await simulatedUser({ isUndesired: async (images) => images.map(() => false), errorRate, seed }).review(session);
      const ids = generated().flatMap(({ id, feedback }) => (feedback === "rejected" ? [id] : []));
      session.clear(ids);
      return ids.sort();
    };
    expect(await rejectedBy(0, 1)).toEqual([]);
    expect(await rejectedBy(1, 1)).toHaveLength(generated().length);
    const half = await rejectedBy(0.5, 2);
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(generated().length);
    expect(await rejectedBy(0.5, 2)).toEqual(half);
  });

  it.each([[{ errorRate: 1.5 }], [{ mostLooked: -1 }], [{ mostRejected: 0.5 }]])("refuses %j", (options) => {
    expect(() => simulatedUser({ isUndesired: async () => [], ...options })).toThrow(RangeError);
  });
});
