import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { fakeGenerator, fakeProviders, makeDataset } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench({ train: 2, test: 1 }, { user: "Mia" });
const { open } = bench;

/** Two iterations, with another prompt for the second and another one again after it. */
async function twoIterations(): Promise<Session> {
  const session = await open();
  await session.expand({ perImage: 1 });
  session.edit(session.prompts[0].id, "second {class}");
  await session.expand({ perImage: 2 });
  session.edit(session.prompts[0].id, "third {class}");
  return session;
}

const idsOf = (session: Session, iteration: number): string[] =>
  session.images.filter((image) => image.iteration === iteration).map(({ id }) => id);
const texts = (session: Session): string[] => session.prompts.map(({ text }) => text);
const active = (session: Session): boolean[] => session.iterations.map(({ isActive }) => isActive);

describe("goBack", () => {
  it("sets later iterations aside, takes back their prompts, keeps verdicts, and is undone as one act", async () => {
    const session = await twoIterations();
    const all = session.images;
    session.reject(idsOf(session, 1).slice(0, 1));
    session.select(idsOf(session, 2).slice(0, 2));
    session.goBack(1);
    expect(active(session)).toEqual([true, false]);
    expect(session.images).toHaveLength(8); // 4 originals and the first iteration
    expect(texts(session)).toContain("second {class}");
    expect(texts(session)).not.toContain("third {class}");
    expect(session.images.filter(({ feedback }) => feedback === "rejected")).toHaveLength(1);
    expect(session.selection).toEqual([]);
    expect(session.events.at(-1)).toMatchObject({ kind: "go back", label: "go back to iteration 1", by: "Mia" });
    expect((await session.verify()).findings).toEqual([]);
    expect(session.undo()).toBe("go back to iteration 1");
    expect(active(session)).toEqual([true, true]);
    expect(session.images.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(texts(session)).toContain("third {class}");
    expect(session.redo()).toBe("go back to iteration 1");
    expect(active(session)).toEqual([true, false]);
    expect(session.images).toHaveLength(8);
  });

  it("is kept over closing; the next iteration has a number and images of its own, and nothing else is used", async () => {
    const first = await twoIterations();
    const setAside = idsOf(first, 2);
    first.goBack(1);
    await first.close();
    const session = await open();
    expect(session.images).toHaveLength(8);
    expect(await session.expand({ perImage: 1 })).toMatchObject({ index: 3, generated: 4, isActive: true });
    expect(active(session)).toEqual([true, false, true]);
    const ids = session.images.map(({ id }) => id);
    expect(ids.filter((id) => setAside.includes(id))).toEqual([]);
    expect((await session.export(join(bench.folder, "out"))).images).toBe(4 + 2 + 8);
    expect((await session.evaluate()).expanded.trainingImages).toBe(4 + 8);
    expect(await session.replay()).toMatchObject({ same: 8, different: [], plansThatDiffer: [] });
    expect(() => session.reject(setAside.slice(0, 1))).toThrow(/no image/);
    expect((await session.verify()).findings).toEqual([]);
  });

  it("keeps a map that was drawn with what is set aside later, without those points", async () => {
    const first = await twoIterations();
    first.goBack(1);
    await first.expand({ perImage: 1 });
    first.undo();
    await first.expand({ perImage: 1 }); // its map holds all four iterations
    expect(first.redo()).toBe("go back to iteration 1");
    expect(active(first)).toEqual([true, false, true, true]);
    await first.close();
    const session = await open();
    expect(session.images).toHaveLength(4 + 3 * 4);
    expect(await session.expand({ perImage: 1 })).toMatchObject({ index: 5, status: "complete" });
    expect((await session.verify()).findings).toEqual([]);
  });

  it("goes back to the originals alone", async () => {
    const session = await twoIterations();
    session.goBack(0);
    expect(session.images.every(({ origin }) => origin === "original")).toBe(true);
    expect(texts(session)).not.toContain("second {class}");
  });

  it("leaves an iteration that was cut short, and finishes it when that is undone", async () => {
    const broken = { ...fakeProviders().embedder, embed: () => Promise.reject(new Error("no model")) };
    const first = await open();
    await first.expand({ perImage: 1 });
    await first.close();
    const session = await open({ embedder: broken });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow("no model");
    session.goBack(1);
    expect(session.estimate({ perImage: 3 }).images).toBe(12);
    session.undo();
    await session.close();
    expect(await (await open()).expand({ perImage: 3 })).toMatchObject({ index: 2, generated: 4, status: "complete" });
  });

  it("refuses what is not there, where it is already, and a running job", async () => {
    const session = await twoIterations();
    expect(() => session.goBack(3)).toThrow(/no iteration 3 is in use; give 0 for the originals, or one of 1, 2/);
    expect(() => session.goBack(2)).toThrow(/at iteration 2 already/);
    const running = session.expand({ perImage: 1 });
    expect(() => session.goBack(1)).toThrow(/expand is still running/);
    await running;
    session.goBack(1);
    expect(() => session.goBack(2)).toThrow(/one of 1\./);
  });
});

describe("branch", () => {
  it("makes a whole session of its own, from any iteration on; neither sees what the other does", async () => {
    const session = await twoIterations();
    const branch = await session.branch(join(bench.folder, "branch"), { iteration: 1 });
    bench.closeLater(branch);
    expect(active(branch)).toEqual([true, false]);
    expect(texts(branch)).toContain("second {class}");
    expect(active(session)).toEqual([true, true]);
    expect((await branch.verify()).findings).toEqual([]);
    branch.edit(branch.prompts[0].id, "branch {class}");
    await branch.expand({ perImage: 1 });
    expect(session.iterations).toHaveLength(2);
    expect(texts(session)).not.toContain("branch {class}");
    await branch.close();
    const again = await openSession(join(bench.folder, "branch"), fakeProviders());
    bench.closeLater(again);
    expect(active(again)).toEqual([true, false, true]);
    const [image] = session.images;
    expect((await stat(image.path)).nlink).toBe(2); // one file on the disk
    await rm(session.directory, { recursive: true });
    expect((await again.verify()).findings).toEqual([]);
  });

  it("may be made while an iteration is under way, and is whole", async () => {
    const branches: Promise<Session>[] = [];
    const session = await open({
      generator: fakeGenerator((_, call) => {
        if (call === 5) branches.push(session.branch(join(bench.folder, "branch")));
      }),
    });
    await session.expand({ perImage: 5 });
    const branch = await branches[0];
    bench.closeLater(branch);
    expect((await branch.verify()).isWhole).toBe(true);
    expect(await branch.expand()).toMatchObject({ index: 1, generated: 20, status: "complete" });
  });

  it("refuses a folder that holds something, or lies in the session, and an iteration that is not there", async () => {
    const session = await twoIterations();
    await expect(session.branch(join(bench.folder, "data"))).rejects.toThrow(
      /holds files \(.*\); give a new or empty folder/,
    );
    await expect(session.branch(join(session.directory, "b"))).rejects.toThrow(/lies in the session itself/);
    await expect(session.branch(join(bench.folder, "b"), { iteration: 9 })).rejects.toThrow(/no iteration 9 is in use/);
  });
});

describe("compare", () => {
  it("shows two iterations side by side, one that was set aside too", async () => {
    const session = await twoIterations();
    session.reject(idsOf(session, 2).slice(0, 3));
    session.goBack(1);
    const comparison = await session.compare(1, 2);
    expect(comparison.left).toMatchObject({ iteration: 1, generated: 4, rejected: 0, isActive: true });
    expect(comparison.right).toMatchObject({ iteration: 2, generated: 8, rejected: 3, isActive: false });
    expect(comparison.right.measures).toEqual(session.iterations[1].measures);
    expect(comparison.right.prompts).toContain("cat: second {class}");
    const { "text/plain": text, "text/html": html } = comparison.toMimeBundle();
    expect(text).toMatch(/iteration 1 +iteration 2 \(set aside\)\nimages +4 +8\n/);
    expect(html).toContain("<svg");
    expect(comparison.picture?.text).toContain("iteration 2");
  });

  it("compares two sessions, and takes their names as text", async () => {
    const session = await twoIterations();
    const odd = await makeDataset(join(bench.folder, "<img src=x>"), { train: 2, test: 0 });
    const other = await open({ dataset: odd, seed: 5 }, "other");
    await other.expand({ perImage: 1 });
    const comparison = await session.compare(1, 1, other);
    expect([comparison.left.session, comparison.right.session]).toEqual(["data", "<img src=x>"]);
    expect(String(comparison.toMimeBundle()["text/html"])).not.toContain("<img");
    await expect(session.compare(1, 4)).rejects.toThrow(/no iteration 4 in data; it has 2/);
  });
});

describe("notes", () => {
  it("are kept with who wrote them, when, and after which iteration", async () => {
    const session = await open();
    session.note("  start with cats  ");
    await session.expand({ perImage: 1 });
    session.note("too <b>dark</b>");
    await session.close();
    const again = await open();
    expect(again.notes).toMatchObject([
      { text: "start with cats", iteration: 0, by: "Mia" },
      { text: "too <b>dark</b>", iteration: 1 },
    ]);
    expect(() => again.note(" ")).toThrow(/0 characters; give 1 to 10000/);
  });
});
