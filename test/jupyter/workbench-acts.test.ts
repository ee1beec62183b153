import { normalizeRows } from "../../kernel-helpers/src/linalg/matrix.js";
import type { GenerationRequest } from "../../kernel-helpers/src/types.js";
import { fakeEmbedder, fakeGenerator } from "../session/fakes.js";
import { frame, until, workbenchBench } from "./workbench-bench.js";

const bench = workbenchBench();

describe("acts", () => {
  it("change the session, and every workbench of it", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const [one, two] = [bench.show(), bench.show()];
    const [first, second] = bench.generatedIds();
    expect(await one.ask({ kind: "select", ids: [first, second] })).toMatchObject({ kind: "done" });
    expect(bench.session.selection).toEqual([first, second]);
    expect(two.last("selection").content.ids).toEqual([first, second]);
    expect(await one.ask({ kind: "reject", ids: [first, second] })).toMatchObject({ kind: "done" });
    expect(bench.session.images.filter(({ feedback }) => feedback === "rejected").map(({ id }) => id)).toEqual([
      first,
      second,
    ]);
    await frame();
    for (const browser of [one, two]) {
      expect([...browser.last("flags").buffers[0]].filter((flags) => flags === 3)).toHaveLength(2);
      expect(browser.state).toMatchObject({
        undo: "reject 2 images",
        iterations: [{ index: 1, generated: 6, rejected: 2 }],
      });
    }
    await one.ask({ kind: "want", ids: [second] });
    await one.ask({ kind: "clear", ids: [first] });
    expect(
      bench.session.images.filter(({ feedback }) => feedback !== "none").map(({ id, feedback }) => `${id} ${feedback}`),
    ).toEqual([`${second} wanted`]);
    for (let i = 0; i < 3; i++) expect(await two.ask({ kind: "undo" })).toMatchObject({ kind: "done" });
    expect(await two.ask({ kind: "undo" })).toMatchObject({ kind: "failed", message: "There is nothing to undo." });
    await frame();
    expect(one.state).toMatchObject({ undo: null, redo: "reject 2 images" });
    expect(await one.ask({ kind: "redo" })).toMatchObject({ kind: "done" });
    await frame();
    expect(two.state).toMatchObject({ undo: "reject 2 images", redo: "want 1 image" });
    expect([...two.last("flags").buffers[0]].filter((flags) => flags === 3)).toHaveLength(2);
    for (let i = 0; i < 2; i++) await two.ask({ kind: "redo" });
    expect(await two.ask({ kind: "redo" })).toMatchObject({ kind: "failed", message: "There is nothing to redo." });
  });

  it("refine, accept, edit, discard and generate", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 10 });
    bench.session.reject(
      bench.session.images.filter(({ phrases }) => phrases?.includes("solarized")).map(({ id }) => id),
    );
    const browser = bench.show();
    expect(await browser.ask({ kind: "refine" })).toMatchObject({ kind: "done" });
    await frame();
    const card = browser.state.prompts.find(({ status }) => status === "proposed")!;
    expect(card.why[0]).toMatch(/of \d+ kept/);
    const textOf = (left: "added" | "removed"): string =>
      (card.changes ?? []).flatMap(({ kind, text }) => (kind === left ? [] : [text])).join("");
    expect([textOf("removed"), textOf("added")]).toEqual([card.text, expect.stringContaining("solarized")]);
    expect(await browser.ask({ kind: "edit", promptId: card.id, text: "a [broken" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("never closed"),
    });
    await browser.ask({ kind: "edit", promptId: card.id, text: "a gentle {class}" });
    await frame();
    const edited = browser.state.prompts.find(({ text }) => text === "a gentle {class}")!;
    expect(edited).toMatchObject({
      status: "proposed",
      changes: expect.arrayContaining([
        expect.objectContaining({ kind: "added", text: expect.stringContaining("gentle") }),
      ]),
    });
    await browser.ask({ kind: "accept", promptId: edited.id, text: edited.text });
    expect(bench.session.prompts).toContainEqual(expect.objectContaining({ id: edited.id, status: "active" }));
    expect(await browser.ask({ kind: "discard", promptId: edited.id })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("only prompt"),
    });
    expect(await browser.ask({ kind: "generate", perImage: 1 })).toMatchObject({ kind: "done" });
    await frame();
    expect(browser.state).toMatchObject({
      perImage: 1,
      job: null,
      messageLevel: "info",
      message: expect.stringMatching(/^Iteration 2: 6 images in [\d.]+ s\.$/),
    });
    expect(browser.state.iterations).toHaveLength(2);
    expect(browser.state.iterations[0].ratios).toMatchObject({ informativeness: 1, diversity: 1, distance: 1 });
    expect(browser.state.revision).toBe(2);
    expect(browser.last("map").content).toMatchObject({ revision: 2 });
  });

  it("transfer a prompt, and select the images of one", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    const [cat] = browser.state.prompts;
    expect(cat).toMatchObject({ className: "cat", images: 3, rejected: 0 });
    expect(await browser.ask({ kind: "prompt-images", promptId: cat.id })).toMatchObject({ kind: "done" });
    expect(bench.session.selection).toEqual(bench.generatedIds().slice(0, 3));
    bench.session.reject(bench.generatedIds().slice(0, 1));
    await browser.ask({ kind: "edit", promptId: cat.id, text: "a sketch of a {class}" });
    await frame();
    const edited = browser.state.prompts.find(({ className }) => className === "cat")!;
    expect(edited).toMatchObject({ images: 0, rejected: 0 });
    expect(await browser.ask({ kind: "transfer", promptId: edited.id, className: "dog" })).toMatchObject({
      kind: "done",
    });
    await frame();
    const proposal = browser.state.prompts.find(({ status }) => status === "proposed")!;
    expect(proposal).toMatchObject({ className: "dog", text: "a sketch of a {class}", images: 3 });
    await browser.ask({ kind: "prompt-images", promptId: proposal.id });
    expect(bench.session.selection).toEqual(bench.generatedIds().slice(3));
    for (const request of [
      { kind: "transfer", promptId: edited.id, className: "fish" },
      { kind: "prompt-images", promptId: "p0" },
    ]) {
      expect(await browser.ask(request)).toMatchObject({ kind: "failed" });
    }
  });

  it("go back: iterations that were set aside are not shown, until that is undone", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await frame();
    const shown = (): number[] => browser.state.iterations.map(({ index }) => index);
    bench.session.goBack(1);
    await frame();
    expect(shown()).toEqual([1]);
    expect(browser.state.undo).toBe("go back to iteration 1");
    expect(await browser.ask({ kind: "undo" })).toMatchObject({ kind: "done" });
    await frame();
    expect(shown()).toEqual([1, 2]);
  });

  it("hide a label and bring it back, and find images by the letters of their labels", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    const selected = (): (readonly string[])[] =>
      bench.session.selection.map((id) => bench.session.images.find((image) => image.id === id)!.labels);
    expect(await browser.ask({ kind: "search", text: " WAR" })).toMatchObject({ kind: "done" });
    const warm = bench.session.images.filter(({ labels }) => labels.includes("warm"));
    expect(selected()).toHaveLength(warm.length);
    expect(selected().every((labels) => labels.includes("warm"))).toBe(true);
    expect(browser.last("focus").content.labels).toEqual(["label:warm"]);
    await browser.ask({ kind: "hide", label: "label:warm" });
    await frame();
    expect(browser.state).toMatchObject({ hiddenLabels: ["warm"], undo: 'hide "warm"' });
    expect(browser.last("map").content.labels.map(({ text }) => text)).not.toContain("warm");
    for (const text of ["warm", "", "zeppelin"]) {
      expect(await browser.ask({ kind: "search", text })).toMatchObject({
        kind: "failed",
        message: expect.stringContaining("no image has a label with"),
      });
    }
    await browser.ask({ kind: "restore", label: "warm" });
    await frame();
    expect(browser.state.hiddenLabels).toEqual([]);
    expect(await browser.ask({ kind: "search", text: "warm" })).toMatchObject({ kind: "done" });
    bench.session.editLabels({ kind: "rename", node: "cold", name: "chilly" });
    await browser.ask({ kind: "search", text: "chill" });
    expect(selected().every((labels) => labels.includes("cold"))).toBe(true);
  });

  it("go back to an earlier iteration, which undo takes back", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    const numbers = (): number[] => browser.state.iterations.map(({ index }) => index);
    expect(numbers()).toEqual([1, 2]);
    expect(await browser.ask({ kind: "go-back", iteration: 1 })).toEqual({ kind: "done", request: expect.any(Number) });
    await frame();
    expect(numbers()).toEqual([1]);
    expect(browser.last("map").content.ids).toHaveLength(12);
    expect(browser.state.undo).toBe("go back to iteration 1");
    expect(await browser.ask({ kind: "go-back", iteration: 1 })).toMatchObject({ kind: "failed" });
    await browser.ask({ kind: "undo" });
    await frame();
    expect(numbers()).toEqual([1, 2]);
    expect(browser.last("map").content.ids).toHaveLength(18);
  });

  it("review: the images to look at first come with their reasons", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    expect(await browser.ask({ kind: "review" })).toMatchObject({ kind: "done" });
    const suspects = await bench.session.suspects();
    expect(browser.last("suspects").content.images).toEqual(suspects.map(({ id, reasons }) => ({ id, reasons })));
  });

  it("asks for the images most like one: by the session's embeddings, copies by their looks", async () => {
    const generator = fakeGenerator();
    const makesCopies = {
      ...generator,
      generate: (request: GenerationRequest) => generator.generate({ ...request, prompt: "the same", seed: 1 }),
    };
    const embedder = fakeEmbedder();
    await bench.open({ generator: makesCopies, embedder });
    const browser = bench.show();
    expect(await browser.ask({ kind: "neighbors", id: bench.session.images[0].id })).toMatchObject({ kind: "done" });
    expect(browser.last("neighbors").content.images).toEqual([]); // no map yet
    await bench.session.expand({ perImage: 2 });
    await browser.ask({ kind: "hello" });
    const onMap = browser.last("map").content.ids;
    const images = bench.session.images.filter(({ id }) => onMap.includes(id));
    const { data } = normalizeRows(await embedder.embed(images));
    const cosine = (a: number, b: number): number => data[2 * a] * data[2 * b] + data[2 * a + 1] * data[2 * b + 1];
    const own = images.findIndex(({ origin }) => origin === "generated");
    const nearest = images
      .map(({ id }, row) => ({ id, similarity: cosine(own, row), row }))
      .filter(({ row }) => row !== own)
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 5);
    await browser.ask({ kind: "neighbors", id: images[own].id });
    const told = browser.last("neighbors").content;
    expect([told.id, told.images.map(({ similarity }) => similarity)]).toEqual([
      images[own].id,
      nearest.map(({ similarity }) => expect.closeTo(similarity, 5)),
    ]);
    const isTwin = (id: string): boolean => {
      const image = bench.session.images.find((each) => each.id === id);
      return image?.origin === "generated" && image.sourceId === images[own].sourceId;
    };
    for (const { id, isCopy } of told.images) expect(isCopy).toBe(isTwin(id));
    expect(told.images.some(({ isCopy }) => isCopy)).toBe(true);
    expect(await browser.ask({ kind: "neighbors", id: "nobody" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining('no image "nobody"'),
    });
  });

  it("says why it rejects, and writes notes", async () => {
    await bench.open();
    await bench.session.expand({ perImage: 1 });
    const browser = bench.show();
    const { id } = bench.session.images.find(({ origin }) => origin === "generated")!;
    await browser.ask({ kind: "reject", ids: [id], reason: "two tails" });
    expect(await browser.ask({ kind: "note", text: "too dark" })).toMatchObject({ kind: "done" });
    expect(await browser.ask({ kind: "note", text: " " })).toMatchObject({ kind: "failed" });
    expect(bench.session.events.at(-2)).toMatchObject({ kind: "reject", reason: "two tails" });
    expect(bench.session.notes.map(({ text }) => text)).toEqual(["too dark"]);
  });

  it("are told what an iteration would take, and what it took", async () => {
    const generator = { ...fakeGenerator(), expected: { seconds: 2, dollars: 0.01 } };
    const priced = {
      ...generator,
      generate: async (...asked: Parameters<typeof generator.generate>) => {
        const made = await generator.generate(...asked);
        return { ...made, parameters: { ...made.parameters, dollars: "0.01" } };
      },
    };
    await bench.open({ generator: priced });
    const browser = bench.show();
    expect(browser.state.estimate).toEqual({ images: 6, seconds: 4, dollars: 0.06 }); // four at once: two rounds
    await bench.session.expand({ perImage: 1 });
    await frame();
    expect(browser.state.iterations[0]).toMatchObject({ dollars: 0.06, seconds: expect.any(Number) });
  });

  it("shows how far a job is, lets it be cancelled, and goes on taking requests meanwhile", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((settle) => {
      release = settle;
    });
    const generator = fakeGenerator((_, call, signal) =>
      call < 4
        ? undefined
        : Promise.race([
            gate,
            new Promise((_settle, fail) => signal?.addEventListener("abort", () => fail(signal.reason))),
          ]),
    );
    await bench.open({ generator });
    const browser = bench.show();
    const asked = browser.ask({ kind: "generate", perImage: 2 });
    await until(() => browser.state.job?.done === 3);
    expect(browser.state.job).toEqual({
      kind: "generate",
      done: 3,
      total: 12,
      pace: expect.stringMatching(/^[\d.]+(\/s| s each), \d+ s left/),
    });
    expect(await browser.ask({ kind: "generate", perImage: 1 })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("expand is still running"),
    });
    expect(await browser.ask({ kind: "select", ids: [bench.session.images[0].id] })).toMatchObject({ kind: "done" });
    expect(await browser.ask({ kind: "cancel" })).toMatchObject({ kind: "done" });
    expect(await asked).toMatchObject({ kind: "done" });
    release();
    await frame();
    expect(bench.session.iterations).toEqual([expect.objectContaining({ status: "cancelled", generated: 3 })]);
    expect(browser.state).toMatchObject({
      job: null,
      messageLevel: "info",
      message: expect.stringContaining("stopped; what was made is kept"),
    });
    expect(browser.last("map").content.ids).toHaveLength(9);
    expect(await browser.ask({ kind: "cancel" })).toMatchObject({ kind: "failed" });
  });

  it("tells everybody why a job failed", async () => {
    await bench.open({ generator: fakeGenerator(() => Promise.reject(new Error("the server is down"))) });
    const [one, two] = [bench.show(), bench.show()];
    expect(await one.ask({ kind: "generate", perImage: 1 })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("the server is down"),
    });
    await frame();
    expect(two.state).toMatchObject({
      messageLevel: "error",
      message: expect.stringContaining("the server is down"),
      job: null,
    });
  });
});

