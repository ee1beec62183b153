import type { Session } from "../../kernel-helpers/src/session/session.js";
import { simulatedUser } from "../../kernel-helpers/src/session/simulated-user.js";
import { sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench({}, { user: "Mia" });
let session: Session;
let now: number;

beforeEach(async () => {
  clockAt(0);
  jest.spyOn(Date, "now").mockImplementation(() => now);
  session = await bench.open();
});

afterEach(() => jest.restoreAllMocks());

/** Lets the clock stand at so many seconds after a fixed moment. */
function clockAt(seconds: number): void {
  now = 1_800_000_000_000 + 1000 * seconds;
}

const idsOf = (iteration: number): string[] =>
  session.images.filter((image) => image.iteration === iteration).map(({ id }) => id);

describe("effort", () => {
  it("counts acts, images and seconds after each iteration, with long pauses cut, beside what the iteration gave", async () => {
    clockAt(0);
    const iteration = await session.expand({ perImage: 1 });
    const ids = idsOf(1);
    clockAt(10);
    session.select(ids.slice(0, 4));
    clockAt(15);
    session.reject(ids.slice(0, 2));
    clockAt(20);
    session.want(ids.slice(2, 3));
    clockAt(20 + 3600);
    session.undo();
    const [before, after] = session.effort();
    expect(before).toMatchObject({ iteration: 0, acts: {}, seconds: 0, generated: 0, measures: null, accuracy: null });
    expect(after).toEqual({
      iteration: 1,
      acts: { select: 1, reject: 1, want: 1, undo: 1 },
      imagesSelected: 4,
      imagesRejected: 2,
      imagesWanted: 1,
      promptsAccepted: 0,
      promptsEdited: 0,
      wordsTyped: 0,
      clicks: null,
      seconds: 10 + 5 + 5 + 120,
      generated: 6,
      dollars: null,
      measures: iteration.measures,
      accuracy: null,
    });
    expect(session.effort({ longestPause: 7 })[1].seconds).toBe(7 + 5 + 5 + 7);
  });

  it("leaves the machine's time out, and tells what was evaluated and which prompts were taken", async () => {
    clockAt(0);
    await session.expand({ perImage: 10 });
    session.reject(session.images.filter(({ phrases }) => phrases?.includes("solarized")).map(({ id }) => id));
    clockAt(50);
    const [proposal] = await session.refine();
    clockAt(53);
    session.accept(proposal.id);
    session.edit(session.prompts[0].id, "my {class}");
    clockAt(90);
    const report = await session.evaluate();
    clockAt(99);
    await session.expand({ perImage: 1 });
    const [, first, second] = session.effort();
    expect(first).toMatchObject({ promptsAccepted: 1, promptsEdited: 1, wordsTyped: 1, seconds: 3, generated: 60 });
    expect(first.acts).toEqual({ reject: 1, refine: 1, accept: 1, edit: 1 });
    expect(first.accuracy).toEqual({
      originalLinearProbe: report.original.linearProbe,
      expandedLinearProbe: report.expanded.linearProbe,
      originalNearestNeighbours: report.original.nearestNeighbours,
      expandedNearestNeighbours: report.expanded.nearestNeighbours,
    });
    expect(second).toMatchObject({ iteration: 2, acts: {}, generated: 6, seconds: 0 });
  });

  it("adds up clicks where somebody counts them, and refuses a pause that is none", async () => {
    await session.expand({ perImage: 1 });
    const person = simulatedUser({ isUndesired: async (images) => images.map((_, i) => i < 2) });
    const { clicks } = await person.review(session);
    expect(session.effort()[1].clicks).toBe(clicks);
    expect(() => session.effort({ longestPause: 0 })).toThrow(/longestPause = 0; give seconds above 0/);
  });

  it("is kept with who did it", async () => {
    await session.expand({ perImage: 1 });
    const [first, second] = idsOf(1);
    session.reject([first], { reason: " two tails ", by: "Ole" });
    session.want([second]);
    expect(session.events.slice(-2)).toMatchObject([
      { kind: "reject", by: "Ole", reason: "two tails", label: "reject 1 image" },
      { kind: "want", by: "Mia", reason: null },
    ]);
    expect(() => session.reject([second], { reason: "x".repeat(501) })).toThrow(/501 characters; give at most 500/);
  });
});
