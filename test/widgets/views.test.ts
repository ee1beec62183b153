import "./browser-stand-ins";

import { infoPanel } from "../../widgets/src/panels/info-panel";
import { orderLabels, ratioText } from "../../widgets/src/panels/label-list";
import { measuresPanel } from "../../widgets/src/panels/measures-panel";
import { promptsPanel } from "../../widgets/src/panels/prompts-panel";
import { reviewPanel } from "../../widgets/src/panels/review-panel";
import { selectionPanel } from "../../widgets/src/panels/selection-panel";
import { sourceRows } from "../../widgets/src/panels/source-rows";
import { buttonNamed, openWorkbench } from "./fake-workbench";
import { madeUpColumns } from "./made-up-columns";
import { PROMPTS, STATE } from "./made-up-data";
import { settle } from "./settle";

describe("infoPanel", () => {
  it("counts originals and generated images by class; a bar selects its images", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(infoPanel(model, signal));
    const bars = [...host.querySelectorAll<HTMLButtonElement>(".dc-bar")];
    expect(bars.slice(0, 4).map((bar) => bar.getAttribute("aria-label"))).toEqual([
      "bear: 1 original",
      "bear: 2 generated",
      "cat: 1 original",
      "cat: 2 generated",
    ]);
    bars[3].click();
    expect(model.selection).toEqual(["image-4", "image-5"]);
    expect([bars[3].textContent, bars[3].getAttribute("aria-label"), bars[1].textContent]).toEqual([
      "2 of 2",
      "cat: 2 generated, 2 selected",
      "2",
    ]);
    bars[2].click();
    expect(model.selection).toEqual(["image-3"]);
    expect([bars[3].textContent, bars[2].textContent]).toEqual(["2", "1 of 1"]);
  });

  it("lists labels by frequency, by ratio or by name; a label selects its images, and nothing when pressed again", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(infoPanel(model, signal));
    const names = (): (string | null)[] =>
      [...host.querySelectorAll("button.dc-label-name")].map((name) => name.textContent);
    const labels = (model.map?.labels ?? []).filter(({ isGroup }) => !isGroup);
    const most = Math.max(...labels.map(({ original, generated }) => original + generated));
    const first = labels.find(({ text }) => text === names()[0]);
    expect((first?.original ?? 0) + (first?.generated ?? 0)).toBe(most);
    buttonNamed(host, "A to Z").click();
    expect(names()).toEqual(labels.map(({ text }) => text).sort());
    const press = (): void => (host.querySelector("[data-label='label:beach']") as HTMLButtonElement).click();
    press();
    await settle();
    expect(kernel.asked("focus")).toEqual([{ kind: "focus", label: "label:beach" }]);
    expect(host.querySelector("[data-label][aria-pressed=true]")?.textContent).toBe("beach");
    press();
    expect(kernel.asked("focus")[1]).toEqual({ kind: "focus", label: null });
  });

  it("searches labels; Enter asks for their images, Esc clears the search", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(infoPanel(model, signal));
    const search = host.querySelector("input[type=search]") as HTMLInputElement;
    search.value = "ST";
    search.dispatchEvent(new Event("input"));
    expect([...host.querySelectorAll("button.dc-label-name")].map((name) => name.textContent).sort()).toEqual([
      "forest",
      "striped",
    ]);
    search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(kernel.asked("search")).toEqual([{ kind: "search", text: "ST" }]);
    search.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(host.querySelectorAll("button.dc-label-name").length).toBeGreaterThan(20);
  });

  it("hides a label and brings hidden ones back", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(infoPanel(model, signal));
    buttonNamed(host.querySelector("[data-label='label:snow']")?.closest("li") as HTMLElement, "Hide").click();
    buttonNamed(host, "Show").click();
    expect([kernel.asked("hide"), kernel.asked("restore")]).toEqual([
      [{ kind: "hide", label: "label:snow" }],
      [{ kind: "restore", label: "watermark" }],
    ]);
  });

  it("orders by generated images per original, labels that no original carries by their number", () => {
    const label = (text: string, original: number, generated: number) => ({
      ...{ id: text, text, isGroup: false, parent: null, original, generated },
    });
    const labels = [label("a", 10, 5), label("b", 0, 4), label("c", 2, 6), label("d", 2, 6)];
    expect(orderLabels(labels, "ratio", "").map(({ text }) => text)).toEqual(["b", "c", "d", "a"]);
    expect([ratioText(labels[0]), ratioText(labels[1])]).toEqual(["\u00d7 0.5", "only generated"]);
  });
});