describe("a call in a cell", () => {
  it("shows its progress and what it has to say below the cell, and obeys the stop button", async () => {
    const generator = fakeGenerator((_, call) => {
      if (call === 7) bench.interrupt.abort(new Error("interrupted"));
    });
    await bench.open({ generator });
    bench.displayed.length = 0;
    await bench.session.expand({ perImage: 1 });
    const texts = bench.displayed.map((bundle) => String(bundle["text/plain"]));
    expect(texts).toContainEqual(expect.stringMatching(/^Generating images: 6 of 6 in /));
    expect(texts).toContainEqual(expect.stringMatching(/^Drawing the map: (\d+) of \1 in /));
    expect(texts.at(-1)).toMatch(/^Iteration 1: 6 images in [\d.]+ s\.$/);
    await expect(bench.session.expand({ perImage: 1 })).rejects.toThrow("interrupted");
    expect(bench.displayed.at(-1)?.["text/plain"]).toContain("It was stopped; what was made is kept.");
    expect(bench.session.iterations[1]).toMatchObject({ status: "cancelled" });
  });

  it("does not wait for the map that a new view asked for, and is not refused because of it", async () => {
    await bench.open();
    const browser = bench.show();
    await browser.ask({ kind: "hello" });
    await bench.session.expand({ perImage: 1 });
    await frame();
    expect(browser.last("map").content.ids).toHaveLength(12);
    expect(browser.state.messageLevel).toBe("info");
  });
});
