import "../browser-stand-ins";

import { listenToPointer } from "../../../widgets/src/map/map-pointer";
import type { MapTool } from "../../../widgets/src/map/map-renderer";

function open(first: MapTool = "lasso") {
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  const said: unknown[][] = [];
  const say =
    (name: string) =>
    (...rest: unknown[]): void =>
      void said.push([name, ...rest]);
  let tool = first;
  const closing = new AbortController();
  listenToPointer(
    host,
    () => tool,
    {
      onPan: say("pan"),
      onZoom: say("zoom"),
      onOutline: say("outline"),
      onOutlined: say("outlined"),
      onClick: say("click"),
      onMove: say("move"),
    },
    closing.signal,
  );
  const point = (type: string, x: number, y: number, more: PointerEventInit = {}): void => {
    const event = new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, ...more });
    // jsdom's stand-in is a mouse event
    Object.defineProperty(event, "pointerId", { value: more.pointerId ?? 1 });
    Object.defineProperty(event, "pointerType", { value: more.pointerType ?? "mouse" });
    host.dispatchEvent(event);
  };
  const stroke = (places: readonly (readonly [number, number])[], more: PointerEventInit = {}): void => {
    point("pointerdown", ...places[0], more);
    for (const place of places.slice(1)) point("pointermove", ...place, more);
    point("pointerup", ...places[places.length - 1], more);
  };
  const only = (name: string): unknown[][] => said.filter(([what]) => what === name);
  const use = (next: MapTool): void => {
    tool = next;
  };
  return { host, said, point, stroke, only, use, close: () => closing.abort() };
}

describe("listenToPointer", () => {
  it("draws a lasso and tells it once, with the keys held at its end", () => {
    const { stroke, only } = open();
    stroke([
      [10, 10],
      [60, 10],
      [60, 60],
    ]);
    stroke(
      [
        [10, 10],
        [60, 10],
      ],
      { shiftKey: true },
    );
    stroke(
      [
        [10, 10],
        [60, 10],
      ],
      { altKey: true },
    );
    expect(only("outlined").map(([, , keys]) => keys)).toEqual([
      { shift: false, alt: false },
      { shift: true, alt: false },
      { shift: false, alt: true },
    ]);
    expect(only("outlined")[0][1]).toEqual([10, 10, 60, 10, 60, 60]);
    expect(only("outline").at(-1)).toEqual(["outline", null]);
  });

  it("draws a box from corner to corner", () => {
    const { stroke, only } = open("box");
    stroke([
      [10, 20],
      [30, 30],
      [60, 80],
    ]);
    expect(only("outlined")[0][1]).toEqual([10, 20, 60, 20, 60, 80, 10, 80]);
  });

  it("pans with the tool for it, and with the middle button whatever the tool", () => {
    const { stroke, only, use } = open("pan");
    stroke([
      [10, 10],
      [20, 15],
      [25, 15],
    ]);
    expect(only("pan")).toEqual([
      ["pan", 10, 5],
      ["pan", 5, 0],
    ]);
    use("lasso");
    stroke(
      [
        [10, 10],
        [20, 10],
      ],
      { button: 1 },
    );
    expect([only("pan").length, only("outlined").length]).toEqual([3, 0]);
  });

  it("takes a press that hardly moves for a click; a finger may tremble more", () => {
    const { stroke, only } = open();
    stroke([
      [10, 10],
      [12, 11],
    ]);
    stroke(
      [
        [40, 40],
        [46, 43],
      ],
      { pointerType: "touch" },
    );
    expect(only("click").map(([, x, y]) => [x, y])).toEqual([
      [12, 11],
      [46, 43],
    ]);
    expect(only("outlined")).toEqual([]);
  });

  it("gives an outline up with Esc, and keeps the key from clearing the selection", () => {
    const { point, only, host } = open();
    const heard = jest.fn();
    host.addEventListener("keydown", heard);
    point("pointerdown", 10, 10);
    point("pointermove", 60, 60);
    host.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    point("pointermove", 70, 60);
    point("pointerup", 70, 60);
    expect([only("outlined").length, heard.mock.calls.length]).toEqual([0, 0]);
    expect(only("outline").at(-1)).toEqual(["outline", null]);
    host.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("zooms and pans with two fingers, and lets the lasso of the first go", () => {
    const { point, only } = open();
    const touch = { pointerType: "touch" };
    point("pointerdown", 100, 100, { ...touch, pointerId: 1 });
    point("pointermove", 140, 100, { ...touch, pointerId: 1 });
    point("pointerdown", 240, 100, { ...touch, pointerId: 2 });
    point("pointermove", 340, 100, { ...touch, pointerId: 2 });
    point("pointerup", 340, 100, { ...touch, pointerId: 2 });
    point("pointerup", 140, 100, { ...touch, pointerId: 1 });
    expect(only("zoom")).toEqual([["zoom", 2, 240, 100]]);
    expect(only("pan")).toEqual([["pan", 50, 0]]);
    expect([only("outlined"), only("click")]).toEqual([[], []]);
  });

  it("drops what the browser takes over", () => {
    const { point, only } = open();
    point("pointerdown", 10, 10);
    point("pointermove", 60, 60);
    point("pointercancel", 60, 60);
    point("pointerup", 60, 60);
    expect(only("outlined")).toEqual([]);
  });

  it("zooms in as the wheel goes up, by pixels or lines", () => {
    const { host, only } = open();
    const turn = (deltaY: number, deltaMode: number): boolean =>
      host.dispatchEvent(new WheelEvent("wheel", { deltaY, deltaMode, clientX: 5, clientY: 6, cancelable: true }));
    expect(turn(-160, 0)).toBe(false);
    turn(-10, 1);
    const [byPixels, byLines] = only("zoom");
    expect(byPixels[1]).toBeGreaterThan(1);
    expect(byLines).toEqual(byPixels);
  });

  it("tells where a free pointer is, until it leaves, and nothing after the end", () => {
    const { point, only, close } = open();
    point("pointermove", 30, 40);
    point("pointerleave", 30, 40);
    expect(only("move")).toEqual([
      ["move", { x: 30, y: 40 }],
      ["move", null],
    ]);
    close();
    point("pointermove", 31, 40);
    expect(only("move")).toHaveLength(2);
  });
});
