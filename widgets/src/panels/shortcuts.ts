import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { judge } from "./judge.js";
import { send } from "./toolbar.js";

/** R rejects, W wants, Z undoes, Esc selects nothing, while the focus is in the workbench and not in a text field. */
export function addShortcuts(root: HTMLElement, workbench: Workbench, signal: AbortSignal): void {
  const acts: Readonly<Record<string, () => void>> = {
    r: () => ifFree(workbench, "reject", () => void judge(workbench, "reject")),
    w: () => ifFree(workbench, "want", () => void judge(workbench, "want")),
    z: () => ifFree(workbench, "undo", () => workbench.state.undo !== null && send(workbench, "undo")),
    escape: () => workbench.select([]),
  };
  const press = (event: KeyboardEvent): void => {
    const act = acts[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  root.addEventListener("keydown", press, { signal });
}

function ifFree(workbench: Workbench, kind: "reject" | "want" | "undo", act: () => void): void {
  if (blockedReason(workbench, kind) === null) {
    act();
  }
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
