export { AnnotatorModel } from "./annotator/annotator-model.js";
export { AnnotatorView } from "./annotator/annotator-view.js";
export { mountWorkbench } from "./mount-workbench.js";
export { pickView } from "./open-views.js";
export { PACKAGE_VERSION, WIDGET_MODULE } from "./protocol.js";
export type { Workbench } from "./workbench.js";
export { WorkbenchModel } from "./workbench-model.js";
export { WorkbenchView } from "./workbench-view.js";
