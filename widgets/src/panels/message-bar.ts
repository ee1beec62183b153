import { button, element } from "../dom.js";
import type { Notice, Workbench } from "../workbench.js";

/** What went wrong or is worth knowing, until it is dismissed. Failures here come before the kernel's message. */
export function messageBar(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const text = element("span", { className: "dc-message-text" });
  const live = element("div", {
    className: "dc-message-live",
    attributes: { "aria-live": "assertive" },
    children: [text],
  });
  let dismissed = "";
  const dismiss = button({
    text: "\u00d7",
    title: "Dismiss",
    className: "dc-quiet dc-dismiss",
    signal,
    onClick: () => {
      dismissed = workbench.state.message;
      workbench.dismissNotice();
      render();
    },
  });
  dismiss.setAttribute("aria-label", "Dismiss the message");
  const bar = element("div", { className: "dc-message", children: [live, dismiss] });
  const render = (): void => {
    if (workbench.state.message !== dismissed) {
      dismissed = "";
    }
    const notice = workbench.notice ?? stateNotice(workbench, dismissed);
    bar.hidden = notice === null;
    bar.dataset.level = notice?.level ?? "info";
    if (text.textContent !== (notice?.text ?? "")) {
      text.textContent = notice?.text ?? "";
    }
  };
  workbench.listen(["state", "notice"], render, signal);
  render();
  return bar;
}

function stateNotice(workbench: Workbench, dismissed: string): Notice | null {
  const { message, messageLevel } = workbench.state;
  return message === "" || message === dismissed ? null : { text: message, level: messageLevel };
}
