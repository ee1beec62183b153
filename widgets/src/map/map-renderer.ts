import type { MapColumns } from "../map-columns.js";
import type { Theme } from "../theme.js";

/** What a drag on the map does. */
export type MapTool = "lasso" | "box" | "pan";

/** Everything the picture depends on, save the selection. */
export interface MapScene {
  readonly columns: MapColumns;
  readonly theme: Theme;
}

/** One finished gesture. */
export interface MapGesture {
  readonly ids: readonly string[];
  /** replace: what is selected now; add: joined to it; toggle: each id is taken out if in, put in if out */
  readonly mode: "replace" | "add" | "toggle";
}

/** The image under the pointer; x and y in pixels from the host's upper left corner. */
export interface MapHover {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface MapHandlers {
  onSelect(gesture: MapGesture): void;
  onHover(hover: MapHover | null): void;
}

/** A scatter plot that can be swapped for another: whoever draws the map does this much and no more. */
export interface MapRenderer {
  draw(scene: MapScene): void;
  /** Shows these as selected and all others dimmed; none selected dims none. Never calls onSelect. */
  select(ids: readonly string[]): void;
  setTool(tool: MapTool): void;
  /** Shows the whole map again. */
  resetView(): void;
  /** The host has a new size. */
  resize(): void;
  dispose(): void;
}
