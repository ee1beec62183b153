import { ILabShell, ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import type { WorkbenchModel } from "datacrafter-widgets";
import { LIVES, WANTS_TAB } from "datacrafter-widgets/lib/open-views.js";
import { critterIcon } from "./critter-icon.js";
import type { Notebook, Place } from "./living-workbenches.js";
import { WorkbenchTabs } from "./workbench-tabs.js";

export const OPEN_WORKBENCH_TAB = "datacrafter:open-workbench-tab";
/** on the body where tabs can be opened: the workbench's own button shows only there */
export const HAS_TABS = "dcTabs";

/** Opens the workbench of the notebook in a tab of the main area, and brings it back with the page. Only JupyterLab has such tabs: elsewhere the plugin does nothing. */
export const workbenchTabPlugin: JupyterFrontEndPlugin<void> = {
  id: "datacrafter-labextension:workbench-tab",
  description: "Opens the DataCrafter workbench in a tab of the main area.",
  autoStart: true,
  optional: [ILabShell, ITranslator, ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
  ): void => {
    if (!shell) {
      return;
    }
    const trans = (translator ?? nullTranslator).load("datacrafter");
    const tabs = new WorkbenchTabs(shell, trans);
    app.commands.addCommand(OPEN_WORKBENCH_TAB, {
      label: trans.__("Open the workbench in a tab"),
      caption: trans.__("Shows the workbench of this notebook in a tab of its own"),
      icon: critterIcon,
      describedBy: {
        args: {
          type: "object",
          properties: {
            path: {
              type: "string",
              description: trans.__("Whose workbench: a notebook. Without it, the one in front"),
            },
            folder: { type: "string", description: trans.__("Which one of that notebook: its session's folder") },
          },
        },
      },
      execute: (args) => {
        const place = parsePlace(args);
        return place ? tabs.openAt(place) : tabs.open(shell.currentWidget?.node ?? null);
      },
    });
    palette?.addItem({ command: OPEN_WORKBENCH_TAB, category: "DataCrafter" });
    void restorer?.restore(tabs.tracker, {
      command: OPEN_WORKBENCH_TAB,
      args: ({ content }) => ({ ...content.place }),
      // one without a name is not brought back
      name: ({ content: { place } }) => (place ? `${place.path}:${place.folder}` : ""),
    });
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew: (_panel, context) => tabs.living.follow(context as Notebook),
    });
    document.body.dataset[HAS_TABS] = "true";
    document.addEventListener(WANTS_TAB, ({ target }) => void tabs.open(target as Node));
    document.addEventListener(LIVES, (event) => tabs.living.add((event as CustomEvent<WorkbenchModel>).detail));
  },
};

/** Of a command's arguments, which come from a saved layout too. @returns null where they name no place */
function parsePlace({ path, folder }: Readonly<Record<string, unknown>>): Place | null {
  return typeof path === "string" && typeof folder === "string" ? { path, folder } : null;
}
