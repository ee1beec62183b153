import { IS_GENERATED, MAP_UNITS, type MapData, type MapDataLayout } from "../map-data.js";

/** around what is on the map when all is shown */
export const MARGIN_PX = 36;

export interface View {
  zoom: number;
  /** the middle of the picture, map units */
  x: number;
  y: number;
}

/** A map in a page: what is drawn, where, and what the reader has chosen. */
export interface Scene {
  readonly data: MapData;
  readonly canvas: HTMLCanvasElement;
  readonly card: HTMLElement;
  readonly pictures: ReadonlyMap<number, HTMLImageElement>;
  readonly dimmed: Set<number>;
  readonly view: View;
  layout: MapDataLayout;
  /** the point that is read, its place in the list; -1 for none */
  point: number;
  draw: () => void;
}

/** CSS pixels per map unit. */
export function scaleOf({ canvas, view }: Scene): number {
  const side = Math.min(canvas.clientWidth, canvas.clientHeight) - 2 * MARGIN_PX;
  return (Math.max(side, 50) / MAP_UNITS) * view.zoom;
}

export function toScreen(scene: Scene, x: number, y: number): readonly [number, number] {
  const scale = scaleOf(scene);
  return [
    scene.canvas.clientWidth / 2 + (x - scene.view.x) * scale,
    scene.canvas.clientHeight / 2 + (y - scene.view.y) * scale,
  ];
}

/** @returns the list's places of the points on this map that lie inside the picture, originals last so that they lie on top */
export function pointsInSight(scene: Scene): number[] {
  const { layout, canvas, data } = scene;
  const inside: number[] = [];
  for (let i = 0; i < layout.x.length; i++) {
    if (layout.x[i] < 0) continue;
    const [x, y] = toScreen(scene, layout.x[i], layout.y[i]);
    if (x > -20 && y > -20 && x < canvas.clientWidth + 20 && y < canvas.clientHeight + 20) inside.push(i);
  }
  return inside.sort((a, b) => (data.flags[b] & IS_GENERATED) - (data.flags[a] & IS_GENERATED));
}
