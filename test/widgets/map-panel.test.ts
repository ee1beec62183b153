import type { MapHandlers, MapPictures, MapRenderer } from "../../widgets/src/map/map-renderer";
import { mapPanel } from "../../widgets/src/panels/map-panel";
import { buttonNamed, openWorkbench } from "./fake-workbench";
import { settle } from "./settle";

interface Given {
  readonly handlers: MapHandlers;
  readonly pictures: MapPictures;
  readonly renderer: MapRenderer;
}

/** The panel with a renderer that keeps what it was told; the test is the person at the map. */
async function openPanel(makeRenderer: () => MapRenderer = fakeRenderer) {
  let sizeChanged = (): void => {};
  jest.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  jest.spyOn(globalThis, "ResizeObserver").mockImplementation((callback) => {
    sizeChanged = () => callback([], {} as ResizeObserver);
    return { observe: () => {}, unobserve: () => {}, disconnect: () => {} };
  });
  const { model, host, kernel } = await openWorkbench();
  const closing = new AbortController();
  let given: Given | null = null;
  const openLarge = jest.fn();
  const panel = mapPanel(model, {
    createRenderer: (_, handlers, pictures) => {
      const renderer = makeRenderer();
      given = { handlers, pictures, renderer };
      return renderer;
    },
    openLarge,
    signal: closing.signal,
  });
  host.append(panel);
  sizeChanged();
  await settle();
  return { model, host, kernel, given: given as unknown as Given, openLarge, close: () => closing.abort() };
}

function fakeRenderer(): jest.Mocked<MapRenderer> {
  return {
    draw: jest.fn(),
    select: jest.fn(),
    setNeighbors: jest.fn(),
    setTool: jest.fn(),
    setLayers: jest.fn(),
    picturesChanged: jest.fn(),
    resetView: jest.fn(),
    resize: jest.fn(),
    dispose: jest.fn(),
  };
}

describe("the map's panel", () => {
  afterEach(() => jest.restoreAllMocks());

  it("selects by what a gesture says: replaced, added, removed", async () => {
    const { model, given } = await openPanel();
    given.handlers.onSelect({ ids: ["image-1", "image-2"], mode: "replace" });
    given.handlers.onSelect({ ids: ["image-3"], mode: "add" });
    given.handlers.onSelect({ ids: ["image-1"], mode: "remove" });
    expect(model.selection).toEqual(["image-2", "image-3"]);
  });

  it("switches pictures and density by buttons that tell their state", async () => {
    const { host, given } = await openPanel();
    const pressed = (name: string): string | null => buttonNamed(host, name).getAttribute("aria-pressed");
    expect([pressed("Pictures"), pressed("Density")]).toEqual(["true", "false"]);
    buttonNamed(host, "Density").click();
    buttonNamed(host, "Pictures").click();
    expect(given.renderer.setLayers).toHaveBeenLastCalledWith({ pictures: false, density: true });
    expect([pressed("Pictures"), pressed("Density")]).toEqual(["false", "true"]);
  });

  it("opens the image at the ring large: among the selection when it is in it, else alone", async () => {
    const { model, given, openLarge } = await openPanel();
    model.select(["image-1", "image-2"]);
    given.handlers.onOpen("image-2");
    given.handlers.onOpen("image-4");
    expect(openLarge.mock.calls.map(([ids, id]) => [ids, id])).toEqual([
      [["image-1", "image-2"], "image-2"],
      [["image-4"], "image-4"],
    ]);
  });

  it("leads lines to the images that the kernel says are most like the one pointed at", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] });
    const { model, given } = await openPanel();
    const [id, near, next] = model.map?.ids ?? [];
    given.handlers.onHover({ id, x: 1, y: 1, halfWidth: 0 });
    expect(given.renderer.setNeighbors).toHaveBeenLastCalledWith(null);
    jest.runOnlyPendingTimers();
    jest.useRealTimers();
    await settle();
    const images = [
      { id: near, isCopy: true },
      { id: next, isCopy: false },
    ].map((image) => expect.objectContaining(image));
    expect(given.renderer.setNeighbors).toHaveBeenLastCalledWith({ id, images });
    given.handlers.onHover(null);
    expect(given.renderer.setNeighbors).toHaveBeenLastCalledWith(null);
  });

  it("says to a screen reader where the keyboard's ring is", async () => {
    const { host, given } = await openPanel();
    given.handlers.onStep("image-1");
    const live = host.querySelector("[aria-live]");
    expect(live?.textContent).toMatch(/^bear, generated in iteration \d$/);
  });

  it("gives the map pictures, and tells it when they have come", async () => {
    const { given } = await openPanel();
    expect(given.pictures.url("image-1")).toBeUndefined();
    given.pictures.load(["image-1"]);
    await settle();
    expect(given.renderer.picturesChanged).toHaveBeenCalled();
    expect(given.pictures.url("image-1")).toMatch(/^blob:/);
  });

  it("says why when the map cannot be drawn", async () => {
    const { host } = await openPanel(() => {
      throw new Error("no canvas");
    });
    expect(host.querySelector(".dc-empty")?.textContent).toBe("The map cannot be drawn: no canvas");
  });

  it("ends the map with the panel", async () => {
    const { given, close } = await openPanel();
    close();
    expect(given.renderer.dispose).toHaveBeenCalledTimes(1);
  });
});
