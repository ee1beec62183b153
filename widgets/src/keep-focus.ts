import { oncePerFrame } from "./once-per-frame.js";
import type { Workbench, WorkbenchEvent } from "./workbench.js";

const EVENTS: readonly WorkbenchEvent[] = ["state", "map", "selection", "focus", "connection", "pending", "suspects"];

/**
 * Gives the focus to the workbench where the control that had it was taken away or switched off: the page's body has none of our keys,
 * and the Tab key would begin at the top of the page again. A person who goes elsewhere is not called back.
 */
export function keepFocus(root: HTMLElement, workbench: Workbench, signal: AbortSignal): void {
  let isOurs = false;
  const follow = ({ target }: Event): void => {
    isOurs = root.contains(target as Node);
  };
  const look = oncePerFrame(() => {
    if (isOurs && document.activeElement === document.body) {
      root.focus({ preventScroll: true });
    }
  }, signal);
  document.addEventListener("focusin", follow, { signal });
  document.addEventListener("pointerdown", follow, { signal, capture: true });
  root.addEventListener("focusout", look, { signal });
  workbench.listen(EVENTS, look, signal);
}
