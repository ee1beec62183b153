import { IS_GENERATED, IS_REJECTED, IS_WANTED } from "../map-data.js";
import { make } from "./elements.js";
import { pointsInSight, type Scene, toScreen } from "./scene.js";

const NEAR_PX = 14;

/** Shows what is known of a point beside it; -1 for nothing. */
export function read(scene: Scene, point: number): void {
  if (point === scene.point) return;
  const { data, card } = scene;
  scene.point = point;
  scene.draw();
  card.hidden = point < 0;
  if (point < 0) return;
  const flags = data.flags[point];
  const origin = flags & IS_GENERATED ? `generated in iteration ${data.iterationOf[point]}` : "an original";
  const verdict = flags & IS_REJECTED ? ", rejected" : flags & IS_WANTED ? ", wanted" : "";
  const words = data.wordsOf[point].map((word) => data.words[word]).join(", ");
  const picture = data.thumbnails[point];
  const parts: HTMLElement[] = [];
  if (picture) {
    const image = make("img", "");
    image.src = picture;
    image.alt = "";
    parts.push(image);
  }
  parts.push(line(data.classes[data.classOf[point]], `${origin}${verdict}`));
  if (data.promptOf[point] >= 0) parts.push(line("Prompt:", data.prompts[data.promptOf[point]]));
  if (words) parts.push(line("Labels:", words));
  card.replaceChildren(...parts);
  placeCard(scene);
}

/** Moves the card of the point that is read beside it, to the side where more room is. */
export function placeCard(scene: Scene): void {
  const { canvas, card, layout, point } = scene;
  if (point < 0) return;
  const [x, y] = toScreen(scene, layout.x[point], layout.y[point]);
  const isRight = x > canvas.clientWidth / 2;
  const isLow = y > canvas.clientHeight / 2;
  card.style.left = isRight ? "auto" : `${Math.max(4, x + 14)}px`;
  card.style.right = isRight ? `${Math.max(4, canvas.clientWidth - x + 14)}px` : "auto";
  card.style.top = isLow ? "auto" : `${Math.max(4, y + 14)}px`;
  card.style.bottom = isLow ? `${Math.max(4, canvas.clientHeight - y + 14)}px` : "auto";
}

/** @returns the point that a pointer means; -1 where none is near */
export function nearest(scene: Scene, x: number, y: number): number {
  let [found, best] = [-1, NEAR_PX];
  for (const i of pointsInSight(scene)) {
    if (scene.dimmed.has(scene.data.classOf[i])) continue;
    const [left, top] = toScreen(scene, scene.layout.x[i], scene.layout.y[i]);
    const distance = Math.hypot(left - x, top - y);
    if (distance <= best) [found, best] = [i, distance];
  }
  return found;
}

/** @returns the nearest point in a direction, within 45 degrees of it; the one in the middle where none is read yet */
export function neighbour(scene: Scene, right: number, down: number): number {
  const { layout, point, data, dimmed } = scene;
  const [x, y] = point >= 0 ? [layout.x[point], layout.y[point]] : [scene.view.x, scene.view.y];
  let [found, best] = [point, Number.POSITIVE_INFINITY];
  for (let i = 0; i < layout.x.length; i++) {
    if (i === point || layout.x[i] < 0 || dimmed.has(data.classOf[i])) continue;
    const [dx, dy] = [layout.x[i] - x, layout.y[i] - y];
    const ahead = dx * right + dy * down;
    const aside = Math.abs(dx * down + dy * right);
    if (point >= 0 && (ahead <= 0 || aside > ahead)) continue;
    const distance = Math.hypot(dx, dy);
    if (distance < best) [found, best] = [i, distance];
  }
  return found;
}

function line(name: string, text: string): HTMLElement {
  const made = make("div", "dc-fact");
  made.append(make("b", "", `${name} `), text);
  return made;
}
