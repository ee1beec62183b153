import "../browser-stand-ins";

import type { MapGesture, MapHover } from "../../../widgets/src/map/map-renderer";
import type { PointFrame, PointPainter } from "../../../widgets/src/map/point-painter";
import type { PointStyles } from "../../../widgets/src/map/point-styles";
import { ScatterMap } from "../../../widgets/src/map/scatter-map";
import { madeUpColumns } from "../made-up-columns";
import { fakeCanvas } from "./fake-canvas";
import { THEME } from "./theme";

/** Frames come when the test says so. */
let frames: FrameRequestCallback[] = [];
let now = 0;
function nextFrame(ms = 16): void {
  now += ms;
  const due = frames;
  frames = [];
  for (const frame of due) frame(now);
}

beforeEach(() => {
  frames = [];
  fakeCanvas();
  jest.spyOn(globalThis, "requestAnimationFrame").mockImplementation((frame) => frames.push(frame));
});
afterEach(() => jest.restoreAllMocks());

/** Keeps what it was given. */
function fakePainter() {
  const given = {
    styles: [] as PointStyles[],
    positions: [] as Float32Array[],
    frames: [] as PointFrame[],
    disposed: 0,
  };
  const painter: PointPainter = {
    setStyles: (styles) => void given.styles.push(styles),
    setPositions: (positions) => void given.positions.push(positions),
    paint: (_, frame) => void given.frames.push(frame),
    dispose: () => {
      given.disposed += 1;
    },
  };
  return { painter, given };
}

function openMap(perClass = 3, width = 800) {
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  let isShown = true;
  Object.defineProperties(host, {
    clientWidth: { get: () => (isShown ? width : 0) },
    clientHeight: { get: () => (isShown ? 600 : 0) },
  });
  const gestures: MapGesture[] = [];
  const hovers: (MapHover | null)[] = [];
  const labels: string[] = [];
  const steps: string[] = [];
  const opened: string[] = [];
  const asked: string[][] = [];
  const { painter, given } = fakePainter();
  const map = new ScatterMap(
    host,
    {
      onSelect: (gesture) => gestures.push(gesture),
      onHover: (hover) => hovers.push(hover),
      onLabel: (id) => labels.push(id),
      onStep: (id) => steps.push(id),
      onOpen: (id) => opened.push(id),
    },
    { url: () => undefined, load: (ids) => void asked.push([...ids]) },
    () => painter,
  );
  const columns = madeUpColumns(perClass);
  map.draw({ columns, theme: THEME, focus: null });
  nextFrame();
  const point = (type: string, x: number, y: number, more: PointerEventInit = {}): void => {
    host.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, ...more }));
  };
  const stroke = (places: readonly (readonly [number, number])[], more: PointerEventInit = {}): void => {
    point("pointerdown", ...places[0], more);
    for (const place of places.slice(1)) point("pointermove", ...place, more);
    point("pointerup", ...places[places.length - 1], more);
  };
  /** Where an image is drawn. */
  const pixels = (id: string): readonly [number, number] => {
    const { view, size } = given.frames.at(-1) as PointFrame;
    const place = columns.indexOfId.get(id) as number;
    return [
      size.width / 2 + (columns.positions[2 * place] - view.x) * view.scale,
      size.height / 2 - (columns.positions[2 * place + 1] - view.y) * view.scale,
    ];
  };
  const press = (key: string, more: KeyboardEventInit = {}): boolean =>
    host.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  const texts = (): string[] => [...host.querySelectorAll(".dc-map-label span")].map((each) => each.textContent ?? "");
  const show = (shown: boolean): void => {
    isShown = shown;
  };
  return {
    host,
    map,
    columns,
    given,
    gestures,
    hovers,
    labels,
    steps,
    opened,
    asked,
    stroke,
    point,
    pixels,
    press,
    texts,
    show,
  };
}

/** A ring around a place. */
const ringAround = ([x, y]: readonly [number, number], radius: number): (readonly [number, number])[] =>
  Array.from({ length: 13 }, (_, step) => [
    x + radius * Math.cos((step * Math.PI) / 6),
    y + radius * Math.sin((step * Math.PI) / 6),
  ]);

