import { button, element } from "../dom.js";
import type { Annotator } from "./annotator.js";

/** What went wrong or what to do, until it is dismissed or the next act. */
export function noticeBar(annotator: Annotator, signal: AbortSignal): HTMLElement {
  const text = element("span", { className: "dc-message-text" });
  const live = element("div", {
    className: "dc-message-live",
    attributes: { "aria-live": "assertive" },
    children: [text],
  });
  const dismiss = button({
    text: "\u00d7",
    title: "Dismiss",
    className: "dc-quiet dc-dismiss",
    signal,
    onClick: () => annotator.dismissNotice(),
  });
  dismiss.setAttribute("aria-label", "Dismiss the message");
  const bar = element("div", { className: "dc-message", children: [live, dismiss] });
  const render = (): void => {
    const { notice, state } = annotator;
    const words = notice?.text ?? state.message;
    bar.hidden = words === "";
    bar.dataset.level = notice?.level ?? "warning";
    dismiss.hidden = notice === null;
    if (text.textContent !== words) {
      text.textContent = words;
    }
  };
  annotator.listen(render, signal);
  render();
  return bar;
}
