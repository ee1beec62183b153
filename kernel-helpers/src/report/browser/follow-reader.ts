import { drawScene } from "./draw-scene.js";
import { keepInSight, showAll, zoom } from "./move-view.js";
import { nearest, neighbour, read } from "./read-point.js";
import { type Scene, scaleOf } from "./scene.js";

export function followPointer(scene: Scene, stage: HTMLElement): void {
  const { canvas, view } = scene;
  let held: { x: number; y: number } | null = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.offsetX, y: event.offsetY };
    canvas.setPointerCapture(event.pointerId);
    stage.focus({ preventScroll: true });
  });
  canvas.addEventListener("pointermove", (event) => {
    const { offsetX: x, offsetY: y } = event;
    if (!held) return read(scene, nearest(scene, x, y));
    const scale = scaleOf(scene);
    view.x -= (x - held.x) / scale;
    view.y -= (y - held.y) / scale;
    held = { x, y };
    read(scene, -1);
    scene.draw();
  });
  const letGo = (): void => {
    held = null;
  };
  canvas.addEventListener("pointerup", letGo);
  canvas.addEventListener("pointercancel", letGo);
  canvas.addEventListener("click", (event) => read(scene, nearest(scene, event.offsetX, event.offsetY)));
  canvas.addEventListener("dblclick", (event) => zoom(scene, 2, event.offsetX, event.offsetY));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // a page must scroll past a map that nobody works with
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== stage) return;
      event.preventDefault();
      zoom(scene, Math.exp(-event.deltaY / 300), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
}

export function followKeys(scene: Scene, stage: HTMLElement): void {
  const steps: Record<string, readonly [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
    const step = steps[event.key];
    if (step) {
      const point = neighbour(scene, ...step);
      if (point >= 0) keepInSight(scene, point);
      read(scene, point);
    } else if (event.key === "+" || event.key === "=") zoom(scene, 1.5);
    else if (event.key === "-") zoom(scene, 1 / 1.5);
    else if (event.key === "0") showAll(scene);
    else if (event.key === "Escape") read(scene, -1);
    else return;
    event.preventDefault();
  });
}

/** Paper is light, whatever the screen is. Drawn at once: no frame comes between the word and the print. */
export function followPrinting(scene: Scene, host: HTMLElement): void {
  const draw = (isOnPaper: boolean): void => {
    host.classList.toggle("dc-paper", isOnPaper);
    drawScene(scene);
  };
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw(false));
  // comes once the page has the size of the paper, and is all that some browsers tell
  matchMedia("print").addEventListener("change", ({ matches }) => draw(matches));
}
