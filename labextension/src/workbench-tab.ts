import type { DOMWidgetView } from "@jupyter-widgets/base";
import { Panel, Widget } from "@lumino/widgets";
import type { WorkbenchModel } from "datacrafter-widgets";
import type { Place } from "./living-workbenches.js";

/** What a tab of the main area holds: a workbench while it lives, else a sentence that says what brings it back. */
export class WorkbenchTab extends Panel {
  /** whose workbench it is; null where that cannot be told, as in a console */
  place: Place | null;
  #model: WorkbenchModel | null = null;
  #sentence = "";

  constructor(place: Place | null) {
    super();
    this.place = place;
  }

  /** Another view of the same model: what is done in one is seen in both. */
  async showWorkbench(model: WorkbenchModel): Promise<void> {
    if (this.#model === model) return;
    this.#model = model;
    const { luminoWidget } = await model.widget_manager.create_view<DOMWidgetView>(model);
    if (this.isDisposed || this.#model !== model) return luminoWidget.dispose();
    luminoWidget.addClass("dc-in-tab");
    this.#replace(luminoWidget);
    this.#sentence = "";
  }

  /** @param sentence is shown as text, whatever is in it */
  showSentence(sentence: string): void {
    this.#model = null;
    if (this.#sentence === sentence) return;
    this.#sentence = sentence;
    const line = document.createElement("p");
    line.className = "dc-tab-sentence";
    line.setAttribute("role", "status");
    line.textContent = sentence;
    this.#replace(new Widget({ node: line }));
  }

  /** The workbench takes keys only while the focus is in it. */
  protected override onActivateRequest(): void {
    if (!this.node.contains(document.activeElement) || document.activeElement === this.node) {
      this.widgets[0]?.node.focus();
    }
  }

  #replace(widget: Widget): void {
    for (const before of [...this.widgets]) before.dispose();
    this.addWidget(widget);
  }
}
