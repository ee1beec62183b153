export { mountWorkbench } from "./mount-workbench.js";
export { PACKAGE_VERSION, WIDGET_MODULE } from "./protocol.js";
export type { Workbench } from "./workbench.js";
export { WorkbenchModel } from "./workbench-model.js";
export { WorkbenchView } from "./workbench-view.js";
