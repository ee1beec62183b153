/**
 * Runs in the reader's browser, inside a page without a kernel: puts an explorable map in the place of each picture that has one.
 * It is read as text and put into pages, so it imports types only. Where it cannot run, the picture stays. Texts are only ever set as text.
 */
import type { MapData, MapDataLayout } from "../map-data.js";

const UNITS = 65_535;
const [IS_GENERATED, IS_REJECTED, IS_WANTED] = [1, 2, 4];
const MARGIN_PX = 36;
const NEAR_PX = 14;
const LABEL_PX = 12;
const MOST_LABELS = 60;
const THUMBNAIL_PX = 34;
const LARGEST_ZOOM = 200;
const HINT = "Drag to move, buttons or Ctrl and wheel to zoom, arrow keys from point to point.";

interface View {
  zoom: number;
  /** the middle of the picture, map units */
  x: number;
  y: number;
}

interface Scene {
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

async function unpack(packed: string): Promise<MapData> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text()) as MapData;
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function makeButton(text: string, name: string, onClick: () => void): HTMLButtonElement {
  const made = make("button", "", text);
  made.type = "button";
  if (name !== text) made.setAttribute("aria-label", name);
  made.addEventListener("click", onClick);
  return made;
}

/** CSS pixels per map unit. */
function scaleOf({ canvas, view }: Scene): number {
  const side = Math.min(canvas.clientWidth, canvas.clientHeight) - 2 * MARGIN_PX;
  return (Math.max(side, 50) / UNITS) * view.zoom;
}

function toScreen(scene: Scene, x: number, y: number): readonly [number, number] {
  const scale = scaleOf(scene);
  return [
    scene.canvas.clientWidth / 2 + (x - scene.view.x) * scale,
    scene.canvas.clientHeight / 2 + (y - scene.view.y) * scale,
  ];
}

/** @returns the list's places of the points on this map that lie inside the picture, originals last so that they lie on top */
function pointsInSight(scene: Scene): number[] {
  const { layout, canvas, data } = scene;
  const inside: number[] = [];
  for (let i = 0; i < layout.x.length; i++) {
    if (layout.x[i] < 0) continue;
    const [x, y] = toScreen(scene, layout.x[i], layout.y[i]);
    if (x > -20 && y > -20 && x < canvas.clientWidth + 20 && y < canvas.clientHeight + 20) inside.push(i);
  }
  return inside.sort((a, b) => (data.flags[b] & IS_GENERATED) - (data.flags[a] & IS_GENERATED));
}

function outline(pen: CanvasRenderingContext2D, shape: number, x: number, y: number, radius: number): void {
  pen.beginPath();
  if (shape === 0) {
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const half = 0.89 * radius;
  const corners =
    shape === 1
      ? [-half, -half, half, -half, half, half, -half, half]
      : shape === 2
        ? [0, -1.25 * radius, 1.25 * radius, 0, 0, 1.25 * radius, -1.25 * radius, 0]
        : [0, -1.35 * radius, 1.17 * radius, 0.67 * radius, -1.17 * radius, 0.67 * radius];
  for (let i = 0; i < corners.length; i += 2) pen.lineTo(x + corners[i], y + corners[i + 1]);
  pen.closePath();
}

interface Inks {
  readonly ground: string;
  readonly text: string;
  readonly grey: string;
  readonly classes: readonly string[];
}

function inksOf(scene: Scene): Inks {
  const style = getComputedStyle(scene.canvas);
  const isDark = style.getPropertyValue("--dc-theme").trim() === "dark";
  return {
    ground: style.getPropertyValue("--dc-ground").trim() || "#fff",
    text: style.getPropertyValue("--dc-ink").trim() || "#222",
    grey: isDark ? "#777" : "#9a9a9a",
    classes: isDark ? scene.data.colors.dark : scene.data.colors.light,
  };
}

function drawPoint(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  inks: Inks,
  i: number,
  x: number,
  y: number,
  radius: number,
): void {
  const { data, dimmed } = scene;
  const [classIndex, flags] = [data.classOf[i], data.flags[i]];
  pen.globalAlpha = dimmed.has(classIndex) ? 0.12 : 1;
  const color = inks.classes[classIndex];
  if (flags & IS_REJECTED) {
    pen.strokeStyle = inks.grey;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x - radius, y - radius);
    pen.lineTo(x + radius, y + radius);
    pen.moveTo(x - radius, y + radius);
    pen.lineTo(x + radius, y - radius);
    pen.stroke();
  } else {
    outline(pen, data.shapes[classIndex], x, y, flags & IS_GENERATED ? radius - 0.5 : radius);
    pen.fillStyle = flags & IS_GENERATED ? inks.ground : color;
    pen.fill();
    pen.strokeStyle = flags & IS_GENERATED ? color : inks.ground;
    pen.lineWidth = flags & IS_GENERATED ? 1.6 : 0.8;
    pen.stroke();
    if (flags & IS_WANTED) {
      pen.beginPath();
      pen.arc(x, y, 1.6, 0, 2 * Math.PI);
      pen.fillStyle = color;
      pen.fill();
    }
  }
  pen.globalAlpha = 1;
}

