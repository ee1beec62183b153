import type { WorkbenchReply } from "../../kernel-helpers/src/jupyter/workbench-protocol.js";
import type { Labeler } from "../../kernel-helpers/src/types.js";
import { frame, until, type WorkbenchBrowser, workbenchBench } from "./workbench-bench.js";

const bench = workbenchBench();

describe("the map", () => {
  it("is drawn when the first view says hello before anything was generated", async () => {
    await bench.open();
    const browser = bench.show();
    expect(bench.displayed.at(-1)).not.toHaveProperty("image/png");
    expect(await browser.ask({ kind: "hello" })).toMatchObject({ kind: "done" });
    await until(() => browser.sent.some(({ content }) => content.kind === "map" && !content.isSettling));
    await frame();
    expect(browser.last("map").content.ids).toEqual(bench.session.images.map(({ id }) => id));
    expect(browser.state).toMatchObject({
      revision: 1,
      job: null,
      title: "data",
      classes: ["cat", "dog"],
      iterations: [],
    });
  });

  describe("while it settles", () => {
    beforeEach(() => {
      let clock = Date.now();
      jest.spyOn(Date, "now").mockImplementation(() => (clock += 200)); // every frame is late enough to be shown
    });
    afterEach(() => jest.restoreAllMocks());

    const maps = (browser: WorkbenchBrowser): Extract<WorkbenchReply, { kind: "map" }>[] =>
      browser.sent.flatMap(({ content }) => (content.kind === "map" ? [content] : []));

    it("is shown under the number it will have, new images and all", async () => {
      await bench.open();
      const browser = bench.show();
      await bench.session.expand({ perImage: 1 });
      const sent = maps(browser);
      expect(sent.length).toBeGreaterThan(10);
      expect(sent.map(({ isSettling }) => isSettling)).toEqual(sent.map((_, i) => i < sent.length - 1));
      expect(new Set(sent.map(({ revision }) => revision))).toEqual(new Set([1]));
      expect(sent[0].ids).toEqual(bench.session.images.map(({ id }) => id));
    });

    it("gives way to the earlier map when it is cancelled", async () => {
      await bench.open();
      const browser = bench.show();
      await bench.session.expand({ perImage: 1 });
      const before = browser.last("map");
      const { sent } = browser;
      let isAsked = false;
      sent.push = (...items) => {
        const isMoving = items.some(({ content }) => content.kind === "map" && content.isSettling);
        const length = Array.prototype.push.apply(sent, items);
        if (isMoving && !isAsked) browser.post({ request: 4711, kind: "cancel" });
        isAsked ||= isMoving;
        return length;
      };
      await browser.ask({ kind: "generate", perImage: 1 });
      expect(isAsked).toBe(true);
      const after = browser.last("map");
      expect(after.content).toMatchObject({ isSettling: false, ids: before.content.ids });
      expect(after.buffers).toEqual(before.buffers);
      const shown = maps(browser).at(-2)!;
      expect([shown.isSettling, after.content.revision > shown.revision]).toEqual([true, true]);
    });
  });

  it("carries positions, classes, flags and iterations as columns, and labels with their counts", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    bench.session.reject(bench.generatedIds().slice(0, 1));
    bench.session.want(bench.generatedIds().slice(1, 2));
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const { content, buffers } = browser.last("map");
    const animal = content.labels.find(({ text }) => text === "animal");
    expect(animal).toEqual({
      id: "label:animal",
      text: "animal",
      isGroup: false,
      parent: null,
      original: 6,
      generated: 6,
    });
    expect(buffers.map(({ byteLength }) => byteLength)).toEqual([4 * 2 * (12 + content.labels.length), 24, 12, 24, 48]);
    expect(new Float32Array(Uint8Array.from(buffers[0]).buffer).every(Number.isFinite)).toBe(true);
    expect([...new Uint16Array(Uint8Array.from(buffers[1]).buffer)].join("")).toBe("000111000111");
    expect([...buffers[2]].join("")).toBe("000000351111"); // 1 generated, +2 rejected, +4 wanted
    expect([...new Uint16Array(Uint8Array.from(buffers[3]).buffer)].join("")).toBe("000000111111");
    expect([...new Uint32Array(Uint8Array.from(buffers[4]).buffer)].join("")).toBe("012345012345"); // each from its original
  });

  it("hardly moves what was on it when an iteration is added", async () => {
    await bench.open();
    const browser = bench.show();
    const positions = (): Float32Array =>
      new Float32Array(Uint8Array.from(browser.last("map").buffers[0]).buffer).slice(0, 2 * 12);
    await bench.session.expand({ perImage: 1 });
    const before = positions();
    await bench.session.expand({ perImage: 1 });
    const after = positions();
    const spread = Math.max(...before) - Math.min(...before);
    const moved = before.map((value, i) => Math.abs(value - after[i]));
    expect(moved.reduce((sum, value) => sum + value, 0) / moved.length).toBeLessThan(0.02 * spread);
  });
});

