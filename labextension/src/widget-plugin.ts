import { type ExportMap, IJupyterWidgetRegistry } from "@jupyter-widgets/base";
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { PACKAGE_VERSION, WIDGET_MODULE } from "datacrafter-widgets/lib/protocol.js";

/** Tells JupyterLab's widget manager where the workbench and the annotator are. */
export const widgetPlugin: JupyterFrontEndPlugin<void> = {
  id: "datacrafter-labextension:widget",
  description: "Registers the DataCrafter workbench and annotator with the widget manager.",
  autoStart: true,
  requires: [IJupyterWidgetRegistry],
  activate: (_app: JupyterFrontEnd, registry: IJupyterWidgetRegistry): void => {
    registry.registerWidget({ name: WIDGET_MODULE, version: PACKAGE_VERSION, exports: loadWidgets });
  },
};

/** Fetched when the first of them is shown, not when JupyterLab starts. */
async function loadWidgets(): Promise<ExportMap> {
  const [widgets] = await Promise.all([import("datacrafter-widgets"), import("datacrafter-widgets/style/index.js")]);
  const { AnnotatorModel, AnnotatorView, WorkbenchModel, WorkbenchView } = widgets;
  return { AnnotatorModel, AnnotatorView, WorkbenchModel, WorkbenchView };
}
