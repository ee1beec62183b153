import { createProgramInfo, type ProgramInfo } from "twgl.js";
import { POINT_FRAGMENT_SHADER, POINT_VERTEX_SHADER } from "./point-shader.js";

/**
 * The page's one WebGL context. Browsers allow about sixteen and take the oldest away, so all maps draw with this one, each in its turn,
 * and copy the picture into a canvas of their own.
 */
export class SharedGl {
  readonly canvas: HTMLCanvasElement = document.createElement("canvas");
  /** null while the context is lost */
  program: ProgramInfo | null = null;
  readonly gl: WebGLRenderingContext;
  private readonly changes = new EventTarget();

  /** @throws Error when the browser gives no WebGL */
  constructor() {
    const gl = this.canvas.getContext("webgl", { antialias: false, depth: false, premultipliedAlpha: true });
    if (!gl) {
      throw new Error("This browser gives no WebGL; the map is drawn without.");
    }
    this.gl = gl;
    this.compile();
    this.canvas.addEventListener("webglcontextlost", (event) => {
      // without this the browser never gives it back
      event.preventDefault();
      this.program = null;
      this.changes.dispatchEvent(new Event("change"));
    });
    this.canvas.addEventListener("webglcontextrestored", () => {
      this.compile();
      this.changes.dispatchEvent(new Event("change"));
    });
  }

  /** Calls the handler when the context was lost or came back; what was stored in it is gone then. */
  listen(handler: () => void, signal: AbortSignal): void {
    this.changes.addEventListener("change", handler, { signal });
  }

  /** Makes room for a picture of this size, and clears it. The canvas only grows: maps of different sizes take turns. */
  clear(width: number, height: number): void {
    const { gl, canvas } = this;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(width, canvas.width);
      canvas.height = Math.max(height, canvas.height);
    }
    gl.viewport(0, canvas.height - height, width, height);
    gl.enable(gl.SCISSOR_TEST);
    gl.scissor(0, canvas.height - height, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  private compile(): void {
    this.program = createProgramInfo(this.gl, [POINT_VERTEX_SHADER, POINT_FRAGMENT_SHADER]);
  }
}

let shared: SharedGl | null | undefined;

/** @returns the page's context, made when first asked for; null where there is no WebGL */
export function sharedGl(): SharedGl | null {
  if (shared === undefined) {
    try {
      shared = new SharedGl();
    } catch {
      // the maps draw without it, and asking again would give the same
      shared = null;
    }
  }
  return shared;
}
