import { toPixels } from "./map-view.js";
import type { PointFrame, PointPainter } from "./point-painter.js";
import type { PointStyle, PointStyles } from "./point-styles.js";

/** A free pixel around a stamp, for its soft edge. */
const MARGIN_PX = 1;

/** Paints points without WebGL: each look is drawn once and stamped wherever it is needed. Slower with many points, but the same picture. */
export class CanvasPoints implements PointPainter {
  private styles: PointStyles = { styles: [], styleOf: new Uint16Array(), order: new Uint32Array() };
  private positions: Float32Array = new Float32Array();
  private stamps: readonly HTMLCanvasElement[] = [];
  /** the size that the stamps are for */
  private stampScale = 0;

  setStyles(styles: PointStyles): void {
    this.styles = styles;
    this.stampScale = 0;
  }

  setPositions(positions: Float32Array): void {
    this.positions = positions;
  }

  paint(target: CanvasRenderingContext2D, { view, size, pixelRatio, growth }: PointFrame): void {
    const { styles, styleOf, order } = this.styles;
    const stampScale = pixelRatio * growth;
    if (stampScale !== this.stampScale) {
      this.stamps = styles.map((style) => makeStamp(style, stampScale));
      this.stampScale = stampScale;
    }
    for (const place of order) {
      const [x, y] = toPixels(view, size, this.positions[2 * place], this.positions[2 * place + 1]);
      const stamp = this.stamps[styleOf[place]];
      // whole pixels: between them a stamp would be blurred
      const left = Math.round(pixelRatio * x - stamp.width / 2);
      const top = Math.round(pixelRatio * y - stamp.height / 2);
      if (left > -stamp.width && top > -stamp.height && left < target.canvas.width && top < target.canvas.height) {
        target.drawImage(stamp, left, top);
      }
    }
  }

  dispose(): void {
    this.stamps = [];
  }
}

function makeStamp(style: PointStyle, scale: number): HTMLCanvasElement {
  const stamp = document.createElement("canvas");
  stamp.width = Math.ceil(2 * style.radius * scale + 2 * MARGIN_PX);
  stamp.height = stamp.width;
  const context = stamp.getContext("2d");
  if (context) {
    context.translate(stamp.width / 2, stamp.height / 2);
    context.scale(scale, scale);
    context.globalAlpha = style.opacity;
    drawPoint(context, style);
  }
  return stamp;
}

/** Draws a point around the context's origin. The outlines are those of point-shader.ts. */
function drawPoint(context: CanvasRenderingContext2D, { shape, fill, edge, edgeWidth, radius }: PointStyle): void {
  context.beginPath();
  if (shape === "circle") {
    context.arc(0, 0, radius - edgeWidth / 2, 0, 2 * Math.PI);
  } else if (shape === "cross") {
    const arm = radius * Math.SQRT1_2;
    context.moveTo(-arm, -arm);
    context.lineTo(arm, arm);
    context.moveTo(-arm, arm);
    context.lineTo(arm, -arm);
    context.strokeStyle = fill;
    context.lineWidth = 1.5;
    context.stroke();
    return;
  } else {
    for (const [x, y] of corners(shape, radius - edgeWidth / 2)) {
      context.lineTo(x, y);
    }
    context.closePath();
  }
  context.fillStyle = fill;
  context.fill();
  if (edgeWidth > 0) {
    context.strokeStyle = edge;
    context.lineWidth = edgeWidth;
    context.stroke();
  }
}

function corners(shape: "square" | "diamond" | "triangle-up" | "star", radius: number): [number, number][] {
  const around = (count: number, start: number, length: (corner: number) => number): [number, number][] =>
    Array.from({ length: count }, (_, corner) => {
      const angle = start + (2 * Math.PI * corner) / count;
      return [length(corner) * Math.cos(angle), length(corner) * Math.sin(angle)];
    });
  const up = -Math.PI / 2;
  switch (shape) {
    case "square":
      return around(4, Math.PI / 4, () => radius * 0.886 * Math.SQRT2);
    case "diamond":
      return around(4, up, () => radius);
    case "triangle-up":
      return around(3, up, () => radius);
    case "star":
      return around(10, up, (corner) => radius * (corner % 2 === 0 ? 1 : 0.45));
  }
}
