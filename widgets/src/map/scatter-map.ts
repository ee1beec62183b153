import type { MapColumns } from "../map-columns.js";
import { lassoHits } from "./lasso-hits.js";
import { listenToKeys, MAP_KEYS_HELP, type MapKeyHandlers } from "./map-keyboard.js";
import { MapMotion } from "./map-motion.js";
import type { MapOverlay } from "./map-overlay.js";
import { MapPainting } from "./map-painting.js";
import { type HeldKeys, listenToPointer, type MapPointerHandlers } from "./map-pointer.js";
import type {
  MapHandlers,
  MapLayers,
  MapNeighbors,
  MapPictures,
  MapRenderer,
  MapScene,
  MapTool,
} from "./map-renderer.js";
import type { MapState } from "./map-state.js";
import { fitView, type MapView, moveBy, type Size, toPixels, toUnits, zoomAround } from "./map-view.js";
import { nearestPoint, nextFromLeft, nextInDirection } from "./nearest-points.js";
import { labelAt } from "./place-labels.js";
import type { PointPainter } from "./point-painter.js";
import { pointStyles } from "./point-styles.js";
import { sharedGl } from "./shared-gl.js";
import { SteadyPoints } from "./steady-points.js";

/** How far beside a point one may point at it. */
const REACH_PX = 12;
/** The ring keeps this far from the edge when the keyboard walks. */
const EDGE_PX = 30;

/** The map: what pointer, keyboard and workbench do with it. How it looks is MapPainting's, where its points are MapMotion's. */
export class ScatterMap implements MapRenderer {
  private scene: MapScene | null = null;
  private selection: readonly string[] = [];
  private selected: Uint8Array | null = null;
  private tool: MapTool = "lasso";
  /** null: the whole map */
  private view: MapView | null = null;
  /** the host's, read once per picture: each reading may make the browser lay the page out */
  private size: Size = { width: 0, height: 0 };
  private outline: readonly number[] | null = null;
  private hoveredId: string | null = null;
  /** where the keyboard is */
  private steppedId: string | null = null;
  /** what the next frame will paint */
  private asked: "nothing" | "overlay" | "all" = "nothing";
  private neighbors: MapNeighbors | null = null;
  private readonly motion = new MapMotion();
  private readonly painter: PointPainter;
  private readonly painting: MapPainting;
  private readonly closing = new AbortController();

  constructor(
    private readonly host: HTMLElement,
    private readonly handlers: MapHandlers,
    pictures: MapPictures,
    makePainter: (onChange: () => void) => PointPainter = (onChange) => new SteadyPoints(sharedGl(), onChange),
  ) {
    const { signal } = this.closing;
    this.painter = makePainter(() => this.invalidate());
    const told = { onLabel: (id: string) => handlers.onLabel(id), onDecoded: () => this.invalidate() };
    this.painting = new MapPainting(host, this.painter, pictures, told, signal);
    host.tabIndex = 0;
    host.setAttribute("role", "application");
    host.setAttribute("aria-roledescription", "map");
    listenToPointer(host, () => this.tool, this.pointerHandlers(), signal);
    listenToKeys(host, this.keyHandlers(), signal);
    host.addEventListener("blur", () => this.leaveRing(), { signal });
  }

  draw(scene: MapScene): void {
    this.scene = scene;
    const wantsStillness = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;
    const layout = this.motion.goTo(scene.columns, this.size.width > 0 && !wantsStillness);
    if (layout) {
      this.painter.setPositions(this.motion.positions);
      this.host.setAttribute("aria-label", `Map of ${scene.columns.ids.length} images. ${MAP_KEYS_HELP}`);
    }
    this.painting.forget({ layout });
    this.restyle();
  }

  select(ids: readonly string[]): void {
    this.selection = ids;
    this.restyle();
  }

  setNeighbors(neighbors: MapNeighbors | null): void {
    this.neighbors = neighbors;
    this.invalidate("overlay");
  }

  setTool(tool: MapTool): void {
    this.tool = tool;
    this.host.dataset.tool = tool;
  }

  setLayers(layers: MapLayers): void {
    this.painting.layers = layers;
    this.invalidate();
  }

  picturesChanged(): void {
    if (this.painting.hasPictures) {
      this.invalidate();
    }
  }

  resetView(): void {
    this.view = null;
    this.invalidate();
  }

  resize(): void {
    // at once: a canvas of another size is empty until it is painted
    this.paintAll();
  }

