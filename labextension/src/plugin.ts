import type { JupyterFrontEndPlugin } from "@jupyterlab/application";
import { quickstartPlugin } from "./quickstart-plugin.js";
import { savedOutputPlugin } from "./saved-output-plugin.js";
import { widgetPlugin } from "./widget-plugin.js";
import { workbenchTabPlugin } from "./workbench-tab-plugin.js";

/** Plugins of their own, so that the quickstart opens even where the widget manager is missing. */
const plugins: JupyterFrontEndPlugin<void>[] = [widgetPlugin, savedOutputPlugin, quickstartPlugin, workbenchTabPlugin];

export default plugins;
