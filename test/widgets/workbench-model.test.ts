import { MOST_SELECTED_BY_ID } from "../../widgets/src/protocol";
import { REQUEST_TIMEOUT_MS } from "../../widgets/src/request-ledger";
import type { WorkbenchModel } from "../../widgets/src/workbench-model";
import { FakeKernel, openModel } from "./fake-kernel";
import { madeUpMap, STATE } from "./made-up-data";
import { settle } from "./settle";

async function openWithMap(): Promise<{ kernel: FakeKernel; model: WorkbenchModel }> {
  const kernel = new FakeKernel(madeUpMap(6));
  const model = openModel(kernel);
  await settle();
  return { kernel, model };
}

async function openWithManyImages(): Promise<{ kernel: FakeKernel; model: WorkbenchModel }> {
  const kernel = new FakeKernel(madeUpMap(MOST_SELECTED_BY_ID));
  const model = openModel(kernel);
  await settle();
  return { kernel, model };
}

describe("WorkbenchModel", () => {
  it("asks for the map as soon as it lives, without waiting for it", async () => {
    const { kernel, model } = await openWithMap();
    expect(kernel.asked("hello")).toHaveLength(1);
    expect(model.map?.ids).toHaveLength(60);
    expect(model.notice).toBeNull();
  });

  it("asks again when the comm comes back to life", async () => {
    const { kernel, model } = await openWithMap();
    model.comm_live = false;
    model.comm_live = true;
    expect(kernel.asked("hello")).toHaveLength(2);
  });

  it("asks for a newer map only when that does not come by itself", async () => {
    jest.useFakeTimers();
    const { kernel } = await openWithMap();
    kernel.setState({ revision: 2 });
    await settle();
    kernel.sendMap(2);
    jest.advanceTimersByTime(1000);
    expect(kernel.asked("hello")).toHaveLength(1);
    kernel.setState({ revision: 3 });
    await settle();
    jest.advanceTimersByTime(1000);
    expect(kernel.asked("hello")).toHaveLength(2);
    jest.useRealTimers();
  });

  it("sends one message per selection and none for the same again", async () => {
    const { kernel, model } = await openWithMap();
    model.select(["image-1", "image-2", "image-1"]);
    model.select(["image-1", "image-2"]);
    expect(kernel.asked("select")).toEqual([{ kind: "select", ids: ["image-1", "image-2"] }]);
  });

  it("sends many images as a mask over the map, and has them in the map's order itself", async () => {
    const { kernel, model } = await openWithManyImages();
    const ids = (model.map?.ids ?? []).filter((_, place) => place !== 1 && place !== 8);
    model.select([...ids].reverse());
    await settle();
    expect(kernel.requests.filter(({ kind }) => kind.startsWith("select"))).toMatchObject([
      { kind: "select-mask", revision: 1 },
    ]);
    const [buffer] = kernel.buffers.get(kernel.requests.at(-1)?.request ?? 0) ?? [];
    expect([...new Uint8Array(buffer)].slice(0, 3)).toEqual([0b1111_1101, 0b1111_1110, 0b1111_1111]);
    expect([model.selection, model.notice]).toEqual([ids, null]);
  });

  it("names them when the kernel does not take the mask", async () => {
    const { kernel, model } = await openWithManyImages();
    kernel.failures.set("select-mask", "The map changed in the meantime.");
    model.select(model.map?.ids ?? []);
    await settle();
    expect(kernel.asked("select")).toEqual([{ kind: "select", ids: model.map?.ids }]);
    expect(model.notice).toBeNull();
  });

  it("takes over another tab's mask on the map it has, and on no other", async () => {
    const { kernel, model } = await openWithManyImages();
    const mask = new Uint8Array(Math.ceil((model.map?.ids.length ?? 0) / 8));
    mask[0] = 0b1010_0000;
    kernel.say({ kind: "selection-mask", revision: 2 }, [mask]);
    expect(model.selection).toEqual([]);
    kernel.say({ kind: "selection-mask", revision: 1 }, [mask]);
    expect(model.selection).toEqual(["image-5", "image-7"]);
    kernel.say({ kind: "selection-mask", revision: 1 }, [mask.subarray(1)]);
    expect(model.selection).toEqual(["image-5", "image-7"]);
    expect(model.notice?.text).toContain("selection has");
    expect(kernel.asked("select")).toEqual([]);
  });

  it("asks to look at a label, and shows what the kernel makes of it", async () => {
    const { kernel, model } = await openWithMap();
    const seen: unknown[] = [];
    model.listen(["focus"], () => seen.push(model.focus?.labels ?? null), new AbortController().signal);
    model.focusLabel("label:snow");
    await settle();
    expect(kernel.asked("focus")).toEqual([{ kind: "focus", label: "label:snow" }]);
    expect(model.focus).toEqual({ labels: ["label:snow"], cut: expect.arrayContaining(["label:snow", "label:grass"]) });
    expect(model.selection).toHaveLength(5);
    kernel.say({ kind: "focus", labels: [], cut: [] });
    expect([model.focus, seen]).toEqual([null, [["label:snow"], null]]);
  });

  it("takes no map whose labels lie in groups that come later", async () => {
    const { kernel, model } = await openWithMap();
    const [group, label] = kernel.map?.labels ?? [];
    kernel.say({ kind: "map", revision: 9, isSettling: false, ids: [], labels: [{ ...label, parent: 1 }, group] }, []);
    expect(model.map?.revision).toBe(1);
    expect(model.notice).toBeNull();
  });

  it("takes over another tab's selection without sending it back", async () => {
    const { kernel, model } = await openWithMap();
    kernel.say({ kind: "selection", ids: ["image-5"] });
    expect(model.selection).toEqual(["image-5"]);
    expect(kernel.asked("select")).toEqual([]);
  });

  it("does not let the echo of an older selection undo a newer one", async () => {
    const { kernel, model } = await openWithMap();
    kernel.isAnswering = false;
    model.select(["image-1"]);
    model.select(["image-2"]);
    kernel.say({ kind: "selection", ids: ["image-1"] });
    expect(model.selection).toEqual(["image-2"]);
    for (const request of kernel.requests.filter(({ kind }) => kind === "select")) {
      await kernel.answer(request);
    }
    await settle();
    kernel.say({ kind: "selection", ids: ["image-3"] });
    expect(model.selection).toEqual(["image-3"]);
  });

  it("keeps of the selection what a new map still has", async () => {
    const { kernel, model } = await openWithMap();
    model.select(["image-1", "image-59"]);
    kernel.map = madeUpMap(3);
    kernel.sendMap(2);
    expect(model.selection).toEqual(["image-1"]);
  });

  it("takes flags of the map it has and ignores those of another", async () => {
    const { kernel, model } = await openWithMap();
    kernel.say({ kind: "flags", revision: 1 }, [new Uint8Array(60).fill(3)]);
    expect(model.map?.flags[0]).toBe(3);
    kernel.say({ kind: "flags", revision: 9 }, [new Uint8Array(60).fill(1)]);
    expect(model.map?.flags[0]).toBe(3);
  });

  it("keeps the large picture that was asked for last, whatever comes late, and gives the one before free", async () => {
    const { kernel, model } = await openWithMap();
    const revoked = jest.spyOn(URL, "revokeObjectURL");
    model.loadPicture("image-1");
    await settle();
    const first = model.picture("image-1");
    expect(first).toMatch(/^blob:/);
    kernel.isAnswering = false;
    model.loadPicture("image-2");
    expect([model.picture("image-1"), model.picture("image-2")]).toEqual([undefined, undefined]);
    expect(revoked).toHaveBeenCalledWith(first);
    kernel.say({ kind: "picture", id: "image-1" }, [new Uint8Array(4)]);
    expect(model.picture("image-1")).toBeUndefined();
    kernel.say({ kind: "picture", id: "image-2" }, [new Uint8Array(4)]);
    expect(model.picture("image-2")).toMatch(/^blob:/);
    revoked.mockRestore();
  });

  it("shows the kernel's reason when a request fails", async () => {
    const { kernel, model } = await openWithMap();
    kernel.failures.set("refine", "Reject or want some images first.");
    await expect(model.act((request) => ({ request, kind: "refine" }))).resolves.toBe(false);
    expect(model.notice).toEqual({ text: "Reject or want some images first.", level: "error" });
    model.dismissNotice();
    expect(model.notice).toBeNull();
  });

  it("says so when the kernel does not answer", async () => {
    jest.useFakeTimers();
    const { kernel, model } = await openWithMap();
    kernel.isAnswering = false;
    const acted = model.act((request) => ({ request, kind: "undo" }));
    expect(model.isPending("undo")).toBe(true);
    jest.advanceTimersByTime(REQUEST_TIMEOUT_MS);
    await expect(acted).resolves.toBe(false);
    expect(model.notice?.text).toMatch(/did not answer "undo"/);
    jest.useRealTimers();
  });

  it("fails what is under way when the kernel goes, and sends nothing more", async () => {
    const { kernel, model } = await openWithMap();
    kernel.isAnswering = false;
    const acted = model.act((request) => ({ request, kind: "generate", perImage: 2 }));
    model.comm_live = false;
    await expect(acted).resolves.toBe(false);
    expect(model.connection).toBe("lost");
    const sent = kernel.requests.length;
    model.select(["image-1"]);
    model.loadThumbnails(["image-1"]);
    await expect(model.act((request) => ({ request, kind: "undo" }))).resolves.toBe(false);
    expect(kernel.requests).toHaveLength(sent);
  });

  it("asks for thumbnails in pieces of 64, each image once", async () => {
    const kernel = new FakeKernel(madeUpMap(10));
    const model = openModel(kernel);
    await settle();
    const ids = model.map?.ids ?? [];
    model.loadThumbnails(ids);
    model.loadThumbnails(ids.slice(0, 10));
    const asked = kernel.asked("thumbnails") as readonly { ids: readonly string[] }[];
    expect(asked.map((request) => request.ids.length)).toEqual([64, 36]);
    await settle();
    expect(model.thumbnail("image-99")?.url).toMatch(/^blob:/);
  });

  it("asks again for a thumbnail whose picture did not come", async () => {
    const { kernel, model } = await openWithMap();
    kernel.isAnswering = false;
    model.loadThumbnails(["image-1"]);
    model.loadThumbnails(["image-1"]);
    expect(kernel.asked("thumbnails")).toHaveLength(1);
    kernel.say({ kind: "thumbnails", images: [{ id: "image-1", className: "cat", labels: [] }] } as never);
    expect(model.thumbnail("image-1")).toBeUndefined();
    model.loadThumbnails(["image-1"]);
    expect(kernel.asked("thumbnails")).toHaveLength(2);
  });

  it("is a static view without a comm, and keeps the state it was saved with", async () => {
    const model = openModel(null);
    expect(model.connection).toBe("static");
    expect(model.state.title).toBe(STATE.title);
    await expect(model.act((request) => ({ request, kind: "undo" }))).resolves.toBe(false);
    expect(model.notice?.text).toMatch(/saved view/);
  });

  it.each([
    [null],
    ["map"],
    [{}],
    [{ kind: "else" }],
    [{ kind: "map" }],
    [{ kind: "constructor" }],
    [{ kind: "selection", ids: [1] }],
  ])("ignores the malformed message %j", async (content) => {
    const { kernel, model } = await openWithMap();
    const map = model.map;
    kernel.say(content as never);
    expect([model.map, model.selection, model.notice]).toEqual([map, [], null]);
  });

  it("shows a map while it settles, but not to those who want stillness", async () => {
    const { kernel, model } = await openWithMap();
    const first = model.map;
    kernel.sendMap(2, true);
    expect(model.map?.revision).toBe(2);
    expect(model.map).not.toBe(first);
    const settling = model.map;
    const stillness = jest.fn(() => ({ matches: true }));
    Object.assign(globalThis, { matchMedia: stillness });
    try {
      kernel.sendMap(2, true);
      expect(model.map).toBe(settling);
      expect(stillness).toHaveBeenCalledWith("(prefers-reduced-motion: reduce)");
      kernel.sendMap(2);
      expect(model.map).not.toBe(settling);
    } finally {
      Reflect.deleteProperty(globalThis, "matchMedia");
    }
  });

  it("reports a map whose buffers do not fit, and keeps the one it has", async () => {
    const { kernel, model } = await openWithMap();
    const map = model.map;
    kernel.say({ kind: "map", revision: 2, isSettling: false, ids: ["a"], labels: [] }, []);
    expect(model.map).toBe(map);
    expect(model.notice?.text).toMatch(/map: positions has no bytes/);
  });

  it("uses numbers of its own for its requests, so that tabs do not take one another's answers", async () => {
    const first = new FakeKernel(null);
    const second = new FakeKernel(null);
    openModel(first);
    openModel(second);
    await settle();
    expect(first.requests[0].request).not.toBe(second.requests[0].request);
    expect(Number.isSafeInteger(first.requests[0].request)).toBe(true);
  });
});
