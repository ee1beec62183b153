import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, showErrorMessage } from "@jupyterlab/apputils";
import { ILauncher } from "@jupyterlab/launcher";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { critterIcon } from "./critter-icon.js";
import { findQuickstart } from "./find-quickstart.js";

export const OPEN_QUICKSTART = "datacrafter:open-quickstart";
const CATEGORY = "DataCrafter";

/** The command that opens the quickstart, on the launcher and in the palette. */
export const quickstartPlugin: JupyterFrontEndPlugin<void> = {
  id: "datacrafter-labextension:quickstart",
  description: "Opens the DataCrafter quickstart from the launcher and the command palette.",
  autoStart: true,
  optional: [ITranslator, ILauncher, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
  ): void => {
    const trans = (translator ?? nullTranslator).load("datacrafter");
    app.commands.addCommand(OPEN_QUICKSTART, {
      label: (args) => (args.isPalette ? trans.__("Open the quickstart") : trans.__("DataCrafter quickstart")),
      caption: trans.__("Grow a small image dataset by pointing at images, in ten minutes"),
      icon: critterIcon,
      describedBy: { args: { type: "object", properties: { isPalette: { type: "boolean" } } } },
      execute: async () => {
        try {
          const path = await findQuickstart(app.serviceManager.contents);
          return await app.commands.execute("docmanager:open", { path });
        } catch (error) {
          await showErrorMessage(trans.__("The quickstart cannot be opened"), error as Error);
          return undefined;
        }
      },
    });
    // a category of its own: in "Notebook" the launcher would look for a kernel's logo
    launcher?.add({ command: OPEN_QUICKSTART, category: CATEGORY });
    palette?.addItem({ command: OPEN_QUICKSTART, category: CATEGORY, args: { isPalette: true } });
  },
};
