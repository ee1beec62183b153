import {
  type Arrays,
  type BufferInfo,
  createBufferInfoFromArrays,
  setBuffersAndAttributes,
  setUniforms,
} from "twgl.js";
import { readChannels } from "../theme.js";
import type { PointFrame, PointPainter } from "./point-painter.js";
import { POINT_SHAPES, type PointStyle, type PointStyles } from "./point-styles.js";
import type { SharedGl } from "./shared-gl.js";

const STEPS_PER_PX = 16;

/** Paints points with WebGL, all in one call; for 100,000 points and more. */
export class GlPoints implements PointPainter {
  private styles: PointStyles | null = null;
  private positions: Float32Array | null = null;
  private buffers: BufferInfo | null = null;

  constructor(private readonly shared: SharedGl) {}

  setStyles(styles: PointStyles): void {
    this.styles = styles;
    this.dispose();
  }

  setPositions(positions: Float32Array): void {
    this.positions = positions;
    this.dispose();
  }

  paint(target: CanvasRenderingContext2D, { view, size, pixelRatio, growth }: PointFrame): void {
    const { gl, program } = this.shared;
    if (!program || !this.styles || !this.positions || this.styles.order.length === 0) {
      return;
    }
    const [width, height] = [target.canvas.width, target.canvas.height];
    this.shared.clear(width, height);
    this.buffers ??= createBufferInfoFromArrays(gl, vertexArrays(this.styles, this.positions));
    gl.useProgram(program.program);
    // colours come with their alpha in them
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    setBuffersAndAttributes(gl, program, this.buffers);
    setUniforms(program, {
      middle: [view.x, view.y],
      scale: [(2 * view.scale) / size.width, (2 * view.scale) / size.height],
      growth,
      pixelRatio,
    });
    gl.drawArrays(gl.POINTS, 0, this.styles.order.length);
    target.drawImage(this.shared.canvas, 0, 0, width, height, 0, 0, width, height);
  }

  dispose(): void {
    for (const attribute of Object.values(this.buffers?.attribs ?? {})) {
      this.shared.gl.deleteBuffer(attribute.buffer ?? null);
    }
    this.buffers = null;
  }
}

/** One vertex per point, in painting order. */
function vertexArrays({ styles, styleOf, order }: PointStyles, positions: Float32Array): Arrays {
  const [fills, edges, forms] = [styles.map(fillOf), styles.map(edgeOf), styles.map(formOf)];
  const position = new Float32Array(2 * order.length);
  const [fill, edge, form] = [0, 1, 2].map(() => new Uint32Array(order.length));
  for (let at = 0; at < order.length; at++) {
    const place = order[at];
    const style = styleOf[place];
    position[2 * at] = positions[2 * place];
    position[2 * at + 1] = positions[2 * place + 1];
    fill[at] = fills[style];
    edge[at] = edges[style];
    form[at] = forms[style];
  }
  return {
    position: { numComponents: 2, data: position },
    fill: { numComponents: 4, data: new Uint8Array(fill.buffer), normalize: true },
    edge: { numComponents: 4, data: new Uint8Array(edge.buffer), normalize: true },
    form: { numComponents: 4, data: new Uint8Array(form.buffer), normalize: false },
  };
}

const GREY: readonly number[] = [128, 128, 128];

function fillOf({ fill }: PointStyle): number {
  return fourBytes([...(readChannels(fill) ?? GREY), 255]);
}

function edgeOf({ edge, opacity }: PointStyle): number {
  return fourBytes([...(readChannels(edge) ?? GREY), Math.round(255 * opacity)]);
}

function formOf({ shape, radius, edgeWidth }: PointStyle): number {
  return fourBytes([
    POINT_SHAPES.indexOf(shape),
    Math.round(STEPS_PER_PX * radius),
    Math.round(STEPS_PER_PX * edgeWidth),
    0,
  ]);
}

/** As one number, in the machine's own order of bytes: writing one is faster than writing four. */
function fourBytes(bytes: readonly number[]): number {
  return new Uint32Array(Uint8Array.from(bytes).buffer)[0];
}
