import { ILabShell, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, MainAreaWidget, showErrorMessage } from "@jupyterlab/apputils";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { critterIcon } from "./critter-icon.js";

export const OPEN_WORKBENCH_TAB = "datacrafter:open-workbench-tab";
/** on the body where tabs can be opened: the workbench's own button shows only there */
export const HAS_TABS = "dcTabs";
/** as in datacrafter-widgets, which is not loaded before a widget is shown */
const WANTS_TAB = "datacrafter:wants-tab";

/** Opens the workbench of the notebook in a tab of the main area. Only JupyterLab has such tabs: elsewhere the plugin does nothing. */
export const workbenchTabPlugin: JupyterFrontEndPlugin<void> = {
  id: "datacrafter-labextension:workbench-tab",
  description: "Opens the DataCrafter workbench in a tab of the main area.",
  autoStart: true,
  optional: [ILabShell, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
  ): void => {
    if (!shell) {
      return;
    }
    const trans = (translator ?? nullTranslator).load("datacrafter");
    let tabs = 0;
    const open = async (within: Node | null): Promise<void> => {
      const { pickView } = await import("datacrafter-widgets");
      const view = await pickView(within)?.openAgain();
      if (!view) {
        await showErrorMessage(
          trans.__("There is no workbench to open"),
          trans.__("Run the cell with session.show(), scroll to it once, then try again."),
        );
        return;
      }
      view.luminoWidget.addClass("dc-in-tab");
      const tab = new MainAreaWidget({ content: view.luminoWidget });
      tab.id = `datacrafter-workbench-${++tabs}`;
      tab.title.label = trans.__("Workbench");
      tab.title.icon = critterIcon;
      tab.title.closable = true;
      shell.add(tab, "main");
      shell.activateById(tab.id);
    };
    app.commands.addCommand(OPEN_WORKBENCH_TAB, {
      label: trans.__("Open the workbench in a tab"),
      caption: trans.__("Shows the workbench of this notebook in a tab of its own"),
      icon: critterIcon,
      describedBy: { args: { type: "object", properties: {} } },
      execute: () => open(shell.currentWidget?.node ?? null),
    });
    palette?.addItem({ command: OPEN_WORKBENCH_TAB, category: "DataCrafter" });
    document.body.dataset[HAS_TABS] = "true";
    document.addEventListener(WANTS_TAB, ({ target }) => void open(target as Node));
  },
};
