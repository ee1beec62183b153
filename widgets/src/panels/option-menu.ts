import { button, element, enable } from "../dom.js";

/** One thing to press in a menu. */
export interface MenuOption {
  readonly text: string;
  readonly title: string;
  /** the one that is in force now */
  readonly isChosen?: boolean;
  /** @returns whether the menu is done and closes */
  readonly choose: () => boolean | Promise<boolean>;
}

export interface OptionMenu {
  readonly element: HTMLDetailsElement;
  /** @param text what the closed menu says      @param reason why nothing can be chosen now; null when it can */
  show(text: string, options: readonly MenuOption[], reason: string | null): void;
}

/** A list of buttons that opens; not a select, since a notebook may keep the arrow keys from one. Choosing gives the focus back to the menu. */
export function optionMenu(label: string, signal: AbortSignal): OptionMenu {
  const summary = element("summary", { attributes: { "aria-label": label } });
  const list = element("div", { className: "dc-menu-options", attributes: { role: "group", "aria-label": label } });
  const host = element("details", { className: "dc-menu", children: [summary, list] });
  let shown = "";
  const close = (): void => {
    host.open = false;
    const { activeElement } = document;
    // the button that was pressed may have been made anew
    if (activeElement === document.body || host.contains(activeElement)) summary.focus();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && host.open) {
      event.stopPropagation();
      close();
    }
  };
  host.addEventListener("keydown", press, { signal });
  return {
    element: host,
    show: (text, options, reason) => {
      summary.textContent = text;
      summary.setAttribute("aria-label", text === label ? label : `${label}: ${text}`);
      const key = JSON.stringify(options);
      if (key !== shown) {
        shown = key;
        list.replaceChildren(...options.map((option) => optionButton(option, close, signal)));
      }
      const buttons = list.querySelectorAll("button");
      for (const [i, { title }] of options.entries()) enable(buttons[i], reason, title);
    },
  };
}

function optionButton(
  { text, title, isChosen, choose }: MenuOption,
  close: () => void,
  signal: AbortSignal,
): HTMLElement {
  const onClick = async (): Promise<void> => {
    if (await choose()) close();
  };
  const made = button({ text, title, signal, onClick: () => void onClick() });
  if (isChosen !== undefined) made.setAttribute("aria-pressed", String(isChosen));
  return made;
}
