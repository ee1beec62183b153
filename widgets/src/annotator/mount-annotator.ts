import { element } from "../dom.js";
import { actionBar } from "./action-bar.js";
import type { Annotator } from "./annotator.js";
import { addAnnotatorKeys } from "./annotator-keys.js";
import { heading } from "./heading.js";
import { labelPicker } from "./label-picker.js";
import { noticeBar } from "./notice-bar.js";
import { pictureStage } from "./picture-stage.js";
import { standing } from "./standing.js";

/** Builds the whole annotator inside an element; everything ends when the signal aborts. */
export function mountAnnotator(root: HTMLElement, annotator: Annotator, signal: AbortSignal): void {
  root.classList.add("dc-annotator");
  // without it the notebook takes keys that are meant for us: d d deletes a cell
  root.dataset.lmSuppressShortcuts = "true";
  // a stop of its own for the Tab key: with the focus here, Space is "next" and not a button's click
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Image annotator");
  const picker = labelPicker(annotator, signal);
  const desk = element("div", { className: "dc-desk", children: [pictureStage(annotator, signal), picker.element] });
  root.replaceChildren(
    heading(annotator, signal),
    noticeBar(annotator, signal),
    desk,
    standing(annotator, signal),
    actionBar(annotator, signal),
  );
  const render = (): void => {
    desk.hidden = annotator.image === null;
  };
  annotator.listen(render, signal);
  render();
  addAnnotatorKeys(root, annotator, picker.focusFinder, signal);
  keepFocus(root, annotator, signal);
}

/** Keys go where the focus is. It comes back to the root after a mouse click, and when what had it is gone or switched off. */
function keepFocus(root: HTMLElement, annotator: Annotator, signal: AbortSignal): void {
  const focusRoot = (): void => root.focus({ preventScroll: true });
  let isInside = false;
  root.addEventListener("focusin", () => (isInside = true), { signal });
  root.addEventListener(
    "focusout",
    (event) => {
      // an element that is taken out of the page or hidden gives the focus to nobody
      isInside =
        event.relatedTarget === null ? isInside && !document.hasFocus() : root.contains(event.relatedTarget as Node);
    },
    { signal },
  );
  root.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target.closest("button") : null;
      if (target && event.detail > 0) {
        focusRoot();
      }
    },
    { signal },
  );
  annotator.listen(() => {
    const active = document.activeElement;
    const isOut = root.contains(active) && (active?.matches(":disabled") || active?.closest("[hidden]") !== null);
    if (isOut || (isInside && !root.contains(active))) {
      focusRoot();
    }
  }, signal);
}