  dispose(): void {
    this.closing.abort();
    this.painting.dispose();
  }

  private restyle(): void {
    if (!this.scene) {
      return;
    }
    const { columns, theme } = this.scene;
    this.selected = selectedMask(columns, this.selection);
    this.markStep();
    this.painter.setStyles(pointStyles(columns, theme, this.selected));
    this.invalidate();
  }

  /** Paints before the next frame is shown, once however often it was asked for. */
  private invalidate(part: "overlay" | "all" = "all"): void {
    if (this.closing.signal.aborted) {
      return;
    }
    if (this.asked === "nothing") {
      requestAnimationFrame((now) => this.paintAsked(now));
    }
    this.asked = this.asked === "all" ? "all" : part;
  }

  private paintAsked(now: number): void {
    const part = this.asked;
    this.asked = "nothing";
    if (this.closing.signal.aborted) {
      return;
    }
    if (part === "overlay") {
      this.paintOverlay();
      return;
    }
    if (this.motion.advance(now)) {
      this.painter.setPositions(this.motion.positions);
    }
    this.paintAll();
    if (this.motion.isMoving) {
      this.invalidate();
    }
  }

  private paintAll(): void {
    this.size = { width: this.host.clientWidth, height: this.host.clientHeight };
    const state = this.state();
    if (state) {
      this.painting.paint(state);
      this.paintOverlay();
    }
  }

  private paintOverlay(): void {
    const state = this.state();
    if (state) {
      this.painting.paintOverlay({ outline: this.outline, ring: this.ring(state) }, state);
    }
  }

  private ring(state: MapState): MapOverlay["ring"] {
    const { columns } = state.scene;
    const id = this.hoveredId ?? this.steppedId ?? "";
    const place = columns.indexOfId.get(id);
    if (place === undefined || this.motion.isMoving) {
      return null;
    }
    const near = this.neighbors?.id === id ? this.neighbors.images : [];
    return {
      at: pixelsOf(state, place),
      pictureSide: this.painting.pictureSide(state.scene, place),
      neighbors: near.flatMap((image) => {
        const other = columns.indexOfId.get(image.id);
        return other === undefined ? [] : [{ at: pixelsOf(state, other), isCopy: image.isCopy }];
      }),
    };
  }

  private pointerHandlers(): MapPointerHandlers {
    return {
      onPan: (right, down) => this.look(({ view }) => moveBy(view, right, down)),
      onZoom: (factor, x, y) => this.look(({ view, whole, size }) => zoomAround(view, whole, size, factor, x, y)),
      onOutline: (outline) => {
        this.outline = outline;
        this.invalidate("overlay");
      },
      onOutlined: (outline, keys) => this.selectInside(outline, keys),
      onClick: (x, y, keys) => this.click(x, y, keys),
      onMove: (at) =>
        this.hover(at && labelAt(this.painting.placed, at.x, at.y) === null ? this.idAt(at.x, at.y) : null),
    };
  }

  private keyHandlers(): MapKeyHandlers {
    return {
      onStep: (direction) => this.step((positions, n, from) => nextInDirection(positions, n, from, direction)),
      onTurn: (by) => this.step((positions, n, from) => nextFromLeft(positions, n, from, by)),
      onChoose: (mode) => this.steppedId !== null && this.handlers.onSelect({ ids: [this.steppedId], mode }),
      onOpen: () => this.steppedId !== null && this.handlers.onOpen(this.steppedId),
      onZoom: (factor) =>
        this.look(({ view, whole, size }) => zoomAround(view, whole, size, factor, size.width / 2, size.height / 2)),
      onReset: () => this.resetView(),
      onLabel: (by) => this.painting.labels.step(by),
    };
  }

  /** Changes what is in sight. */
  private look(change: (state: MapState) => MapView): void {
    const state = this.state();
    if (state) {
      this.view = change(state);
      this.hover(null);
      this.invalidate();
    }
  }

  private selectInside(outline: readonly number[], { shift, alt }: HeldKeys): void {
    const state = this.state();
    if (!state) {
      return;
    }
    const inUnits: number[] = [];
    for (let at = 0; at < outline.length; at += 2) {
      inUnits.push(...toUnits(state.view, state.size, outline[at], outline[at + 1]));
    }
    const { ids } = state.scene.columns;
    const hits = lassoHits(inUnits, state.positions, ids.length);
    this.handlers.onSelect({ ids: hits.map((place) => ids[place]), mode: shift ? "add" : alt ? "remove" : "replace" });
  }

