import { element } from "../dom.js";
import { seriesOf } from "../map/map-series.js";
import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { originText } from "./image-facts.js";
import { thumbnailImage } from "./thumbnail-image.js";

/** A small picture that can be pressed; data-id names its image. @param onPoint called when the pointer or the focus comes to it */
export function pictureButton(id: string, onPoint: (id: string) => void, signal: AbortSignal): HTMLButtonElement {
  const made = element("button", { className: "dc-thumbnail", attributes: { type: "button", "data-id": id } });
  made.addEventListener("pointerenter", () => onPoint(id), { signal });
  made.addEventListener("focus", () => onPoint(id), { signal });
  return made;
}

/** Brings its look and name up to date; replaces the picture only when it came, so that the page does not flicker. */
export function refreshPicture(made: HTMLButtonElement, workbench: Workbench, id: string, hint: string = ""): void {
  const { map, state } = workbench;
  const place = map?.indexOfId.get(id);
  if (!map || place === undefined) {
    return;
  }
  made.dataset.look = seriesOf(map, place);
  made.dataset.origin = isGenerated(map, place) ? "generated" : "original";
  const name = `${state.classes[map.classIndex[place]] ?? "image"}, ${originText(map, place)}`;
  made.setAttribute("aria-label", name);
  made.title = `${name}. ${hint}Space: large. R rejects it, W wants more, the arrows go on.`;
  const isSelected = String(workbench.selection.includes(id));
  if (made.dataset.selected !== isSelected) made.dataset.selected = isSelected;
  const thumbnail = workbench.thumbnail(id);
  const url = thumbnail?.url ?? "";
  if (made.childElementCount === 0 || made.dataset.url !== url) {
    made.dataset.url = url;
    made.replaceChildren(thumbnailImage(thumbnail, "dc-thumbnail-image"));
  }
}
