import type { JupyterFrontEndPlugin } from "@jupyterlab/application";
import { quickstartPlugin } from "./quickstart-plugin.js";
import { widgetPlugin } from "./widget-plugin.js";

/** Two plugins, so that the quickstart opens even where the widget manager is missing. */
const plugins: JupyterFrontEndPlugin<void>[] = [widgetPlugin, quickstartPlugin];

export default plugins;
