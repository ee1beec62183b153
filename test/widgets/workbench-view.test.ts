import "./browser-stand-ins";

import { WorkbenchView } from "../../widgets/src/workbench-view";
import { openWorkbench } from "./fake-workbench";
import { settle } from "./settle";

async function openView() {
  const opened = await openWorkbench();
  const view = new WorkbenchView({ model: opened.model, options: {} } as never);
  view.render();
  opened.host.append(view.el);
  const press = (key: string, target: Element = view.el, more: KeyboardEventInit = {}): boolean =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  return { ...opened, view, press };
}

describe("WorkbenchView", () => {
  it("keeps the notebook's shortcuts out", async () => {
    const { view } = await openView();
    expect(view.el.dataset.lmSuppressShortcuts).toBe("true");
    expect(view.el.tabIndex).toBe(-1);
  });

  it("rejects with R, wants with W, undoes with Z, selects nothing with Esc", async () => {
    const { kernel, model, press } = await openView();
    model.select(["image-1"]);
    press("r");
    press("w");
    press("z");
    press("Escape");
    expect(["reject", "want", "undo"].map((kind) => kernel.asked(kind as "undo").length)).toEqual([1, 1, 1]);
    expect(model.selection).toEqual([]);
  });

  it("redoes with Shift+Z, Ctrl+Shift+Z and Ctrl+Y, while there is something to redo", async () => {
    const { kernel, press } = await openView();
    press("Z", undefined, { shiftKey: true });
    expect(kernel.asked("redo")).toEqual([]);
    kernel.setState({ redo: "reject 12 images" });
    await settle();
    for (const key of [{ shiftKey: true }, { shiftKey: true, ctrlKey: true }, { shiftKey: true, metaKey: true }]) {
      press("Z", undefined, key);
      await settle();
    }
    press("y", undefined, { ctrlKey: true });
    expect(kernel.asked("redo")).toHaveLength(4);
    expect(kernel.asked("undo")).toEqual([]);
  });

  it("leaves keys in text fields, and those of the browser, alone", async () => {
    const { kernel, model, view, press } = await openView();
    model.select(["image-1"]);
    press("r", view.el.querySelector("input") as Element);
    expect(press("r", view.el, { ctrlKey: true })).toBe(true);
    expect(kernel.asked("reject")).toEqual([]);
  });

  it("gives every button a name", async () => {
    const { model, view } = await openView();
    model.select(["image-1"]);
    for (const made of view.el.querySelectorAll("button")) {
      expect(made.getAttribute("aria-label") ?? made.textContent).toMatch(/\S/);
    }
  });

  it("listens to nothing any more once it is removed", async () => {
    const { kernel, model, view } = await openView();
    const status = view.el.querySelector(".dc-status") as HTMLElement;
    const before = status.textContent;
    view.remove();
    kernel.setState({ job: { kind: "refine", done: 0, total: 0 } });
    model.select(["image-1"]);
    await settle();
    expect(status.textContent).toBe(before);
    expect(view.el.querySelectorAll(".dc-thumbnail")).toHaveLength(0);
  });
});
