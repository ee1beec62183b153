import { MAP_UNITS, type MapData } from "../map-data.js";
import { classButtons, layoutButtons } from "./choices.js";
import { drawScene } from "./draw-scene.js";
import { make, makeButton } from "./elements.js";
import { followKeys, followPointer, followPrinting } from "./follow-reader.js";
import { showAll, zoom } from "./move-view.js";
import { read } from "./read-point.js";
import type { Scene } from "./scene.js";

const HINT = "Drag to move, buttons or Ctrl and wheel to zoom, arrow keys from point to point.";

/** Puts an explorable map in the place of the host's picture. */
export function mountMap(host: HTMLElement, data: MapData): void {
  const layout = data.layouts.at(-1);
  if (!layout) return;
  const stage = make("div", "dc-stage");
  stage.tabIndex = 0;
  stage.setAttribute("role", "group");
  stage.setAttribute("aria-label", `${host.dataset.name ?? "Map of the images"}. ${HINT}`);
  const canvas = make("canvas", "");
  const card = make("div", "dc-card");
  card.setAttribute("role", "status");
  card.hidden = true;
  const pictures = new Map<number, HTMLImageElement>();
  const scene: Scene = {
    data,
    canvas,
    card,
    pictures,
    dimmed: new Set(),
    view: { zoom: 1, x: MAP_UNITS / 2, y: MAP_UNITS / 2 },
    layout,
    point: -1,
    draw: () => undefined,
  };
  let isAsked = false;
  scene.draw = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      drawScene(scene);
    });
  };
  for (const [place, uri] of Object.entries(data.thumbnails)) {
    const picture = new Image();
    picture.onload = () => scene.draw();
    picture.src = uri;
    pictures.set(Number(place), picture);
  }
  const tools = make("div", "dc-tools");
  tools.append(
    makeButton("+", "Zoom in", () => zoom(scene, 1.5)),
    makeButton("−", "Zoom out", () => zoom(scene, 1 / 1.5)),
    makeButton("Show all", "Show all", () => showAll(scene)),
  );
  stage.append(canvas, tools, card);
  const picture = host.querySelector("img");
  if (picture) picture.hidden = true;
  const choice = data.layouts.length > 1 ? [layoutButtons(scene)] : [];
  host.append(...choice, stage, classButtons(scene));
  host.classList.add("dc-explored");
  followPointer(scene, stage);
  followKeys(scene, stage);
  canvas.addEventListener("pointerleave", () => read(scene, -1));
  // the first size is known only now; later ones keep the view
  let isFitted = false;
  new ResizeObserver(() => {
    if (!isFitted && canvas.clientWidth > 0) showAll(scene);
    isFitted ||= canvas.clientWidth > 0;
    scene.draw();
  }).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => scene.draw());
  followPrinting(scene, host);
  scene.draw();
}
