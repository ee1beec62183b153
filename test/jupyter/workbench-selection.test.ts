import { MOST_SELECTED_BY_ID } from "../../kernel-helpers/src/jupyter/workbench-protocol.js";
import { workbenchBench } from "./workbench-bench.js";

const bench = workbenchBench();

describe("a selection as a mask over the map", () => {
  it("selects the images it marks, in the order of the map", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const { revision, ids } = browser.last("map").content;
    const answer = await browser.ask({ kind: "select-mask", revision }, [Uint8Array.of(0b0010_0100, 0b1000)]);
    expect(answer).toMatchObject({ kind: "done" });
    expect(bench.session.selection).toEqual([ids[2], ids[5], ids[11]]);
    expect(browser.last("selection").content.ids).toEqual(bench.session.selection);
  });

  it.each<[string, (revision: number) => number, readonly Uint8Array[]]>([
    ["of another map", (revision) => revision + 1, [Uint8Array.of(1, 0)]],
    ["with a bit beyond the map", (revision) => revision, [Uint8Array.of(1, 0b1_0000)]],
    ["that was cut short", (revision) => revision, [Uint8Array.of(1)]],
    ["that is too long", (revision) => revision, [Uint8Array.of(1, 0, 0)]],
    ["without a buffer", (revision) => revision, []],
    ["in two buffers", (revision) => revision, [Uint8Array.of(1, 0), Uint8Array.of(1, 0)]],
    ["with a revision that is no number", () => Number.NaN, [Uint8Array.of(1, 0)]],
  ])("%s is refused with a sentence and changes nothing", async (_, revisionFrom, buffers) => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const { revision, ids } = browser.last("map").content;
    expect(ids).toHaveLength(12);
    await browser.ask({ kind: "select", ids: [ids[3]] });
    const answer = await browser.ask({ kind: "select-mask", revision: revisionFrom(revision) }, buffers);
    expect(answer).toMatchObject({ kind: "failed", message: expect.stringMatching(/nothing was changed/) });
    expect(bench.session.selection).toEqual([ids[3]]);
  });

  it("goes to every workbench when the images are many and in the map's order, else their ids do", async () => {
    await bench.open();
    await bench.session.expand({ perImage: Math.ceil(MOST_SELECTED_BY_ID / 6) });
    const [one, two] = [bench.show(), bench.show()];
    await one.ask({ kind: "hello" });
    const { revision, ids } = one.last("map").content;
    await one.ask({ kind: "select", ids: ids.slice(1) });
    const { content, buffers } = two.last("selection-mask");
    expect([content.revision, buffers[0].length]).toEqual([revision, Math.ceil(ids.length / 8)]);
    expect([...buffers[0].subarray(0, 2)]).toEqual([0b1111_1110, 0b1111_1111]);
    await one.ask({ kind: "select", ids: [...ids].reverse() });
    expect(two.last("selection").content.ids).toEqual([...ids].reverse());
  });
});
