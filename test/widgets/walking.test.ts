import "./browser-stand-ins";

import { WorkbenchView } from "../../widgets/src/workbench-view";
import { buttonNamed, openWorkbench } from "./fake-workbench";
import { STATE } from "./made-up-data";
import { settle } from "./settle";

async function openView() {
  const opened = await openWorkbench();
  const view = new WorkbenchView({ model: opened.model, options: {} } as never);
  view.render();
  opened.host.append(view.el);
  /** on what has the focus, as a keyboard does */
  const press = (key: string): boolean =>
    (document.activeElement ?? view.el).dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
    );
  const focused = (): string | undefined => (document.activeElement as HTMLElement).dataset.id;
  const cell = (id: string, within = ".dc-thumbnails"): HTMLElement =>
    view.el.querySelector(`${within} [data-id=${id}]`) as HTMLElement;
  return { ...opened, view, press, focused, cell };
}

describe("pictures under the keyboard", () => {
  it("are walked through with the arrows; R and W judge the one with the focus and go on", async () => {
    const { kernel, model, press, focused, cell } = await openView();
    model.select(["image-1", "image-2", "image-4", "image-5"]);
    cell("image-1").focus();
    press("ArrowRight");
    expect(focused()).toBe("image-2");
    press("ArrowLeft");
    press("r");
    press("w");
    expect(focused()).toBe("image-4");
    press("R");
    press("r");
    expect(focused()).toBe("image-5");
    expect([kernel.asked("reject"), kernel.asked("want")]).toEqual([
      [
        { kind: "reject", ids: ["image-1"] },
        { kind: "reject", ids: ["image-4"] },
        { kind: "reject", ids: ["image-5"] },
      ],
      [{ kind: "want", ids: ["image-2"] }],
    ]);
    await settle();
    expect(cell("image-1").dataset.look).toBe("rejected");
    expect(model.selection).toHaveLength(4);
  });

  it("open large with Space, go on with the arrows, are judged there, and give the focus back on Esc", async () => {
    const { kernel, model, view, press, focused, cell } = await openView();
    model.select(["image-1", "image-2", "image-4"]);
    cell("image-1").focus();
    press(" ");
    const large = view.el.querySelector(".dc-large") as HTMLElement;
    expect([large.hidden, large.getAttribute("role")]).toEqual([false, "dialog"]);
    expect(kernel.asked("picture")).toEqual([{ kind: "picture", id: "image-1" }]);
    await settle();
    expect(large.querySelector("img")?.src).toMatch(/^blob:/);
    press("ArrowRight");
    press("r");
    expect(kernel.asked("reject")).toEqual([{ kind: "reject", ids: ["image-2"] }]);
    expect(large.textContent).toContain("3 of 3");
    const below = view.el.querySelector(".dc-panels") as HTMLElement;
    expect(below.inert).toBe(true);
    press("Escape");
    expect([large.hidden, below.inert, focused(), model.selection.length]).toEqual([true, false, "image-4", 3]);
  });
});

describe("the tour", () => {
  it("goes through its hints with the keyboard and ends with Esc or Done, where it began", async () => {
    const { view, press } = await openView();
    const help = view.el.querySelector(".dc-help") as HTMLButtonElement;
    const hint = view.el.querySelector(".dc-tour") as HTMLElement;
    expect([hint.hidden, help.getAttribute("aria-label")]).toEqual([true, "Tour of the workbench"]);
    help.focus();
    help.click();
    const titles = [hint.querySelector("h3")?.textContent];
    for (let i = 0; i < 5; i++) {
      press("ArrowRight");
      titles.push(hint.querySelector("h3")?.textContent);
    }
    expect(titles.map((title) => title?.slice(3))).toEqual(["Look", "Point", "Judge", "Refine", "Generate", "Compare"]);
    expect(view.el.querySelectorAll(".dc-lit")).toHaveLength(1);
    buttonNamed(hint, "Done").click();
    expect([hint.hidden, document.activeElement === help, view.el.querySelector(".dc-lit")]).toEqual([
      true,
      true,
      null,
    ]);
    help.click();
    press("Escape");
    expect(hint.hidden).toBe(true);
  });
});

describe("tabs", () => {
  it("show one panel at a time; the arrows go from one to the next", async () => {
    const { view } = await openView();
    const [prompts, info] = ["Prompts", "Info"].map((name) => view.el.querySelector(`button[data-tab=${name}]`));
    const panel = (name: string): HTMLElement => view.el.querySelector(`.dc-${name}`) as HTMLElement;
    expect([panel("prompts").hidden, panel("info").hidden]).toEqual([false, true]);
    (prompts as HTMLElement).focus();
    prompts?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect([panel("prompts").hidden, panel("info").hidden, document.activeElement === info]).toEqual([
      true,
      false,
      true,
    ]);
    expect([info?.getAttribute("aria-selected"), prompts?.getAttribute("tabindex")]).toEqual(["true", "-1"]);
  });
});

describe("the focus", () => {
  const frame = (): Promise<void> =>
    new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));

  it("goes to the workbench when its control is taken away, and not when the person went elsewhere", async () => {
    const { model, view } = await openView();
    const elsewhere = document.createElement("input");
    document.body.append(elsewhere);
    model.select(["image-1"]);
    const deselect = buttonNamed(view.el, "Deselect");
    deselect.focus();
    deselect.remove();
    model.select([]);
    await frame();
    expect(document.activeElement).toBe(view.el);
    elsewhere.focus();
    elsewhere.remove();
    model.select(["image-1"]);
    await frame();
    expect(document.activeElement).toBe(document.body);
  });

  it("comes back to a button that was off while the kernel answered", async () => {
    const { kernel, view } = await openView();
    const undo = buttonNamed(view.el, "Undo");
    undo.focus();
    undo.click();
    expect(undo.disabled).toBe(true);
    undo.blur(); // what a browser does to a control that is switched off
    await settle();
    expect([kernel.asked("undo").length, undo.disabled, document.activeElement === undo]).toEqual([1, false, true]);
  });

  it("stays on a prompt's card when its numbers change, and on an iteration's button", async () => {
    const { kernel, view } = await openView();
    const card = view.el.querySelector(".dc-card") as HTMLElement;
    buttonNamed(card, "Edit").focus();
    kernel.setState({ prompts: STATE.prompts.map((each) => ({ ...each, rejected: each.rejected + 1 })) });
    await settle();
    expect(document.activeElement).toBe(buttonNamed(card, "Edit"));
    buttonNamed(view.el, "2 \u00b7 $0.40").focus();
    kernel.setState({ iterations: STATE.iterations.map((each) => ({ ...each, rejected: 0 })) });
    await settle();
    expect((document.activeElement as HTMLElement).dataset.iteration).toBe("2");
  });
});
