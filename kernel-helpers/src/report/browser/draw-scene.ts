import { OUTLINES } from "../../jupyter/class-mark.js";
import { IS_GENERATED, IS_REJECTED, IS_WANTED } from "../map-data.js";
import { pointsInSight, type Scene, toScreen } from "./scene.js";

const LABEL_PX = 12;
const MOST_LABELS = 60;
const THUMBNAIL_PX = 34;

interface Inks {
  readonly ground: string;
  readonly text: string;
  readonly grey: string;
  readonly classes: readonly string[];
}

/** Draws all of it at once. */
export function drawScene(scene: Scene): void {
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

function outline(pen: CanvasRenderingContext2D, shape: number, x: number, y: number, radius: number): void {
  pen.beginPath();
  const corners = OUTLINES[shape];
  if (!corners) {
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (let i = 0; i < corners.length; i += 2) pen.lineTo(x + radius * corners[i], y + radius * corners[i + 1]);
  pen.closePath();
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