describe("ScatterMap", () => {
  it("shows the whole map, and goes back to it", () => {
    const { given, map, host } = openMap();
    const first = given.frames[0].view;
    host.dispatchEvent(new WheelEvent("wheel", { deltaY: -300, clientX: 10, clientY: 10 }));
    nextFrame();
    expect(given.frames.at(-1)?.view.scale).toBeGreaterThan(first.scale);
    map.resetView();
    nextFrame();
    expect(given.frames.at(-1)?.view).toEqual(first);
  });

  it("tells a lasso once, with the images inside; Shift adds, Alt removes", () => {
    const { gestures, stroke, pixels } = openMap();
    const around = ringAround(pixels("image-4"), 3 + 1.5);
    stroke(around);
    stroke(around, { shiftKey: true });
    stroke(around, { altKey: true });
    expect(gestures).toEqual([
      { ids: ["image-4"], mode: "replace" },
      { ids: ["image-4"], mode: "add" },
      { ids: ["image-4"], mode: "remove" },
    ]);
  });

  it("selects nothing with a lasso around nothing", () => {
    const { gestures, stroke } = openMap();
    stroke(ringAround([5, 5], 4));
    expect(gestures).toEqual([{ ids: [], mode: "replace" }]);
  });

  it("selects what is clicked, and nothing new where there is no image", () => {
    const { gestures, stroke, pixels } = openMap();
    stroke([pixels("image-7")]);
    stroke([pixels("image-7")], { shiftKey: true });
    stroke([[2, 2]]);
    expect(gestures).toEqual([
      { ids: ["image-7"], mode: "replace" },
      { ids: ["image-7"], mode: "toggle" },
    ]);
  });

  it("shows a selection from elsewhere without saying it back, and dims nothing when it is empty", () => {
    const { gestures, map, given } = openMap();
    map.select(["image-2", "not there"]);
    const dimmed = (styles: PointStyles): number =>
      [...styles.styleOf].filter((style) => styles.styles[style].opacity < 0.5).length;
    expect(dimmed(given.styles.at(-1) as PointStyles)).toBe(29);
    map.select([]);
    expect(dimmed(given.styles.at(-1) as PointStyles)).toBe(0);
    expect(gestures).toEqual([]);
  });

  it("tells which image is under the pointer, until the pointer goes", () => {
    const { hovers, point, pixels } = openMap();
    const [x, y] = pixels("image-5");
    point("pointermove", x + 2, y);
    point("pointermove", x + 3, y);
    point("pointerleave", x, y);
    expect(hovers).toEqual([{ id: "image-5", x: expect.closeTo(x), y: expect.closeTo(y), halfWidth: 0 }, null]);
  });

  describe("the keyboard", () => {
    it("walks from image to image, tells each, selects with Enter, toggles with Shift-Enter and opens with Space", () => {
      const { press, steps, opened, gestures, hovers } = openMap();
      expect(press("ArrowRight")).toBe(false);
      press("ArrowRight");
      press("Enter");
      press(" ");
      press("Enter", { shiftKey: true });
      expect(new Set(steps).size).toBe(2);
      expect(gestures.map(({ ids, mode }) => [...ids, mode])).toEqual([
        [steps[1], "replace"],
        [steps[1], "toggle"],
      ]);
      expect(opened).toEqual([steps[1]]);
      expect(hovers.at(-1)?.id).toBe(steps[1]);
    });

    it("reaches each image with Page Up and Page Down", () => {
      const { press, steps, columns } = openMap();
      for (let turn = 0; turn < 30; turn++) press("PageUp");
      steps.length = 0;
      for (let turn = 0; turn < 29; turn++) press("PageDown");
      expect(new Set(steps).size).toBe(columns.ids.length - 1);
    });

    it("zooms with plus and minus and shows all with 0", () => {
      const { press, given } = openMap();
      const first = given.frames[0].view.scale;
      for (const [key, scale] of [
        ["+", 1.5 * first],
        ["-", first],
        ["+", 1.5 * first],
        ["0", first],
      ] as const) {
        press(key);
        nextFrame();
        expect(given.frames.at(-1)?.view.scale).toBeCloseTo(scale);
      }
    });

    it("goes on to the labels with L and looks at one", () => {
      const { press, labels, columns } = openMap(30);
      press("l");
      const first = document.activeElement as HTMLButtonElement;
      expect(first.className).toContain("dc-map-label");
      first.click();
      expect(columns.labels.map(({ id }) => id)).toContain(labels[0]);
      first.dispatchEvent(new KeyboardEvent("keydown", { key: "L", shiftKey: true, bubbles: true }));
      expect(document.activeElement).not.toBe(first);
    });

    it("stays on the map when the label it was on goes", () => {
      const { map, columns, press, host } = openMap(30);
      press("l");
      map.draw({ columns: { ...columns, labels: [] }, theme: THEME, focus: null });
      nextFrame();
      expect(document.activeElement).toBe(host);
    });

    it("leaves the keys of the workbench alone", () => {
      const { press } = openMap();
      expect([press("r"), press("w"), press("Escape"), press("0", { ctrlKey: true })]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    });

    it("offers the image at the ring to the keys that judge one picture, unless it is selected", () => {
      const { press, host, steps, map } = openMap();
      press("ArrowLeft");
      expect(host.dataset.id).toBe(steps[0]);
      map.select([steps[0]]);
      expect(host.dataset.id).toBeUndefined();
      map.select([]);
      expect(host.dataset.id).toBe(steps[0]);
      host.dispatchEvent(new FocusEvent("blur"));
      expect(host.dataset.id).toBeUndefined();
    });

    it("takes the ring and its card away with the focus", () => {
      const { press, host, hovers } = openMap();
      press("ArrowLeft");
      host.dispatchEvent(new FocusEvent("blur"));
      expect(hovers.at(-1)).toBeNull();
    });
  });

  describe("labels", () => {
    const middleOf = (button: Element | null | undefined): readonly [number, number] => {
      const [, x, y] = /translate\(([\d.-]+)px, ([\d.-]+)px\)/.exec((button as HTMLElement).style.transform) ?? [];
      return [Number(x), Number(y)];
    };

    it("are text, whatever they say", () => {
      const { map, columns, host } = openMap(30);
      const labels = columns.labels.map((label) => ({ ...label, text: `<img src=x>${label.text}` }));
      map.draw({ columns: { ...columns, labels }, theme: THEME, focus: null });
      nextFrame();
      expect(host.querySelector("img")).toBeNull();
      expect(host.querySelector(".dc-map-label span")?.textContent).toMatch(/^<img src=x>/);
    });

    it("are told when they are clicked, before the points below them; a lasso may begin on them", () => {
      const { host, stroke, labels, gestures, columns } = openMap(30);
      const button = host.querySelector(".dc-map-label");
      const [x, y] = middleOf(button);
      stroke([[x, y]]);
      expect(labels).toEqual([columns.labels.find(({ text }) => text === button?.textContent)?.id]);
      expect(gestures).toEqual([]);
      stroke([
        [x, y],
        [x + 40, y],
      ]);
      expect([labels.length, gestures.length]).toEqual([1, 1]);
    });

    it("hide no image from the pointer but the ones below", () => {
      const { host, point, hovers } = openMap(30);
      point("pointermove", ...middleOf(host.querySelector(".dc-map-label")));
      expect(hovers.filter((hover) => hover !== null)).toEqual([]);
    });

    it("show the cut around the one that is looked at, and that one pressed", () => {
      const { map, columns, host, texts } = openMap(30);
      const everything = texts();
      const label = columns.labels.find(({ isGroup }) => !isGroup)!;
      // the label's group is open, the others are closed
      const cut = columns.labels.filter(({ isGroup, parent }, place) =>
        isGroup ? place !== label.parent : parent === label.parent,
      );
      map.draw({ columns, theme: THEME, focus: { labels: [label.id], cut: cut.map(({ id }) => id) } });
      nextFrame();
      expect(host.querySelector(".dc-map-label[aria-pressed=true]")?.textContent).toBe(label.text);
      const allowed = new Set(cut.map(({ text }) => text));
      expect(texts().filter((text) => !allowed.has(text))).toEqual([]);
      map.draw({ columns, theme: THEME, focus: null });
      nextFrame();
      expect(texts().sort()).toEqual([...everything].sort());
    });

    it("carry a pie of their originals' share", () => {
      const { host, columns } = openMap(30);
      const button = host.querySelector<HTMLElement>(".dc-map-label");
      const { original, generated } = columns.labels.find(({ text }) => text === button?.textContent)!;
      const share = Number.parseFloat(button?.style.getPropertyValue("--dc-original") ?? "");
      expect(share).toBeCloseTo((100 * original) / (original + generated), 0);
    });
  });

  describe("a new layout", () => {
    const mirrored = (columns: ReturnType<typeof madeUpColumns>) => ({
      ...columns,
      positions: columns.positions.map((value) => -value),
    });

    it("is reached by gliding, unless the browser asks for stillness", () => {
      const { map, columns, given } = openMap();
      const next = mirrored(columns);
      map.draw({ columns: next, theme: THEME, focus: null });
      expect([...(given.positions.at(-1) as Float32Array)]).toEqual([...columns.positions]);
      nextFrame();
      nextFrame(200);
      const half = given.positions.at(-1) as Float32Array;
      expect(half[0]).toBeCloseTo(0);
      nextFrame(300);
      expect(given.positions.at(-1)).toBe(next.positions);
      expect(frames).toEqual([]);

      globalThis.matchMedia = (() => ({ matches: true })) as unknown as typeof matchMedia;
      map.draw({ columns, theme: THEME, focus: null });
      expect(given.positions.at(-1)).toBe(columns.positions);
      Reflect.deleteProperty(globalThis, "matchMedia");
    });

    it("keeps what the person looks at", () => {
      const { map, given, press } = openMap();
      press("+");
      nextFrame();
      const { view } = given.frames.at(-1) as PointFrame;
      map.draw({ columns: madeUpColumns(6), theme: THEME, focus: null });
      nextFrame();
      expect(given.frames.at(-1)?.view).toEqual(view);
    });
  });

  describe("pictures", () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ["requestAnimationFrame"] }));
    afterEach(() => jest.useRealTimers());

    it("are asked for when the map comes to rest close up, once and only those in sight", () => {
      const { press, asked, columns } = openMap(30);
      jest.advanceTimersByTime(1000);
      expect(asked).toEqual([]);
      for (let turn = 0; turn < 2; turn++) {
        press("+");
        nextFrame();
      }
      jest.advanceTimersByTime(1000);
      expect(asked).toHaveLength(1);
      expect(asked[0].length).toBeGreaterThan(3);
      expect(asked[0].length).toBeLessThan(columns.ids.length / 2);
    });

    it("are not asked for when they are switched off", () => {
      const { map, press, asked } = openMap(30);
      map.setLayers({ pictures: false, density: false });
      for (let turn = 0; turn < 4; turn++) press("+");
      nextFrame();
      jest.advanceTimersByTime(1000);
      expect(asked).toEqual([]);
    });
  });

  it("waits for a size, and paints at once when it has one", () => {
    const { map, columns, given, show, texts } = openMap();
    const before = texts();
    show(false);
    map.draw({ columns, theme: { ...THEME, text: "#eeeeee" }, focus: null });
    nextFrame();
    expect([given.frames.length, texts()]).toEqual([1, before]);
    show(true);
    map.resize();
    expect(given.frames).toHaveLength(2);
  });

  it("says what it is to a screen reader", () => {
    const { host } = openMap();
    expect(host.getAttribute("aria-label")).toMatch(/^Map of 30 images\. Arrow keys/);
    expect([host.tabIndex, host.getAttribute("role")]).toEqual([0, "application"]);
  });

  it("draws nothing more after dispose", () => {
    const { map, given, host } = openMap();
    map.resetView();
    map.dispose();
    map.select(["image-1"]);
    nextFrame();
    expect([given.frames.length, given.disposed, host.childElementCount]).toEqual([1, 1, 0]);
  });
});
