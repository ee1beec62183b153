import type { MapScene } from "./map-renderer.js";
import type { MapView, Size } from "./map-view.js";

/** All that one picture of the map depends on, save the looks of the points, which the painter has. */
export interface MapState {
  readonly scene: MapScene;
  /** where the points are drawn; those of the scene, or on the way there */
  readonly positions: Float32Array;
  /** by image; null when none is selected */
  readonly selected: Uint8Array | null;
  readonly view: MapView;
  /** the view of the whole map */
  readonly whole: MapView;
  readonly size: Size;
}
