import type { WorkbenchView } from "./workbench-view.js";

/** The event by which a workbench asks the page around it for a tab of its own; it bubbles. */
export const WANTS_TAB = "datacrafter:wants-tab";

/** The last one opened is the last. */
const views = new Set<WorkbenchView>();

/** Called by each view when it is drawn. */
export function rememberView(view: WorkbenchView): void {
  views.delete(view);
  views.add(view);
}

/** Called by each view when it goes. */
export function forgetView(view: WorkbenchView): void {
  views.delete(view);
}

/**
 * The workbench that a command means: the last one drawn inside this element, else the last one drawn at all, since a notebook takes out of the page what is far from view.
 * @returns undefined where none was drawn
 */
export function pickView(within: Node | null): WorkbenchView | undefined {
  const all = [...views];
  return all.findLast((view) => within?.contains(view.el)) ?? all.at(-1);
}