  private click(x: number, y: number, { shift, alt }: HeldKeys): void {
    this.leaveRing();
    const label = labelAt(this.painting.placed, x, y);
    if (label) {
      this.handlers.onLabel(label.id);
      return;
    }
    const id = this.idAt(x, y);
    if (id !== null) {
      this.handlers.onSelect({ ids: [id], mode: shift ? "toggle" : alt ? "remove" : "replace" });
    }
  }

  private hover(id: string | null): void {
    if (id !== this.hoveredId) {
      this.hoveredId = id;
      this.tellHover(id);
      this.invalidate("overlay");
    }
  }

  private tellHover(id: string | null): void {
    const state = this.state();
    const place = id === null ? undefined : state?.scene.columns.indexOfId.get(id);
    if (id === null || place === undefined || !state) {
      this.handlers.onHover(null);
    } else {
      const [x, y] = pixelsOf(state, place);
      const halfWidth = (this.painting.pictureSide(state.scene, place) ?? 0) / 2;
      this.handlers.onHover({ id, x, y, halfWidth });
    }
  }

  /** Goes on from the image at the ring; without one, to the image in the middle. */
  private step(next: (positions: Float32Array, n: number, from: number) => number | null): void {
    const state = this.state();
    if (!state) {
      return;
    }
    const { positions, view } = state;
    const { ids, indexOfId } = state.scene.columns;
    const from = indexOfId.get(this.steppedId ?? "");
    const place =
      from === undefined
        ? nearestPoint(positions, ids.length, view.x, view.y)
        : (next(positions, ids.length, from) ?? from);
    if (place !== null) {
      this.hoveredId = null;
      this.steppedId = ids[place];
      this.markStep();
      this.bringIntoSight(state, place);
      this.handlers.onStep(ids[place]);
      this.tellHover(ids[place]);
      this.invalidate();
    }
  }

  private bringIntoSight(state: MapState, place: number): void {
    const { positions, view, size } = state;
    const [left, top] = pixelsOf(state, place);
    const isInside = left >= EDGE_PX && top >= EDGE_PX && left <= size.width - EDGE_PX && top <= size.height - EDGE_PX;
    // the whole map has less air than that at its edge, and need not move
    if (!isInside && this.view) {
      this.view = { ...view, x: positions[2 * place], y: positions[2 * place + 1] };
    }
  }

  /** While the ring is on an image outside the selection, the host carries its id: the keys that judge one picture are for that. */
  private markStep(): void {
    const place = this.scene?.columns.indexOfId.get(this.steppedId ?? "");
    if (this.steppedId !== null && place !== undefined && !this.selected?.[place]) {
      this.host.dataset.id = this.steppedId;
    } else {
      delete this.host.dataset.id;
    }
  }

  private leaveRing(): void {
    if (this.steppedId !== null) {
      this.steppedId = null;
      this.markStep();
      this.tellHover(null);
      this.invalidate("overlay");
    }
  }

  private idAt(x: number, y: number): string | null {
    const state = this.state();
    if (!state) {
      return null;
    }
    const { ids } = state.scene.columns;
    const place =
      this.painting.pictureAt(state, x, y) ??
      nearestPoint(state.positions, ids.length, ...toUnits(state.view, state.size, x, y), REACH_PX / state.view.scale);
    return place === null ? null : ids[place];
  }

  /** @returns null while there is nothing to draw or no size to draw it in; resize() makes good for that */
  private state(): MapState | null {
    const { size } = this;
    if (!this.scene || size.width === 0 || size.height === 0) {
      return null;
    }
    const whole = fitView(this.motion.extent, size);
    const { scene, selected } = this;
    return { scene, selected, positions: this.motion.positions, view: this.view ?? whole, whole, size };
  }
}

function pixelsOf({ view, size, positions }: MapState, place: number): readonly [number, number] {
  return toPixels(view, size, positions[2 * place], positions[2 * place + 1]);
}

/** @returns by image, 1 when it is selected; null when none is */
function selectedMask({ ids, indexOfId }: MapColumns, selection: readonly string[]): Uint8Array | null {
  const mask = new Uint8Array(ids.length);
  let any = false;
  for (const id of selection) {
    const place = indexOfId.get(id);
    if (place !== undefined) {
      mask[place] = 1;
      any = true;
    }
  }
  return any ? mask : null;
}
