import { button, element, enable } from "../dom.js";
import type { Annotator } from "./annotator.js";
import { doneCount, positionText, progressText } from "./progress-words.js";

/** Which image this is, how many are done, the bar, and Undo. */
export function heading(annotator: Annotator, signal: AbortSignal): HTMLElement {
  const title = element("h2", { className: "dc-title" });
  const status = element("span", { className: "dc-status" });
  const live = element("div", {
    className: "dc-heading",
    attributes: { role: "status", "aria-live": "polite", "aria-atomic": "true" },
    children: [title, status],
  });
  const undo = button({
    text: "Undo",
    title: "",
    key: "Z",
    className: "dc-quiet",
    signal,
    onClick: () => void annotator.undo(),
  });
  const fill = element("div", { className: "dc-progress-fill" });
  const bar = element("div", {
    className: "dc-progress",
    attributes: { role: "progressbar", "aria-label": "Images done", "aria-valuemin": "0" },
    children: [fill],
  });
  const render = (): void => {
    const { state } = annotator;
    setText(title, positionText(annotator));
    setText(status, progressText(state));
    const done = doneCount(state);
    bar.setAttribute("aria-valuemax", String(state.total));
    bar.setAttribute("aria-valuenow", String(done));
    bar.setAttribute("aria-valuetext", `${done} of ${state.total}`);
    fill.style.width = `${state.total > 0 ? (100 * done) / state.total : 0}%`;
    const nothing = state.undo === null ? "Nothing to undo" : null;
    enable(undo, annotator.connection === "live" ? nothing : "No kernel", `Take back ${state.undo}`);
  };
  annotator.listen(render, signal);
  render();
  return element("div", { className: "dc-toolbar", children: [live, undo, bar] });
}

/** A live region speaks whenever it is written to, so it is written to only when it changes. */
function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
