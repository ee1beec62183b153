import "./browser-stand-ins.js";

import type { WorkbenchModel } from "../../widgets/src/workbench-model.js";
import { FakeKernel, openModel } from "./fake-kernel.js";
import { madeUpMap, STATE } from "./made-up-data.js";
import { settle } from "./settle.js";

/** A model with its kernel, three images of each of ten classes (the first of three original), and an element to put a panel in. */
export async function openWorkbench(state: object = STATE): Promise<{
  readonly kernel: FakeKernel;
  readonly model: WorkbenchModel;
  readonly host: HTMLElement;
  readonly signal: AbortSignal;
}> {
  const kernel = new FakeKernel(madeUpMap(3));
  const model = openModel(kernel, state);
  await settle();
  const host = document.createElement("div");
  document.body.replaceChildren(host);
  return { kernel, model, host, signal: new AbortController().signal };
}

/** The button with this visible name. */
export function buttonNamed(host: ParentNode, name: string): HTMLButtonElement {
  const found = [...host.querySelectorAll("button")].find((made) => made.querySelector("span")?.textContent === name);
  if (!found) {
    throw new Error(`No button "${name}" here.`);
  }
  return found;
}
