import type { ILabShell } from "@jupyterlab/application";
import { MainAreaWidget, showErrorMessage, WidgetTracker } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { WorkbenchModel } from "datacrafter-widgets";
import { critterIcon } from "./critter-icon.js";
import { LivingWorkbenches, type Place } from "./living-workbenches.js";
import { WorkbenchTab } from "./workbench-tab.js";

const NAMESPACE = "datacrafter-workbench";

type Tab = MainAreaWidget<WorkbenchTab>;

/** The tabs of the main area that hold workbenches, one for each place, and what is in them while kernels and notebooks come and go. */
export class WorkbenchTabs {
  /** what JupyterLab brings back with the page */
  readonly tracker: WidgetTracker<Tab> = new WidgetTracker<Tab>({ namespace: NAMESPACE });
  readonly living: LivingWorkbenches;
  readonly #shell: ILabShell;
  readonly #trans: TranslationBundle;
  #made = 0;

  constructor(shell: ILabShell, trans: TranslationBundle) {
    this.#shell = shell;
    this.#trans = trans;
    this.living = new LivingWorkbenches({
      changed: oncePerTask(() => {
        this.tracker.forEach((tab) => {
          this.#fill(tab);
        });
      }),
      renamed: (before, after) => this.#rename(before, after),
    });
  }

  /** Opens the tab of the workbench that a person looks at, or brings it to the front. @param within see pickView */
  async open(within: Node | null): Promise<void> {
    const { pickView } = await import("datacrafter-widgets");
    const model = pickView(within)?.model as WorkbenchModel | undefined;
    if (!model) {
      await showErrorMessage(
        this.#trans.__("There is no workbench to open"),
        this.#trans.__("Run the cell with session.show(), scroll to it once, then try again."),
      );
      return;
    }
    const place = this.living.placeOf(model);
    const tab = await this.#tabAt(place);
    await tab.content.showWorkbench((place && this.living.find(place)) ?? model);
    this.#shell.activateById(tab.id);
  }

  /** Opens the tab of a place; its workbench may come later. */
  async openAt(place: Place): Promise<void> {
    // the sentence's looks; a workbench brings them along
    void import("datacrafter-widgets/style/index.js");
    this.#fill(await this.#tabAt(place));
  }

  async #tabAt(place: Place | null): Promise<Tab> {
    const open = this.tracker.find(({ content }) => place !== null && isSame(content.place, place));
    if (open) return open;
    const tab = new MainAreaWidget({ content: new WorkbenchTab(place) });
    tab.id = `${NAMESPACE}-${++this.#made}`;
    tab.title.label = this.#trans.__("Workbench");
    tab.title.caption = place?.path ?? "";
    tab.title.icon = critterIcon;
    tab.title.closable = true;
    // awaited: JupyterLab puts at its old place only what the tracker has by then
    await this.tracker.add(tab);
    this.#shell.add(tab, "main", { activate: false });
    return tab;
  }

  #fill({ content }: Tab): void {
    if (!content.place) return;
    const model = this.living.find(content.place);
    if (model) void content.showWorkbench(model);
    else content.showSentence(this.#whatToDo(content.place));
  }

  #whatToDo({ path }: Place): string {
    return this.living.isOpen(path)
      ? this.#trans.__(
          "The workbench comes back when its cell has been run: run the cell with session.show() in %1.",
          path,
        )
      : this.#trans.__("The workbench comes back when its notebook is open: open %1.", path);
  }

  #rename(before: string, after: string): void {
    this.tracker.forEach((tab) => {
      if (tab.content.place?.path !== before) return;
      tab.content.place = { ...tab.content.place, path: after };
      tab.title.caption = after;
      this.#fill(tab);
      void this.tracker.save(tab);
    });
  }
}

function isSame(a: Place | null, b: Place): boolean {
  return a?.path === b.path && a.folder === b.folder;
}

/** After a reload all models come in one task; without it each of them would be drawn. */
function oncePerTask(call: () => void): () => void {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      call();
    });
  };
}
