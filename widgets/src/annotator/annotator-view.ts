import { DOMWidgetView } from "@jupyter-widgets/base";
import type { AnnotatorModel } from "./annotator-model.js";
import { mountAnnotator } from "./mount-annotator.js";

/** One view of the annotator, and its end when the view goes. */
export class AnnotatorView extends DOMWidgetView {
  // "declare": Backbone calls render inside the base constructor
  declare private closing: AbortController | undefined;

  override render(): void {
    this.closing = new AbortController();
    mountAnnotator(this.el, this.model as AnnotatorModel, this.closing.signal);
  }

  override remove(): this {
    this.closing?.abort();
    return super.remove();
  }
}
