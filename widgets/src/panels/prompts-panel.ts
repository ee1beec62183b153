import { element, panel } from "../dom.js";
import type { PromptCard } from "../protocol.js";
import type { Workbench } from "../workbench.js";
import { type MenuOption, optionMenu } from "./option-menu.js";
import { type PromptCardView, promptCard } from "./prompt-card.js";

/** With more classes than this, the cards get a class filter. */
const FILTER_FROM_CLASSES = 3;
const ALL = "All classes";

/** The prompt templates, proposals first. */
export function promptsPanel(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const empty = element("p", {
    className: "dc-empty",
    text: "No prompts yet. Generate once; then reject or want some images and press Refine to get proposals.",
  });
  const list = element("div", { className: "dc-cards" });
  const count = element("span", { className: "dc-count" });
  const filter = optionMenu("Show the prompts of", signal);
  let chosen: string | null = null;
  const views = new Map<string, PromptCardView>();
  const render = (): void => {
    const { prompts, classes } = workbench.state;
    const names = classes.filter((name) => prompts.some((card) => card.className === name));
    filter.element.hidden = names.length <= FILTER_FROM_CLASSES;
    if (filter.element.hidden || !names.includes(chosen ?? "")) chosen = null;
    const option = (className: string | null): MenuOption => ({
      text: className ?? ALL,
      title: className === null ? "Show all prompts" : `Show only the prompts of ${className}`,
      isChosen: className === chosen,
      choose: () => {
        chosen = className;
        render();
        return true;
      },
    });
    filter.show(chosen ?? ALL, [null, ...names].map(option), null);
    const shown = orderCards(prompts.filter((card) => chosen === null || card.className === chosen));
    const proposed = prompts.filter((card) => card.status === "proposed").length;
    count.textContent = proposed > 0 ? `${proposed} proposed` : "";
    empty.hidden = prompts.length > 0;
    for (const id of [...views.keys()].filter((known) => !prompts.some((card) => card.id === known))) {
      views.get(id)?.dispose();
      views.delete(id);
    }
    const elements = shown.map((card) => {
      const view = views.get(card.id) ?? promptCard(workbench, signal);
      views.set(card.id, view);
      view.show(card);
      return view.element;
    });
    placeInOrder(list, elements);
  };
  workbench.listen(["state"], render, signal);
  render();
  const section = panel("prompts", "Prompts", empty, list);
  section
    .querySelector("h3")
    ?.after(element("div", { className: "dc-panel-tools", children: [count, filter.element] }));
  return section;
}

/** Proposals wait for an answer, so they come first; otherwise the kernel's order stays. */
function orderCards(cards: readonly PromptCard[]): readonly PromptCard[] {
  return [...cards.filter((card) => card.status === "proposed"), ...cards.filter((card) => card.status === "active")];
}

/** Moves only what stands wrong: moving an element takes the focus and the caret out of it. */
function placeInOrder(list: HTMLElement, elements: readonly HTMLElement[]): void {
  for (const child of [...list.children].filter((known) => !elements.includes(known as HTMLElement))) {
    child.remove();
  }
  elements.forEach((wanted, index) => {
    if (list.children[index] !== wanted) {
      list.insertBefore(wanted, list.children[index] ?? null);
    }
  });
}
