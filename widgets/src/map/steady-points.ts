import { CanvasPoints } from "./canvas-points.js";
import { GlPoints } from "./gl-points.js";
import type { PointFrame, PointPainter } from "./point-painter.js";
import type { PointStyles } from "./point-styles.js";
import type { SharedGl } from "./shared-gl.js";

/** Paints with WebGL while there is some, and without it as long as there is none. */
export class SteadyPoints implements PointPainter {
  private styles: PointStyles | null = null;
  private positions: Float32Array | null = null;
  private painter: PointPainter;
  private readonly closing = new AbortController();

  /** @param shared null where there is no WebGL      @param onChange the map must be painted anew */
  constructor(
    private readonly shared: SharedGl | null,
    onChange: () => void,
  ) {
    this.painter = this.makePainter();
    const change = (): void => {
      this.painter = this.makePainter();
      if (this.styles) this.painter.setStyles(this.styles);
      if (this.positions) this.painter.setPositions(this.positions);
      onChange();
    };
    shared?.listen(change, this.closing.signal);
  }

  setStyles(styles: PointStyles): void {
    this.styles = styles;
    this.painter.setStyles(styles);
  }

  setPositions(positions: Float32Array): void {
    this.positions = positions;
    this.painter.setPositions(positions);
  }

  paint(target: CanvasRenderingContext2D, frame: PointFrame): void {
    this.painter.paint(target, frame);
  }

  dispose(): void {
    this.closing.abort();
    this.painter.dispose();
  }

  private makePainter(): PointPainter {
    return this.shared?.program ? new GlPoints(this.shared) : new CanvasPoints();
  }
}