describe("labels", () => {
  /** Five of ten words on each image, so that they are grouped. */
  const labeler: Labeler = {
    name: "wordy",
    label: async (images) =>
      images.map(({ className }, i) => ({
        labels: Array.from({ length: 5 }, (_, word) => `${className} word ${(i + word) % 6}`),
      })),
  };

  async function openWordy(): Promise<WorkbenchBrowser> {
    await bench.open({ labeler });
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    return browser;
  }

  it("come with the groups they are in, each in the middle of its children", async () => {
    const browser = await openWordy();
    const { content, buffers } = browser.last("map");
    const { labels, ids } = content;
    const places = new Float32Array(Uint8Array.from(buffers[0]).buffer).slice(2 * ids.length);
    expect(places).toHaveLength(2 * labels.length);
    const groups = labels.filter(({ isGroup }) => isGroup);
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups) {
      const at = labels.indexOf(group);
      const children = labels.flatMap(({ parent }, i) => (parent === at ? [i] : []));
      expect(children.length).toBeGreaterThan(1);
      expect(Math.min(...children)).toBeGreaterThan(at);
      for (const axis of [0, 1]) {
        const middle = children.reduce((sum, i) => sum + places[2 * i + axis], 0) / children.length;
        expect(places[2 * at + axis]).toBeCloseTo(middle, 4);
      }
      const words = new Set(children.map((i) => labels[i].text));
      const carriers = bench.session.images.filter((image) => image.labels.some((label) => words.has(label)));
      if (children.every((i) => !labels[i].isGroup)) expect(group.original + group.generated).toBe(carriers.length);
    }
  });

  it("follow an edit at once", async () => {
    const browser = await openWordy();
    bench.session.editLabels({ kind: "rename", node: "cat word 1", name: "<b>one" });
    bench.session.editLabels({ kind: "hide", node: "cat word 2" });
    const texts = browser.last("map").content.labels.map(({ text }) => text);
    expect([texts.includes("<b>one"), texts.includes("cat word 1"), texts.includes("cat word 2")]).toEqual([
      true,
      false,
      false,
    ]);
    await frame();
    expect(browser.state.undo).toBe('hide "cat word 2"');
    await browser.ask({ kind: "undo" });
    expect(browser.last("map").content.labels.map(({ text }) => text)).toContain("cat word 2");
  });

  it("can be looked at: their images are selected and the tree is cut around them, in every workbench", async () => {
    const browser = await openWordy();
    const other = bench.show();
    const { labels } = browser.last("map").content;
    expect(browser.last("focus").content).toEqual({ kind: "focus", labels: [], cut: [] });
    const group = labels.find(({ isGroup }) => isGroup)!;
    for (const label of [labels.find(({ text }) => text === "dog word 3")!, group]) {
      expect(await browser.ask({ kind: "focus", label: label.id })).toMatchObject({ kind: "done" });
      const focus = other.last("focus").content;
      expect(focus.labels).toEqual([label.id]);
      expect(focus.cut[0]).toBe(label.id);
      const cut = await bench.session.cut({ focus: label.id });
      expect([...focus.cut].sort()).toEqual(cut.map(({ id }) => id).sort());
      expect(bench.session.selection).toHaveLength(label.original + label.generated);
      expect(other.last("selection").content.ids).toEqual(bench.session.selection);
    }
    expect(bench.session.selection.length).toBeGreaterThan(0);
    await other.ask({ kind: "select", ids: [] });
    expect(browser.last("focus").content).toEqual({ kind: "focus", labels: [], cut: [] });
    await browser.ask({ kind: "focus", label: group.id });
    expect(await other.ask({ kind: "focus", label: null })).toMatchObject({ kind: "done" });
    expect([bench.session.selection, browser.last("focus").content.labels]).toEqual([[], []]);
    expect(await browser.ask({ kind: "focus", label: "label:nothing" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining('no label or group "label:nothing"'),
    });
  });

  it("that a search found are looked at together", async () => {
    const browser = await openWordy();
    expect(await browser.ask({ kind: "search", text: "word 2" })).toMatchObject({ kind: "done" });
    const { labels, cut } = browser.last("focus").content;
    const texts = browser.last("map").content.labels.flatMap(({ id, text }) => (labels.includes(id) ? [text] : []));
    expect(texts.sort()).toEqual(["cat word 2", "dog word 2"]);
    expect(cut).toEqual(expect.arrayContaining([...labels]));
  });
});

describe("the static preview", () => {
  it("is a line of text and a picture of the map", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    bench.show();
    const preview = bench.displayed.at(-1)!;
    expect(preview["text/plain"]).toBe(
      "DataCrafter workbench of data: 6 originals in 2 classes, 6 generated in 1 iteration, 0 rejected. Run this cell in the DataCrafter kernel to work with it.",
    );
    expect(
      Buffer.from(preview["image/png"] as string, "base64")
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  it("is there again when the session is opened again", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    await bench.session.close();
    await bench.open();
    bench.show();
    expect(bench.displayed.at(-1)).toHaveProperty("image/png");
  });
});
