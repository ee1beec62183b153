import type { MapView, Size } from "./map-view.js";
import type { PointStyles } from "./point-styles.js";

/** The part of the map that is painted. */
export interface PointFrame {
  readonly view: MapView;
  readonly size: Size;
  /** device pixels per pixel */
  readonly pixelRatio: number;
  /** factor on all radii */
  readonly growth: number;
}

/** Paints the points of one map into its canvas. */
export interface PointPainter {
  setStyles(styles: PointStyles): void;
  /** @param positions x and y interleaved, images first */
  setPositions(positions: Float32Array): void;
  /** Paints over what is there; the context has no transform. */
  paint(target: CanvasRenderingContext2D, frame: PointFrame): void;
  dispose(): void;
}
