import type { WorkbenchModel } from "./workbench-model.js";
import type { WorkbenchView } from "./workbench-view.js";

/** The event by which a workbench asks the page around it for a tab of its own; it bubbles. */
export const WANTS_TAB = "datacrafter:wants-tab";

/** The event by which a workbench says to the page's document that its kernel has it; detail is its model. It comes with every kernel and reload, whether or not its cell is in sight. */
export const LIVES = "datacrafter:workbench-lives";

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
 * The workbench that a person means: the one around this element, as around its own button, else the last one drawn inside it, else the last one drawn at all, since a notebook takes out of the page what is far from view.
 * @returns undefined where none was drawn
 */
export function pickView(within: Node | null): WorkbenchView | undefined {
  const all = [...views];
  const around = all.find((view) => within !== null && view.el.contains(within));
  return around ?? all.findLast((view) => within?.contains(view.el)) ?? all.at(-1);
}

/** Called by each model that has a kernel, before it is known to the widget manager. */
export function tellThatItLives(model: WorkbenchModel): void {
  document.dispatchEvent(new CustomEvent(LIVES, { detail: model }));
}
