import { panel } from "../dom.js";
import type { Workbench } from "../workbench.js";
import { classBars } from "./class-bars.js";
import { labelList } from "./label-list.js";

/** What the images are: how many of each class, and the content labels on them. */
export function infoPanel(workbench: Workbench, signal: AbortSignal): HTMLElement {
  return panel("info", "Info", classBars(workbench, signal), labelList(workbench, signal));
}