describe("reviewPanel", () => {
  it("asks for suspicious images, shows why each is one, and goes on after a verdict", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(reviewPanel(model, signal));
    expect(host.textContent).toContain("Look first at what is most likely wrong");
    buttonNamed(host, "Find suspicious images").click();
    await settle();
    const ids = (model.suspects ?? []).map(({ id }) => id);
    expect(ids).toHaveLength(4);
    expect([...host.querySelectorAll(".dc-strip [data-id]")].map((cell) => (cell as HTMLElement).dataset.id)).toEqual(
      ids,
    );
    expect(host.querySelector(".dc-reasons")?.textContent).toMatch(/^Looks like dog/);
    buttonNamed(host, "Reject").click();
    expect(host.querySelector(".dc-reasons")?.textContent).toMatch(/^Lies 1\.6 times as far/);
    buttonNamed(host, "Want more").click();
    await settle();
    expect([kernel.asked("reject"), kernel.asked("want")]).toEqual([
      [{ kind: "reject", ids: [ids[0]] }],
      [{ kind: "want", ids: [ids[1]] }],
    ]);
    expect(host.querySelector(".dc-summary")?.textContent).toBe("4 suspicious, most suspicious first; 2 judged");
    buttonNamed(host, "Select all").click();
    expect(model.selection).toEqual(ids);
  });

  it("says so when nothing is suspicious", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(reviewPanel(model, signal));
    kernel.say({ kind: "suspects", images: [] });
    expect(host.querySelector(".dc-summary")?.textContent).toMatch(/^Nothing looks suspicious/);
    expect(model.suspects).toEqual([]);
  });
});

describe("the views of the selection", () => {
  it("rows: each original behind it with all that was made from it", async () => {
    const map = madeUpColumns(6); // two originals, four generated images of each class
    expect(sourceRows(["image-2", "image-9"], map)).toEqual([
      { source: "image-0", generated: ["image-2", "image-4"] },
      { source: "image-7", generated: ["image-9", "image-11"] },
    ]);
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    model.select(["image-2"]);
    buttonNamed(host, "Rows").click();
    const row = host.querySelector(".dc-source-row") as HTMLElement;
    const cells = [...row.querySelectorAll<HTMLElement>("[data-id]")];
    expect(cells.map(({ dataset }) => [dataset.id, dataset.selected])).toEqual([
      ["image-0", "false"],
      ["image-1", "false"],
      ["image-2", "true"],
    ]);
    cells[1].click();
    expect(model.selection).toEqual(["image-1"]);
  });

  it("table: all images while none is selected, in pages; sorted by a column; a tick selects", async () => {
    const { model, host, signal } = await openWorkbench();
    host.append(selectionPanel(model, signal));
    buttonNamed(host, "Table").click();
    const ticks = (): HTMLInputElement[] => [...host.querySelectorAll<HTMLInputElement>(".dc-tick")];
    expect(host.querySelector(".dc-pager")?.textContent).toContain("1 to 30 of 30");
    const sort = host.querySelectorAll<HTMLButtonElement>(".dc-sort")[1];
    sort.click();
    sort.click();
    expect(sort.closest("th")?.getAttribute("aria-sort")).toBe("descending");
    expect(ticks()[0].getAttribute("aria-label")).toMatch(/, original$/);
    ticks()[0].focus();
    ticks()[0].click();
    ticks()[1].click();
    expect(model.selection).toEqual([ticks()[0].dataset.id, ticks()[1].dataset.id]);
    expect(ticks()).toHaveLength(30);
    expect(ticks().filter(({ checked }) => checked)).toHaveLength(2);
    ticks()[0].blur();
    model.select(["image-4", "image-5"]);
    expect(ticks().map(({ dataset }) => dataset.id)).toEqual(["image-4", "image-5"]);
  });
});

