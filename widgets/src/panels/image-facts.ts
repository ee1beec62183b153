import { element } from "../dom.js";
import { isGenerated, isRejected, isWanted, type MapColumns } from "../map-columns.js";
import type { Thumbnail, Workbench } from "../workbench.js";
import { classSwatch } from "./class-swatch.js";

/** Class, origin, prompt, seed, caption, scores and labels of an image; what is not here yet is left out. */
export function imageFacts(workbench: Workbench, id: string): HTMLElement {
  const { map, state } = workbench;
  const place = map?.indexOfId.get(id);
  if (!map || place === undefined) {
    return element("div", { className: "dc-facts", text: "Not in the map any more" });
  }
  const classIndex = map.classIndex[place];
  const name = element("div", {
    className: "dc-facts-name",
    children: [classSwatch(classIndex), document.createTextNode(state.classes[classIndex] ?? `class ${classIndex}`)],
  });
  const origin = element("div", { className: "dc-facts-origin", text: originText(map, place) });
  return element("div", {
    className: "dc-facts",
    children: [name, origin, ...copyFacts(workbench, id), ...thumbnailFacts(workbench.thumbnail(id))],
  });
}

/** "generated in iteration 2, rejected" */
export function originText(map: MapColumns, place: number): string {
  const origin = isGenerated(map, place) ? `generated in iteration ${map.iteration[place]}` : "original";
  if (isRejected(map, place)) {
    return `${origin}, rejected`;
  }
  return isWanted(map, place) ? `${origin}, wanted` : origin;
}

/** "nearly the same as 2 other images"; nothing where the kernel was not asked */
function copyFacts(workbench: Workbench, id: string): readonly HTMLElement[] {
  const copies = workbench.neighbors(id)?.filter(({ isCopy }) => isCopy).length ?? 0;
  const others = copies === 1 ? "another image" : `${copies} other images`;
  return copies === 0 ? [] : [element("div", { className: "dc-facts-copies", text: `nearly the same as ${others}` })];
}

function thumbnailFacts(thumbnail: Thumbnail | undefined): readonly HTMLElement[] {
  if (!thumbnail) {
    return [];
  }
  const { prompt, seed, labels, caption } = thumbnail;
  const scores = scoreText(thumbnail);
  return [
    ...(prompt === null ? [] : [element("div", { className: "dc-facts-prompt", text: `\u201c${prompt}\u201d` })]),
    ...(seed === null ? [] : [element("div", { className: "dc-facts-seed", text: `seed ${seed}` })]),
    ...(caption === null ? [] : [element("div", { className: "dc-facts-caption", text: caption })]),
    ...(scores === null ? [] : [element("div", { className: "dc-facts-scores", text: scores })]),
    ...(labels.length === 0 ? [] : [labelChips(labels)]),
  ];
}

/** "fits its class: 41 %, looks like dog · distance 0.31"; null before the kernel knows */
function scoreText({ className, consistency, likelyClass, distance }: Thumbnail): string | null {
  if (typeof consistency !== "number" || typeof distance !== "number") {
    return null;
  }
  const other = likelyClass === null || likelyClass === className ? "" : `, looks like ${likelyClass}`;
  return `fits its class: ${Math.round(100 * consistency)} %${other} \u00b7 distance ${distance.toFixed(2)}`;
}

function labelChips(labels: readonly string[]): HTMLElement {
  return element("ul", {
    className: "dc-labels",
    attributes: { "aria-label": "Content labels" },
    children: labels.map((label) => element("li", { className: "dc-label", text: label })),
  });
}
