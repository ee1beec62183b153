import type { MapTool } from "./map-renderer.js";

/** The keys held when a gesture ended. */
export interface HeldKeys {
  readonly shift: boolean;
  readonly alt: boolean;
}

/** What a person did with mouse, finger or pen; pixels from the element's upper left corner. */
export interface MapPointerHandlers {
  onPan(right: number, down: number): void;
  onZoom(factor: number, x: number, y: number): void;
  /** The lasso or box as drawn so far, x and y interleaved; null when there is none any more. */
  onOutline(outline: readonly number[] | null): void;
  /** It is finished. */
  onOutlined(outline: readonly number[], keys: HeldKeys): void;
  onClick(x: number, y: number, keys: HeldKeys): void;
  /** The pointer moves with no button down; null when it left. */
  onMove(at: { readonly x: number; readonly y: number } | null): void;
}

/** A pointer that moves no further between down and up has clicked. */
const CLICK_PX = 4;
/** The finger hides what it touches and trembles. */
const TOUCH_CLICK_PX = 9;
/** Points of a lasso closer than this add nothing. */
const LASSO_STEP_PX = 2;
const ZOOM_PER_WHEEL_PX = 0.0022;
/** A wheel that counts lines or pages, in pixels. */
const WHEEL_UNITS_PX: readonly number[] = [1, 16, 400];

interface Press {
  readonly id: number;
  readonly from: { readonly x: number; readonly y: number };
  readonly drags: MapTool;
  readonly clickPx: number;
  hasMoved: boolean;
  outline: number[];
}

/** Listens to an element until the signal aborts: one pointer uses the tool, two pan and zoom, the middle button always pans, Esc drops an outline. */
export function listenToPointer(
  host: HTMLElement,
  tool: () => MapTool,
  handlers: MapPointerHandlers,
  signal: AbortSignal,
): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let press: Press | null = null;

  const drop = (): void => {
    if (press?.hasMoved) handlers.onOutline(null);
    press = null;
  };
  const down = (event: PointerEvent): void => {
    if (event.button > 1) {
      return;
    }
    // the middle button would start the browser's own scrolling
    if (event.button === 1) event.preventDefault();
    const at = placeIn(host, event);
    fingers.set(event.pointerId, at);
    host.setPointerCapture?.(event.pointerId);
    handlers.onMove(null);
    drop();
    if (fingers.size === 1) {
      const clickPx = event.pointerType === "touch" ? TOUCH_CLICK_PX : CLICK_PX;
      const drags = event.button === 1 ? "pan" : tool();
      press = { id: event.pointerId, from: at, drags, clickPx, hasMoved: false, outline: [at.x, at.y] };
    }
  };
  const move = (event: PointerEvent): void => {
    const at = placeIn(host, event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") handlers.onMove(at);
      return;
    }
    fingers.set(event.pointerId, at);
    if (fingers.size === 2) {
      const [other] = [...fingers].flatMap(([id, place]) => (id === event.pointerId ? [] : [place]));
      pinch(before, at, other, handlers);
    } else if (press?.id === event.pointerId) {
      drag(press, before, at, handlers);
    }
  };
  const up = (event: PointerEvent): void => {
    const at = placeIn(host, event);
    fingers.delete(event.pointerId);
    if (press?.id !== event.pointerId) {
      return;
    }
    const { hasMoved, drags, outline } = press;
    const keys = { shift: event.shiftKey, alt: event.altKey };
    drop();
    if (!hasMoved) {
      if (event.button === 0) handlers.onClick(at.x, at.y, keys);
    } else if (drags !== "pan") {
      handlers.onOutlined(outline, keys);
    }
  };
  const cancel = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    drop();
  };
  const giveUp = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && press?.hasMoved) {
      // the selection stays: only the outline is given up
      event.stopPropagation();
      drop();
    }
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = placeIn(host, event);
    handlers.onZoom(Math.exp(-event.deltaY * WHEEL_UNITS_PX[event.deltaMode] * ZOOM_PER_WHEEL_PX), x, y);
  };
  host.addEventListener("pointerdown", down, { signal });
  host.addEventListener("pointermove", move, { signal });
  host.addEventListener("pointerup", up, { signal });
  host.addEventListener("pointercancel", cancel, { signal });
  host.addEventListener("pointerleave", () => handlers.onMove(null), { signal });
  host.addEventListener("wheel", wheel, { signal, passive: false });
  document.addEventListener("keydown", giveUp, { signal, capture: true });
}

function placeIn(host: HTMLElement, { clientX, clientY }: MouseEvent): { readonly x: number; readonly y: number } {
  const { left, top } = host.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

type Place = { readonly x: number; readonly y: number };

/** Two fingers: what lay between them stays between them. */
function pinch(before: Place, at: Place, other: Place, handlers: MapPointerHandlers): void {
  handlers.onPan((at.x - before.x) / 2, (at.y - before.y) / 2);
  const [was, is] = [before, at].map(({ x, y }) => Math.max(1, Math.hypot(x - other.x, y - other.y)));
  handlers.onZoom(is / was, (at.x + other.x) / 2, (at.y + other.y) / 2);
}

function drag(press: Press, before: Place, at: Place, handlers: MapPointerHandlers): void {
  const { from, clickPx, drags } = press;
  if (!press.hasMoved) {
    press.hasMoved = Math.hypot(at.x - from.x, at.y - from.y) >= clickPx;
    if (!press.hasMoved) {
      return;
    }
    if (drags === "pan") handlers.onPan(at.x - from.x, at.y - from.y);
  } else if (drags === "pan") {
    handlers.onPan(at.x - before.x, at.y - before.y);
  }
  if (drags === "box") {
    press.outline = [from.x, from.y, at.x, from.y, at.x, at.y, from.x, at.y];
  } else if (drags === "lasso") {
    const [x, y] = press.outline.slice(-2);
    if (Math.hypot(at.x - x, at.y - y) >= LASSO_STEP_PX) press.outline.push(at.x, at.y);
  }
  if (drags !== "pan") handlers.onOutline(press.outline);
}
