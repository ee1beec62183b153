import { messageBar } from "../../widgets/src/panels/message-bar";
import { promptsPanel } from "../../widgets/src/panels/prompts-panel";
import { selectionPanel } from "../../widgets/src/panels/selection-panel";
import { toolbar } from "../../widgets/src/panels/toolbar";
import { buttonNamed, openWorkbench } from "./fake-workbench";
import { PROMPTS, STATE } from "./made-up-data";
import { settle } from "./settle";

const HOSTILE = "<img src=x onerror=alert(1)>";

describe("toolbar", () => {
  it("sends refine and undo, and generate with the number in the field", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    buttonNamed(host, "Refine").click();
    buttonNamed(host, "Undo").click();
    const field = host.querySelector("input") as HTMLInputElement;
    expect(field.value).toBe("2");
    field.value = "5";
    buttonNamed(host, "Generate").click();
    expect([kernel.asked("refine"), kernel.asked("undo"), kernel.asked("generate")]).toEqual([
      [{ kind: "refine" }],
      [{ kind: "undo" }],
      [{ kind: "generate", perImage: 5 }],
    ]);
  });

  it.each([
    ["-3", 1],
    ["", 1],
    ["2.4", 2],
    ["1e9", 50],
  ])("takes the number %j as %i", async (typed, perImage) => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    (host.querySelector("input") as HTMLInputElement).value = typed;
    buttonNamed(host, "Generate").click();
    expect(kernel.asked("generate")).toEqual([{ kind: "generate", perImage }]);
  });

  it("shows a running job, offers to cancel it, and lets no second one start", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    const bar = host.querySelector("[role=progressbar]") as HTMLElement;
    expect([bar.hidden, buttonNamed(host, "Cancel").hidden]).toEqual([true, true]);
    kernel.setState({ job: { kind: "generate", done: 15, total: 60 } });
    await settle();
    expect([bar.hidden, bar.getAttribute("aria-valuenow")]).toEqual([false, "25"]);
    expect(host.querySelector("[role=status]")?.textContent).toBe("Generating images: 15 of 60");
    expect([buttonNamed(host, "Refine").disabled, buttonNamed(host, "Generate").disabled]).toEqual([true, true]);
    buttonNamed(host, "Cancel").click();
    expect(kernel.asked("cancel")).toHaveLength(1);
  });

  it("says what Generate is expected to take, for the number in the field, and how fast a job goes", async () => {
    let now = 1000;
    jest.spyOn(performance, "now").mockImplementation(() => now);
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    const cost = host.querySelector(".dc-cost") as HTMLElement;
    expect([cost.textContent, cost.title]).toEqual([
      "about 41 s, $0.40",
      "200 images: what Generate is expected to take",
    ]);
    const field = host.querySelector("input") as HTMLInputElement;
    field.value = "5";
    field.dispatchEvent(new Event("input"));
    expect(cost.textContent).toBe("about 2 min, $1.00");
    const report = async (done: number, at: number): Promise<string | null | undefined> => {
      now = at;
      kernel.setState({ job: { kind: "generate", done, total: 60 } });
      await settle();
      return host.querySelector(".dc-pace")?.textContent;
    };
    expect(await report(10, 2000)).toBe("");
    expect(await report(20, 7000)).toBe("2.0 per second, about 20 s left");
    jest.restoreAllMocks();
  });

  it("cannot be pressed twice while the kernel has not answered", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    kernel.isAnswering = false;
    buttonNamed(host, "Refine").click();
    buttonNamed(host, "Refine").click();
    expect(kernel.asked("refine")).toHaveLength(1);
    expect(buttonNamed(host, "Refine").title).toBe("Waiting for the kernel");
  });

  it("says why nothing can be done without a kernel", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(toolbar(model, { startTour: () => undefined, signal }));
    model.comm_live = false;
    expect(buttonNamed(host, "Refine").disabled).toBe(true);
    expect(buttonNamed(host, "Refine").title).toMatch(/kernel is disconnected/);
    expect(host.querySelector("[role=status]")?.textContent).toMatch(/^Kernel disconnected/);
  });
});

