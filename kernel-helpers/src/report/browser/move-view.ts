import { MAP_UNITS } from "../map-data.js";
import { placeCard, read } from "./read-point.js";
import { MARGIN_PX, type Scene, scaleOf, toScreen } from "./scene.js";

const LARGEST_ZOOM = 200;

/** @param x @param y stays where it is, pixels; default: the middle */
export function zoom(scene: Scene, factor: number, x?: number, y?: number): void {
  const { view, canvas } = scene;
  const before = scaleOf(scene);
  view.zoom = Math.min(LARGEST_ZOOM, Math.max(0.3, view.zoom * factor));
  const after = scaleOf(scene);
  const [dx, dy] = [
    (x ?? canvas.clientWidth / 2) - canvas.clientWidth / 2,
    (y ?? canvas.clientHeight / 2) - canvas.clientHeight / 2,
  ];
  view.x += dx / before - dx / after;
  view.y += dy / before - dy / after;
  read(scene, -1);
  scene.draw();
}

/** Fits what is on this map into the picture. */
export function showAll(scene: Scene): void {
  const { layout, canvas, view } = scene;
  const [x, y] = [layout.x, layout.y].map((places, axis) => {
    const all = [
      ...places.filter((place) => place >= 0),
      ...layout.labels.map((label) => (axis === 0 ? label.x : label.y)),
    ];
    const low = all.reduce((least, place) => Math.min(least, place), MAP_UNITS);
    const high = all.reduce((most, place) => Math.max(most, place), 0);
    return { middle: (low + high) / 2, size: Math.max(high - low, MAP_UNITS / 100) };
  });
  const room = (side: number): number => Math.max(side - 2 * MARGIN_PX, 50);
  Object.assign(view, { zoom: 1, x: x.middle, y: y.middle });
  view.zoom = Math.min(room(canvas.clientWidth) / x.size, room(canvas.clientHeight) / y.size) / scaleOf(scene);
  placeCard(scene); // a key may have been pressed before the first size was known
  scene.draw();
}

/** Moves the point into the middle where it is not to be seen. */
export function keepInSight(scene: Scene, point: number): void {
  const { layout, canvas, view } = scene;
  const [x, y] = toScreen(scene, layout.x[point], layout.y[point]);
  if (x > 20 && y > 20 && x < canvas.clientWidth - 20 && y < canvas.clientHeight - 20) return;
  [view.x, view.y] = [layout.x[point], layout.y[point]];
}
