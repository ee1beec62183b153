/** What makes an element: its class, its text (never HTML), its attributes, its children. */
export interface ElementParts {
  readonly className?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/** Creates an element. Text is set as text: labels, prompts and class names come from strangers. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: ElementParts = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (parts.className) {
    made.className = parts.className;
  }
  if (parts.text !== undefined) {
    made.textContent = parts.text;
  }
  for (const [name, value] of Object.entries(parts.attributes ?? {})) {
    made.setAttribute(name, value);
  }
  made.append(...(parts.children ?? []));
  return made;
}

export interface ButtonParts {
  readonly text: string;
  readonly title: string;
  readonly className?: string;
  /** shown as a small key cap, e.g. "R" */
  readonly key?: string;
  readonly onClick: () => void;
  readonly signal: AbortSignal;
}

/** A real button with a visible name. */
export function button(parts: ButtonParts): HTMLButtonElement {
  const made = element("button", {
    className: parts.className ? `dc-button ${parts.className}` : "dc-button",
    attributes: { type: "button", title: parts.title },
    children: [element("span", { text: parts.text })],
  });
  if (parts.key) {
    made.append(element("span", { className: "dc-key", text: parts.key, attributes: { "aria-hidden": "true" } }));
    made.setAttribute("aria-keyshortcuts", parts.key);
  }
  made.addEventListener("click", parts.onClick, { signal: parts.signal });
  return made;
}

/** Buttons that had the focus when they were switched off. */
const waiting = new WeakSet<HTMLButtonElement>();

/**
 * Switches a button off with the reason in its tooltip, or on again with its own. One that is off for the time of a request
 * gets the focus back afterwards, unless it has gone to another control meanwhile.
 */
export function enable(target: HTMLButtonElement, reason: string | null, title: string): void {
  const isOff = reason !== null;
  if (isOff && document.activeElement === target) {
    waiting.add(target);
  }
  target.disabled = isOff;
  target.title = reason ?? title;
  if (!isOff && waiting.delete(target)) {
    const { activeElement } = document;
    if (activeElement === document.body || (activeElement !== target && activeElement?.contains(target))) {
      target.focus({ preventScroll: true });
    }
  }
}

/** A titled section of the workbench. */
export function panel(name: string, title: string, ...children: readonly Node[]): HTMLElement {
  const heading = element("h3", { className: "dc-panel-title", text: title });
  return element("section", {
    className: `dc-panel dc-${name}`,
    attributes: { "aria-label": title },
    children: [heading, ...children],
  });
}

/** Gives the focus back to what was made anew: the element in host whose data attribute has this value. Values are text from strangers, so no selector is made of them. */
export function focusData(host: Element, name: string, value: string): void {
  const all = [...host.querySelectorAll<HTMLElement>(`[data-${name}]`)];
  all.find(({ dataset }) => dataset[name] === value)?.focus();
}