/** Pictures where there is room: none covers another. */
function drawPictures(pen: CanvasRenderingContext2D, scene: Scene, inks: Inks, inSight: readonly number[]): void {
  const taken: (readonly [number, number])[] = [];
  for (const i of inSight) {
    const picture = scene.pictures.get(i);
    if (!picture?.complete || !picture.naturalWidth || scene.dimmed.has(scene.data.classOf[i])) continue;
    const [x, y] = toScreen(scene, scene.layout.x[i], scene.layout.y[i]);
    const gap = THUMBNAIL_PX + 4;
    if (taken.some(([left, top]) => Math.abs(left - x) < gap && Math.abs(top - y) < gap)) continue;
    taken.push([x, y]);
    const side = THUMBNAIL_PX / Math.max(picture.naturalWidth, picture.naturalHeight);
    const [width, height] = [picture.naturalWidth * side, picture.naturalHeight * side];
    const isRejected = scene.data.flags[i] & IS_REJECTED;
    pen.globalAlpha = isRejected ? 0.5 : 1;
    pen.drawImage(picture, x - width / 2, y - height / 2, width, height);
    pen.globalAlpha = 1;
    pen.strokeStyle = isRejected ? inks.grey : inks.classes[scene.data.classOf[i]];
    pen.lineWidth = 2;
    pen.setLineDash(scene.data.flags[i] & IS_GENERATED ? [4, 3] : []);
    pen.strokeRect(x - width / 2, y - height / 2, width, height);
    pen.setLineDash([]);
  }
}

