import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { judge } from "./judge.js";
import { send } from "./toolbar.js";
import { pictureAt, walk } from "./walk-pictures.js";

/**
 * R rejects, W wants: the picture that has the focus, and goes on to the next; else the selection. The arrows go from picture to picture. Z (or Ctrl+Z) undoes,
 * with Shift redoes, Esc selects nothing. All of it while the focus is in the workbench and not in a text field.
 */
export function addShortcuts(root: HTMLElement, workbench: Workbench, signal: AbortSignal): void {
  const undo = (): void => ifFree(workbench, "undo", () => workbench.state.undo !== null && send(workbench, "undo"));
  const redo = (): void => ifFree(workbench, "redo", () => workbench.state.redo !== null && send(workbench, "redo"));
  const acts: Readonly<Record<string, (picture: HTMLElement | null) => void>> = {
    r: (picture) => giveVerdict(workbench, "reject", picture),
    w: (picture) => giveVerdict(workbench, "want", picture),
    z: undo,
    "shift+z": redo,
    "ctrl+z": undo,
    "ctrl+shift+z": redo,
    "ctrl+y": redo,
    escape: () => workbench.select([]),
  };
  const steps: Readonly<Record<string, "left" | "right" | "up" | "down">> = {
    arrowleft: "left",
    arrowright: "right",
    arrowup: "up",
    arrowdown: "down",
  };
  const press = (event: KeyboardEvent): void => {
    const picture = pictureAt(event.target);
    const pressed = chord(event);
    const act = acts[pressed];
    const step = picture ? steps[pressed] : undefined;
    if ((!act && !step) || takesText(event.target)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (picture && step) {
      walk(picture, step);
    } else {
      act?.(picture);
    }
  };
  root.addEventListener("keydown", press, { signal });
}

function giveVerdict(workbench: Workbench, verdict: "reject" | "want", picture: HTMLElement | null): void {
  const id = picture?.dataset.id;
  if (!picture || id === undefined) {
    ifFree(workbench, verdict, () => void judge(workbench, verdict));
    return;
  }
  // one after the other, as fast as a person can: none waits for the answer to the one before
  void judge(workbench, verdict, [id]);
  walk(picture, "right");
}

/** "ctrl+shift+z"; the Mac's command key counts as Ctrl. */
function chord(event: KeyboardEvent): string {
  const held = [
    ...(event.ctrlKey || event.metaKey ? ["ctrl"] : []),
    ...(event.altKey ? ["alt"] : []),
    ...(event.shiftKey ? ["shift"] : []),
  ];
  return [...held, event.key.toLowerCase()].join("+");
}

function ifFree(workbench: Workbench, kind: "reject" | "want" | "undo" | "redo", act: () => void): void {
  if (blockedReason(workbench, kind) === null) {
    act();
  }
}

function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isTick(target)))
  );
}

function isTick(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && target.type === "checkbox";
}
