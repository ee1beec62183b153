import type { Direction } from "./nearest-points.js";

/** What a person asked of the map by key. */
export interface MapKeyHandlers {
  onStep(direction: Direction): void;
  /** To the next image from left to right, or the one before. */
  onTurn(by: 1 | -1): void;
  /** Select the image at the ring: only it, or toggled. */
  onChoose(mode: "replace" | "toggle"): void;
  /** Show the image at the ring large. */
  onOpen(): void;
  onZoom(factor: number): void;
  onReset(): void;
  onLabel(by: 1 | -1): void;
}

const ZOOM_STEP = 1.5;
const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

/** The keys of the map, for a screen reader and the docs. */
export const MAP_KEYS_HELP =
  "Arrow keys go from image to image, Page Down and Page Up to each from left to right, Enter selects one, Shift and Enter adds or removes it, Space shows it large, plus and minus zoom, 0 shows all, L goes to the labels.";

/** Listens until the signal aborts, while the focus is on the map or one of its labels. Other keys go on to the workbench. */
export function listenToKeys(host: HTMLElement, handlers: MapKeyHandlers, signal: AbortSignal): void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const isOnMap = event.target === host;
    const direction = DIRECTIONS[event.key];
    if (direction) handlers.onStep(direction);
    if (direction || pressOther(event, isOnMap, handlers)) {
      // the notebook would scroll or go to another cell
      event.preventDefault();
      event.stopPropagation();
      // from a label the ring takes over
      if (direction && !isOnMap) host.focus({ preventScroll: true });
    }
  };
  host.addEventListener("keydown", press, { signal });
}

/** @returns whether the key was the map's */
function pressOther({ key, shiftKey }: KeyboardEvent, isOnMap: boolean, handlers: MapKeyHandlers): boolean {
  switch (key) {
    case "+":
    case "=":
      handlers.onZoom(ZOOM_STEP);
      return true;
    case "-":
      handlers.onZoom(1 / ZOOM_STEP);
      return true;
    case "0":
      handlers.onReset();
      return true;
    case "PageDown":
    case "PageUp":
      handlers.onTurn(key === "PageDown" ? 1 : -1);
      return true;
    case "l":
    case "L":
      handlers.onLabel(shiftKey ? -1 : 1);
      return true;
    // on a label these two are the button's own
    case "Enter":
      if (isOnMap) handlers.onChoose(shiftKey ? "toggle" : "replace");
      return isOnMap;
    case " ":
      if (isOnMap) handlers.onOpen();
      return isOnMap;
    default:
      return false;
  }
}