function drawLabels(pen: CanvasRenderingContext2D, scene: Scene, inks: Inks): void {
  pen.font = `${LABEL_PX}px system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  const taken: { left: number; right: number; y: number }[] = [];
  for (const { text, x, y } of scene.layout.labels) {
    if (taken.length >= MOST_LABELS) break;
    const [left, top] = toScreen(scene, x, y);
    const half = pen.measureText(text).width / 2 + 4;
    const isInside = left > half && top > LABEL_PX && left < scene.canvas.clientWidth - half;
    if (!isInside || top > scene.canvas.clientHeight - LABEL_PX) continue;
    if (taken.some((one) => Math.abs(one.y - top) < LABEL_PX + 4 && one.left < left + half && left - half < one.right))
      continue;
    taken.push({ left: left - half, right: left + half, y: top });
    pen.strokeStyle = inks.ground;
    pen.lineWidth = 4;
    pen.strokeText(text, left, top);
    pen.fillStyle = inks.text;
    pen.fillText(text, left, top);
  }
}

function drawScene(scene: Scene): void {
  const { canvas, layout } = scene;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const inks = inksOf(scene);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = inks.ground;
  pen.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  const inSight = pointsInSight(scene);
  const radius = inSight.length <= 150 ? 5 : inSight.length <= 600 ? 4 : inSight.length <= 3000 ? 3 : 2.2;
  for (const i of inSight) {
    const [x, y] = toScreen(scene, layout.x[i], layout.y[i]);
    drawPoint(pen, scene, inks, i, x, y, radius);
  }
  if (inSight.length <= 250) drawPictures(pen, scene, inks, inSight);
  drawLabels(pen, scene, inks);
  if (scene.point >= 0 && layout.x[scene.point] >= 0) {
    const [x, y] = toScreen(scene, layout.x[scene.point], layout.y[scene.point]);
    pen.beginPath();
    pen.arc(x, y, radius + 5, 0, 2 * Math.PI);
    pen.strokeStyle = inks.text;
    pen.lineWidth = 2;
    pen.stroke();
  }
}

function line(name: string, text: string): HTMLElement {
  const made = make("div", "dc-fact");
  made.append(make("b", "", `${name} `), text);
  return made;
}

/** Shows what is known of a point beside it; -1 for nothing. */
function read(scene: Scene, point: number): void {
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
function placeCard(scene: Scene): void {
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

function nearest(scene: Scene, x: number, y: number): number {
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
function neighbour(scene: Scene, right: number, down: number): number {
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

/** @param x @param y stays where it is, pixels; default: the middle */
function zoom(scene: Scene, factor: number, x?: number, y?: number): void {
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
function showAll(scene: Scene): void {
  const { layout, canvas, view } = scene;
  const [x, y] = [layout.x, layout.y].map((places, axis) => {
    const all = [
      ...places.filter((place) => place >= 0),
      ...layout.labels.map((label) => (axis === 0 ? label.x : label.y)),
    ];
    const low = all.reduce((least, place) => Math.min(least, place), UNITS);
    const high = all.reduce((most, place) => Math.max(most, place), 0);
    return { middle: (low + high) / 2, size: Math.max(high - low, UNITS / 100) };
  });
  const room = (side: number): number => Math.max(side - 2 * MARGIN_PX, 50);
  Object.assign(view, { zoom: 1, x: x.middle, y: y.middle });
  view.zoom = Math.min(room(canvas.clientWidth) / x.size, room(canvas.clientHeight) / y.size) / scaleOf(scene);
  placeCard(scene); // a key may have been pressed before the first size was known
  scene.draw();
}

function followPointer(scene: Scene, stage: HTMLElement): void {
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

function followKeys(scene: Scene, stage: HTMLElement): void {
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

function keepInSight(scene: Scene, point: number): void {
  const { layout, canvas, view } = scene;
  const [x, y] = toScreen(scene, layout.x[point], layout.y[point]);
  if (x > 20 && y > 20 && x < canvas.clientWidth - 20 && y < canvas.clientHeight - 20) return;
  [view.x, view.y] = [layout.x[point], layout.y[point]];
}

/** A row of buttons of which one is pressed. */
function layoutButtons(scene: Scene): HTMLElement {
  const row = make("div", "dc-choice");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Iteration shown");
  const buttons = scene.data.layouts.map((layout) =>
    makeButton(layout.title, layout.title, () => {
      scene.layout = layout;
      read(scene, -1);
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === layout.title));
      scene.draw();
    }),
  );
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === scene.layout.title));
  row.append(...buttons);
  return row;
}

/** Each class with its mark; pressed out, its points are dimmed. */
function classButtons(scene: Scene): HTMLElement {
  const row = make("div", "dc-classes");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Classes shown");
  scene.data.classes.forEach((name, index) => {
    const button = makeButton("", name, () => {
      const isDimmed = !scene.dimmed.delete(index);
      if (isDimmed) scene.dimmed.add(index);
      button.setAttribute("aria-pressed", String(!isDimmed));
      scene.draw();
    });
    button.setAttribute("aria-pressed", "true");
    const mark = make("span", `dc-mark dc-shape-${scene.data.shapes[index]}`);
    mark.style.setProperty("--light", scene.data.colors.light[index]);
    mark.style.setProperty("--dark", scene.data.colors.dark[index]);
    button.append(mark, make("span", "", name));
    row.append(button);
  });
  return row;
}

/** Paper is light, whatever the screen is. Drawn at once: no frame comes between the word and the print. */
function followPrinting(scene: Scene, host: HTMLElement): void {
  const draw = (isOnPaper: boolean): void => {
    host.classList.toggle("dc-paper", isOnPaper);
    drawScene(scene);
  };
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw(false));
  // comes once the page has the size of the paper, and is all that some browsers tell
  matchMedia("print").addEventListener("change", ({ matches }) => draw(matches));
}

function mount(host: HTMLElement, data: MapData): void {
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
    view: { zoom: 1, x: UNITS / 2, y: UNITS / 2 },
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

for (const host of document.querySelectorAll<HTMLElement>("[data-dc-map]")) {
  unpack(host.dataset.dcMap ?? "").then(
    (data) => mount(host, data),
    // a browser that cannot unpack it still shows the picture
    () => host.classList.add("dc-picture-only"),
  );
}
