import type { MapColumns } from "../map-columns.js";
import type { Theme } from "../theme.js";
import type { MapFocus } from "../workbench.js";

/** What a drag on the map does. */
export type MapTool = "lasso" | "box" | "pan";

/** What may be drawn beside the points and the labels. */
export interface MapLayers {
  /** pictures in place of points where there is room */
  readonly pictures: boolean;
  /** lines of equal density of the images */
  readonly density: boolean;
}

/** Everything the picture depends on, save the selection. */
export interface MapScene {
  readonly columns: MapColumns;
  readonly theme: Theme;
  /** the labels that are looked at; null for none */
  readonly focus: MapFocus | null;
}

/** One finished gesture. */
export interface MapGesture {
  readonly ids: readonly string[];
  /** replace: what is selected now; add: joined to it; remove: taken out of it; toggle: each id is taken out if in, put in if out */
  readonly mode: "replace" | "add" | "remove" | "toggle";
}

/** The images most like one. */
export interface MapNeighbors {
  /** the one */
  readonly id: string;
  /** copies look nearly the same */
  readonly images: readonly { readonly id: string; readonly isCopy: boolean }[];
}

/** The image under the pointer or the keyboard's ring; x and y in pixels from the host's upper left corner. */
export interface MapHover {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** half the width of what stands for it there, pixels; a card must not cover that */
  readonly halfWidth: number;
}

export interface MapHandlers {
  onSelect(gesture: MapGesture): void;
  onHover(hover: MapHover | null): void;
  /** A label or group was clicked. @param id its id */
  onLabel(id: string): void;
  /** The keyboard's ring went to this image. @param id its id */
  onStep(id: string): void;
  /** The image is to be shown large. @param id its id */
  onOpen(id: string): void;
}

/** Where the map gets the pictures of the images from. */
export interface MapPictures {
  /** @returns an address of the picture; undefined when it is not here yet */
  url(id: string): string | undefined;
  /** Asks for those that are not here; `picturesChanged` tells when they come. */
  load(ids: readonly string[]): void;
}

/** A scatter plot that can be swapped for another: whoever draws the map does this much and no more. */
export interface MapRenderer {
  draw(scene: MapScene): void;
  /** Shows these as selected and all others dimmed; none selected dims none. Never calls onSelect. */
  select(ids: readonly string[]): void;
  /** Lines lead from the image that is pointed at to these; none for any other image, or for null. */
  setNeighbors(neighbors: MapNeighbors | null): void;
  setTool(tool: MapTool): void;
  setLayers(layers: MapLayers): void;
  /** Pictures that were asked for may be here. */
  picturesChanged(): void;
  /** Shows the whole map again. */
  resetView(): void;
  /** The host has a new size. */
  resize(): void;
  dispose(): void;
}