describe("promptsPanel", () => {
  it("selects a prompt's images, proposes it for another class, and deletes it where the class has another", async () => {
    const second = { ...PROMPTS[2], id: "b0", text: "a bear" };
    const { kernel, model, host, signal } = await openWorkbench({
      ...STATE,
      prompts: [...PROMPTS.slice(2, 4), second],
    });
    host.append(promptsPanel(model, signal));
    const [bear] = host.querySelectorAll<HTMLElement>(".dc-card");
    buttonNamed(bear, "20 images").click();
    const menu = bear.querySelector(".dc-card-actions .dc-menu") as HTMLDetailsElement;
    expect([...menu.querySelectorAll("button")].map(({ textContent }) => textContent)).not.toContain("bear");
    menu.open = true;
    buttonNamed(menu, "fox").click();
    buttonNamed(bear, "Delete").click();
    expect([kernel.asked("prompt-images"), kernel.asked("transfer"), kernel.asked("discard")]).toEqual([
      [{ kind: "prompt-images", promptId: "a0" }],
      [{ kind: "transfer", promptId: "a0", className: "fox" }],
      [{ kind: "discard", promptId: "a0" }],
    ]);
    await settle();
    expect(menu.open).toBe(false);
    const only = [...host.querySelectorAll<HTMLElement>(".dc-card")].find(
      (card) => card.querySelector(".dc-card-class")?.textContent === "cat",
    );
    expect(buttonNamed(only as HTMLElement, "Delete").disabled).toBe(true);
  });
});

describe("measuresPanel", () => {
  it("selects the images of an iteration, by its button or a point of the chart; says what it cost", async () => {
    const clicks: ((iteration: number) => void)[] = [];
    const chart = {
      draw: async (_host: unknown, _lines: unknown, _theme: unknown, onIteration: (iteration: number) => void) =>
        void clicks.push(onIteration),
      resize: async () => {},
      dispose: async () => {},
      color: () => "#123456",
    };
    jest.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(300);
    const { model, host, signal } = await openWorkbench();
    host.append(measuresPanel(model, chart, signal));
    const idsOf = (iteration: number): string[] =>
      (model.map?.ids ?? []).filter((_, place) => model.map?.iteration[place] === iteration);
    const second = buttonNamed(host, "2 \u00b7 $0.40");
    expect(second.title).toBe("Iteration 2: 200 generated in 39 s for $0.40, 8 rejected. Select its images.");
    second.click();
    expect(model.selection).toEqual(idsOf(2));
    clicks.at(-1)?.(1);
    expect(model.selection).toEqual(idsOf(1));
    buttonNamed(host, "originals").click();
    expect(model.selection).toEqual(idsOf(0));
    jest.restoreAllMocks();
  });

  it("offers to go back to the iteration that is looked at, but not to the latest", async () => {
    const chart = {
      draw: async () => {},
      resize: async () => {},
      dispose: async () => {},
      color: () => "#123456",
    };
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(measuresPanel(model, chart, signal));
    const goBack = buttonNamed(host, "Go back");
    expect(goBack.hidden).toBe(true);
    buttonNamed(host, "3 \u00b7 $0.40").click();
    expect(goBack.hidden).toBe(true);
    buttonNamed(host, "1 \u00b7 $0.40").click();
    expect([goBack.hidden, goBack.title]).toEqual([
      false,
      "Set what came after iteration 1 aside, images and prompts; Undo brings it back",
    ]);
    goBack.click();
    expect(kernel.asked("go-back")).toEqual([{ kind: "go-back", iteration: 1 }]);
    model.select(["image-0"]);
    expect(goBack.hidden).toBe(true);
  });
});