describe("selectionPanel", () => {
  it("says what to do while nothing is selected", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    expect(host.querySelector(".dc-steps")?.textContent).toMatch(/Lasso some hollow points/);
    expect((host.querySelector(".dc-actions") as HTMLElement).hidden).toBe(true);
  });

  it("shows the selected images, generated ones first, with their pictures once they come", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-0", "image-1", "image-2"]);
    const cells = [...host.querySelectorAll<HTMLElement>(".dc-thumbnail")];
    expect(cells.map((cell) => cell.dataset.id)).toEqual(["image-1", "image-2", "image-0"]);
    expect(cells[0].getAttribute("aria-label")).toMatch(/^bear, generated in iteration \d$/);
    expect(host.querySelector(".dc-summary")?.textContent).toBe("3 selected: 2 generated, bear");
    await settle();
    expect(cells[0].querySelector("img")?.src).toMatch(/^blob:/);
  });

  it("sends why with the next verdict on the selection, once", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-1", "image-2"]);
    const why = host.querySelector(".dc-reason") as HTMLInputElement;
    const say = (text: string): void => {
      why.value = text;
      why.dispatchEvent(new Event("input"));
    };
    say(" two tails ");
    why.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    await settle();
    expect(why.value).toBe("");
    say("a good one");
    kernel.failures.set("want", "The session is closed.");
    buttonNamed(host, "Want more").click();
    await settle();
    expect(why.value).toBe("a good one");
    kernel.failures.clear();
    buttonNamed(host, "Want more").click();
    await settle();
    buttonNamed(host, "Clear").click();
    const ids = ["image-1", "image-2"];
    expect([kernel.asked("reject"), kernel.asked("want").at(-1), kernel.asked("clear")]).toEqual([
      [{ kind: "reject", ids, reason: "two tails" }],
      { kind: "want", ids, reason: "a good one" },
      [{ kind: "clear", ids }],
    ]);
  });

  it("rejects the generated images of the selection and leaves originals alone", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-0", "image-1", "image-2"]);
    buttonNamed(host, "Reject").click();
    expect(kernel.asked("reject")).toEqual([{ kind: "reject", ids: ["image-1", "image-2"] }]);
    await settle();
    expect(host.querySelector<HTMLElement>("[data-id=image-1]")?.dataset.look).toBe("rejected");
    expect(buttonNamed(host, "Clear").disabled).toBe(false);
  });

  it("offers no verdict on originals", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-0"]);
    expect(buttonNamed(host, "Reject").disabled).toBe(true);
    expect(buttonNamed(host, "Reject").title).toMatch(/verdicts are for generated images/);
  });

  it("takes one out with Ctrl-click or Delete, and narrows to one with a click", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-1", "image-2", "image-4"]);
    const cell = (id: string): HTMLElement => host.querySelector(`[data-id=${id}]`) as HTMLElement;
    cell("image-1").dispatchEvent(new MouseEvent("click", { ctrlKey: true }));
    expect(model.selection).toEqual(["image-2", "image-4"]);
    cell("image-2").dispatchEvent(new KeyboardEvent("keydown", { key: "Delete" }));
    expect(model.selection).toEqual(["image-4"]);
    model.select(["image-1", "image-2"]);
    cell("image-2").click();
    expect(model.selection).toEqual(["image-2"]);
  });
});

