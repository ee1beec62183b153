import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { type Renderers, SavedOutput } from "./saved-output.js";

/** Beside the widget in an output of ours; its only meaning is that this renderer is asked. */
export const SAVED_OUTPUT_TYPE = "application/vnd.datacrafter.output+json";

/** The widget manager's own rank is -10; the lowest number is asked first. */
const RANK = -20;

/** What is used of a notebook's panel. */
interface WithRenderers {
  readonly content: { readonly rendermime: Renderers };
}

/** Shows what a notebook saved of a workbench wherever there is no kernel, or another one, to show the workbench itself. */
export const savedOutputPlugin: JupyterFrontEndPlugin<void> = {
  id: "datacrafter-labextension:saved-output",
  description: "Shows the saved picture of a workbench where its kernel is gone.",
  autoStart: true,
  activate: (app: JupyterFrontEnd): void => {
    app.docRegistry.addWidgetExtension("Notebook", {
      createNew: (panel) => {
        // each notebook has renderers of its own, and the widget manager adds its there
        const { rendermime } = (panel as unknown as WithRenderers).content;
        rendermime.addFactory(
          {
            safe: false, // the widget runs code: what is not trusted gets the cleaned HTML
            mimeTypes: [SAVED_OUTPUT_TYPE],
            createRenderer: () => new SavedOutput(rendermime),
          },
          RANK,
        );
      },
    });
  },
};
