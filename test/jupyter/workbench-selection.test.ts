import { MOST_SELECTED_BY_ID } from "../../kernel-helpers/src/jupyter/workbench-protocol.js";
import { workbenchBench } from "./workbench-bench.js";

const bench = workbenchBench();

const bytes = (...places: number[]): Uint8Array => new Uint8Array(Uint32Array.from(places).buffer);

describe("a selection by places on the map", () => {
  it("selects the images there, each once, in their order", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const { revision, ids } = browser.last("map").content;
    const answer = await browser.ask({ kind: "select-places", revision }, [bytes(5, 2, 5, 11)]);
    expect(answer).toMatchObject({ kind: "done" });
    expect(bench.session.selection).toEqual([ids[5], ids[2], ids[11]]);
    expect(browser.last("selection").content.ids).toEqual(bench.session.selection);
  });

  it.each<[string, (revision: number) => number, readonly Uint8Array[]]>([
    ["of another map", (revision) => revision + 1, [bytes(0)]],
    ["beyond the map", (revision) => revision, [bytes(0, 12)]],
    ["of four billion", (revision) => revision, [bytes(0xffff_ffff)]],
    ["that were cut short", (revision) => revision, [bytes(0, 1).subarray(0, 6)]],
    ["without a buffer", (revision) => revision, []],
    ["in two buffers", (revision) => revision, [bytes(0), bytes(1)]],
    ["with a revision that is no number", () => Number.NaN, [bytes(0)]],
  ])("%s is refused with a sentence and changes nothing", async (_, revisionFrom, buffers) => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const { revision, ids } = browser.last("map").content;
    expect(ids).toHaveLength(12);
    await browser.ask({ kind: "select", ids: [ids[3]] });
    const answer = await browser.ask({ kind: "select-places", revision: revisionFrom(revision) }, buffers);
    expect(answer).toMatchObject({ kind: "failed", message: expect.stringMatching(/nothing was changed/) });
    expect(bench.session.selection).toEqual([ids[3]]);
  });

  it("goes to every workbench as places when the images are many", async () => {
    await bench.open();
    await bench.session.expand({ perImage: Math.ceil(MOST_SELECTED_BY_ID / 6) });
    const [one, two] = [bench.show(), bench.show()];
    await one.ask({ kind: "hello" });
    const { revision, ids } = one.last("map").content;
    await one.ask({ kind: "select", ids: [...ids].reverse() });
    const { content, buffers } = two.last("selection-places");
    expect(content.revision).toBe(revision);
    expect([...new Uint32Array(buffers[0].slice().buffer)]).toEqual([...ids.keys()].reverse());
    expect(bench.session.selection).toEqual([...ids].reverse());
  });
});