describe("promptsPanel", () => {
  it("shows proposals first, with what changed and why", async () => {
    const { model, host, signal } = await openWorkbench({ ...STATE, prompts: [...PROMPTS].reverse() });
    host.append(promptsPanel(model, signal));
    const first = host.querySelector(".dc-card") as HTMLElement;
    expect(first.dataset.status).toBe("proposed");
    expect(first.querySelector("ins")?.textContent).toMatch(/^:3/);
    expect(first.querySelector(".dc-why")?.textContent).toMatch(/in 7 of 8 wanted/);
  });

  it("shows the template before its reasons, four of them and the others on request", async () => {
    const card = { ...PROMPTS[0], why: ["one", "two", "three", "four", "five", "six"] };
    const { model, host, signal } = await openWorkbench({ ...STATE, prompts: [card] });
    host.append(promptsPanel(model, signal));
    const [, text, why, more] = host.querySelector(".dc-card")?.children ?? [];
    expect([text.className, why.children.length]).toEqual(["dc-template", 4]);
    expect([more.tagName, more.querySelector("summary")?.textContent]).toEqual(["DETAILS", "and 2 more"]);
    expect(more.querySelectorAll("li")).toHaveLength(2);
  });

  it("sends accept with the text, discard, and edit with the new text", async () => {
    const { kernel, model, host, signal } = await openWorkbench({ ...STATE, prompts: PROMPTS.slice(0, 1) });
    host.append(promptsPanel(model, signal));
    buttonNamed(host, "Accept").click();
    buttonNamed(host, "Discard").click();
    await settle();
    buttonNamed(host, "Edit").click();
    (host.querySelector("textarea") as HTMLTextAreaElement).value = " a calm {class} ";
    buttonNamed(host, "Save").click();
    expect([kernel.asked("accept"), kernel.asked("discard"), kernel.asked("edit")]).toEqual([
      [{ kind: "accept", promptId: "p1", text: PROMPTS[0].text }],
      [{ kind: "discard", promptId: "p1" }],
      [{ kind: "edit", promptId: "p1", text: "a calm {class}" }],
    ]);
    await settle();
    expect(host.querySelector("textarea")).toBeNull();
  });

  it("keeps a text that is being edited while the kernel sends news, and after the kernel refused it", async () => {
    const { kernel, model, host, signal } = await openWorkbench({ ...STATE, prompts: PROMPTS.slice(0, 1) });
    host.append(promptsPanel(model, signal));
    buttonNamed(host, "Edit").click();
    const field = host.querySelector("textarea") as HTMLTextAreaElement;
    field.value = "half a word";
    kernel.setState({ prompts: [PROMPTS[1], { ...PROMPTS[0], why: ["news"] }] });
    await settle();
    expect(host.querySelector("textarea")).toBe(field);
    kernel.failures.set("edit", "The template has no {class}.");
    buttonNamed(host, "Save").click();
    await settle();
    expect(host.querySelector("textarea")?.value).toBe("half a word");
    expect(model.notice?.text).toBe("The template has no {class}.");
  });

  it("can be narrowed to one class", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(promptsPanel(model, signal));
    const menu = host.querySelector(".dc-panel-tools .dc-menu") as HTMLDetailsElement;
    menu.open = true;
    buttonNamed(menu, "rabbit").click();
    await settle();
    expect([menu.open, menu.querySelector("summary")?.textContent]).toEqual([false, "rabbit"]);
    expect(buttonNamed(menu, "rabbit").getAttribute("aria-pressed")).toBe("true");
    const names = (): (string | null)[] => [...host.querySelectorAll(".dc-card-class")].map((name) => name.textContent);
    expect(names()).toEqual(["rabbit", "rabbit"]);
    menu.open = true;
    menu.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(menu.open).toBe(false);
    buttonNamed(menu, "All classes").click();
    expect(names().length).toBeGreaterThan(2);
  });

  it("shows text from strangers as text", async () => {
    const card = {
      ...PROMPTS[0],
      className: HOSTILE,
      text: HOSTILE,
      changes: [{ kind: "added" as const, text: HOSTILE }],
      why: [HOSTILE],
    };
    const { model, host, signal } = await openWorkbench({ ...STATE, classes: [HOSTILE], prompts: [card] });
    host.append(promptsPanel(model, signal));
    expect(host.querySelectorAll("img, b")).toHaveLength(0);
    expect(host.querySelector(".dc-why")?.textContent).toBe(HOSTILE);
  });
});

describe("messageBar", () => {
  it("shows the kernel's message until it is dismissed, and the next one again", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(messageBar(model, signal));
    const bar = host.firstElementChild as HTMLElement;
    expect(bar.hidden).toBe(true);
    kernel.setState({ message: `failed: ${HOSTILE}`, messageLevel: "error" });
    await settle();
    expect([bar.hidden, bar.dataset.level, bar.querySelector("img")]).toEqual([false, "error", null]);
    expect(bar.textContent).toContain(HOSTILE);
    (bar.querySelector("button") as HTMLButtonElement).click();
    expect(bar.hidden).toBe(true);
    kernel.setState({ message: "again" });
    await settle();
    expect(bar.hidden).toBe(false);
  });

  it("shows what failed here before the kernel's message", async () => {
    const { kernel, model, host, signal } = await openWorkbench({ ...STATE, message: "older" });
    host.append(messageBar(model, signal));
    kernel.failures.set("undo", "There is nothing to undo.");
    await model.act((request) => ({ request, kind: "undo" }));
    expect(host.querySelector(".dc-message-text")?.textContent).toBe("There is nothing to undo.");
  });
});
