import { element } from "../dom.js";

export interface Tab {
  /** what the tab says */
  readonly title: string;
  /** a panel; its own heading gives way to the tab */
  readonly content: HTMLElement;
}

/**
 * Panels that share a place, one shown at a time. The arrow keys go from tab to tab.
 * @param name of the place, for the style sheet
 * @param label what the tabs choose between, for screen readers
 */
export function tabbed(
  name: string,
  label: string,
  tabs: readonly Tab[],
  signal: AbortSignal,
): { readonly element: HTMLElement; show(title: string): void } {
  const buttons = tabs.map(({ title, content }) => {
    const made = element("button", {
      className: "dc-tab",
      text: title,
      attributes: { type: "button", role: "tab", "data-tab": title },
    });
    content.setAttribute("role", "tabpanel");
    content.dataset.tab = title;
    return made;
  });
  const show = (place: number): void =>
    tabs.forEach(({ content }, i) => {
      content.hidden = i !== place;
      buttons[i].setAttribute("aria-selected", String(i === place));
      // one stop for the Tab key; the arrows do the rest
      buttons[i].tabIndex = i === place ? 0 : -1;
    });
  buttons.forEach((made, place) => {
    made.addEventListener("click", () => show(place), { signal });
    made.addEventListener(
      "keydown",
      (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = (place + step + tabs.length) % tabs.length;
        show(next);
        buttons[next].focus();
      },
      { signal },
    );
  });
  show(0);
  const list = element("div", {
    className: "dc-tabs",
    attributes: { role: "tablist", "aria-label": label },
    children: buttons,
  });
  return {
    element: element("div", {
      className: `dc-tabbed dc-place-${name}`,
      children: [list, ...tabs.map(({ content }) => content)],
    }),
    show: (title) => show(tabs.findIndex((tab) => tab.title === title)),
  };
}
