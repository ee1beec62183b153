/** The real view on made-up data, with the fake kernel in the page. The page's script drives it through window.harness. */
import type { ThumbnailInfo } from "../../../widgets/src/protocol.js";
import { WorkbenchView } from "../../../widgets/src/workbench-view.js";
import { FakeKernel, openModel } from "../fake-kernel.js";
import { CLASSES, madeUpMap, STATE } from "../made-up-data.js";

const parameters = new URLSearchParams(location.search);
const theme = parameters.get("theme") ?? "light";
document.body.dataset.jpThemeLight = String(theme === "light");

/** Counts the WebGL contexts that the page makes; with ?nogl it makes none. */
const contexts = { made: 0, lost: false };
let lastGl: WebGLRenderingContext | null = null;
const getContext = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
  if (!kind.startsWith("webgl")) {
    return getContext.call(this, kind, ...rest) as never;
  }
  if (parameters.has("nogl")) {
    return null as never;
  }
  contexts.made += 1;
  lastGl = getContext.call(this, kind, ...rest) as WebGLRenderingContext;
  this.addEventListener("webglcontextlost", () => {
    contexts.lost = true;
  });
  this.addEventListener("webglcontextrestored", () => {
    contexts.lost = false;
  });
  return lastGl as never;
};
const loss = (): WEBGL_lose_context | null | undefined => lastGl?.getExtension("WEBGL_lose_context");
let kept: WEBGL_lose_context | null | undefined;

const isStatic = parameters.has("static");
const hostile = parameters.has("hostile")
  ? ["<img src=x onerror=window.hacked=1>", '<a href="javascript:1">pay</a>', "<b>bold</b>", "$x^2$"]
  : [];
const state = {
  ...STATE,
  classes: [...hostile, ...CLASSES].slice(0, CLASSES.length),
  ...JSON.parse(parameters.get("state") ?? "{}"),
};

function openWorkbench(): object {
  const map = withLabels(madeUpMap(Number(parameters.get("perClass") ?? 30)), hostile);
  const kernel = new FakeKernel(map, drawThumbnail);
  const model = openModel(isStatic ? null : kernel, state);
  const view = new WorkbenchView({ model, options: {} } as never);
  view.render();
  document.getElementById("host")?.append(view.el);
  view.trigger("displayed");
  return { kernel, model, view };
}

const opened = Array.from({ length: Number(parameters.get("widgets") ?? 1) }, openWorkbench);
const harness = {
  ...opened[0],
  contexts,
  loseContext: () => {
    kept = loss();
    kept?.loseContext();
  },
  restoreContext: () => kept?.restoreContext(),
};
Object.assign(window, { harness });

function withLabels(map: ReturnType<typeof madeUpMap>, texts: readonly string[]): ReturnType<typeof madeUpMap> {
  const labels = map.labels.map((label, index) =>
    texts[index] ? { ...label, text: texts[index], original: 50, generated: 50 } : label,
  );
  return { ...map, labels };
}

/** A round creature in the class's colour, so that pictures can be told apart by eye. */
async function drawThumbnail(info: ThumbnailInfo): Promise<DataView> {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const hue = (CLASSES.indexOf(info.className) * 36 + (info.seed ?? 0) * 7) % 360;
  context.fillStyle = `hsl(${(hue + 160) % 360} 40% ${info.origin === "original" ? 85 : 72}%)`;
  context.fillRect(0, 0, 64, 64);
  context.fillStyle = `hsl(${hue} 55% 55%)`;
  context.beginPath();
  context.arc(32, 38, 18, 0, 2 * Math.PI);
  context.arc(22, 20, 7, 0, 2 * Math.PI);
  context.arc(42, 20, 7, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = "#222";
  context.fillRect(25, 33, 4, 5);
  context.fillRect(36, 33, 4, 5);
  const blob = await canvas.convertToBlob({ type: "image/webp" });
  return new DataView(await blob.arrayBuffer());
}
