import { element } from "../dom.js";
import type { OfferedLabel } from "./offered-labels.js";

/** One label as a button that is pressed when the label is chosen. */
export function labelChip(
  label: string,
  onToggle: () => void,
  signal: AbortSignal,
): { readonly element: HTMLButtonElement; show(offered: OfferedLabel, isBest: boolean, isLive: boolean): void } {
  const box = element("span", { className: "dc-tag-box", attributes: { "aria-hidden": "true" } });
  const key = element("span", { className: "dc-key", attributes: { "aria-hidden": "true" } });
  const text = element("span", { className: "dc-tag-text", text: label });
  const mark = element("span", { className: "dc-tag-mark", text: "suggested" });
  const chip = element("button", {
    className: "dc-tag",
    attributes: { type: "button", title: label },
    children: [box, key, text, mark],
  });
  chip.addEventListener("click", onToggle, { signal });
  return {
    element: chip,
    show: (offered, isBest, isLive) => {
      chip.setAttribute("aria-pressed", String(offered.isChosen));
      box.textContent = offered.isChosen ? "\u2713" : "";
      chip.classList.toggle("dc-suggested", offered.isSuggested);
      chip.classList.toggle("dc-best", isBest);
      chip.disabled = !isLive;
      mark.hidden = !offered.isSuggested;
      key.hidden = offered.key === null;
      key.textContent = offered.key?.toUpperCase() ?? "";
      if (offered.key === null) {
        chip.removeAttribute("aria-keyshortcuts");
      } else {
        chip.setAttribute("aria-keyshortcuts", offered.key.toUpperCase());
      }
    },
  };
}
