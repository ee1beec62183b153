import { DOMWidgetView } from "@jupyter-widgets/base";
import { mountWorkbench } from "./mount-workbench.js";
import { forgetView, rememberView } from "./open-views.js";
import type { WorkbenchModel } from "./workbench-model.js";

/** One view of the workbench: the layout of the panels, and their end when the view goes. */
export class WorkbenchView extends DOMWidgetView {
  // "declare": Backbone calls render after its own constructor; a plain field would be fine, but initialize may come first
  declare private closing: AbortController | undefined;

  override render(): void {
    this.closing = new AbortController();
    mountWorkbench(this.el, this.model as WorkbenchModel, this.closing.signal);
    rememberView(this);
  }

  override remove(): this {
    forgetView(this);
    this.closing?.abort();
    return super.remove();
  }
}
