import { element } from "../dom.js";
import type { PlacedLabel } from "./place-labels.js";

/**
 * The labels as buttons over the map. Their text is set as text. A pointer that goes down on one may begin a lasso, so the map itself tells
 * its clicks; the keyboard's and a screen reader's come from here.
 */
export class LabelLayer {
  readonly element: HTMLElement = element("div", {
    className: "dc-map-labels",
    attributes: { role: "group", "aria-label": "Content labels" },
  });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(
    private readonly onLabel: (id: string) => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Shows exactly these. */
  show(labels: readonly PlacedLabel[]): void {
    const shown = new Set(labels.map(({ id }) => id));
    for (const [id, button] of this.buttons) {
      if (!shown.has(id)) {
        // the keyboard's focus would be lost with it
        if (button === document.activeElement) this.element.parentElement?.focus({ preventScroll: true });
        button.remove();
        this.buttons.delete(id);
      }
    }
    for (const label of labels) {
      const button = this.buttons.get(label.id) ?? this.make(label.id);
      dress(button, label);
    }
  }

  /** Gives the keyboard's focus to the next label, or the one before. @returns false when none is shown */
  step(by: 1 | -1): boolean {
    const all = [...this.buttons.values()];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    all[next]?.focus({ preventScroll: true });
    return all.length > 0;
  }

  private make(id: string): HTMLButtonElement {
    const made = element("button", {
      className: "dc-map-label",
      // the map is one stop of the Tab key; L goes on to its labels
      attributes: { type: "button", tabindex: "-1" },
      children: [element("i", { className: "dc-map-pie", attributes: { "aria-hidden": "true" } }), element("span")],
    });
    const click = (event: MouseEvent): void => {
      if (event.detail === 0) this.onLabel(id);
    };
    made.addEventListener("click", click, { signal: this.signal });
    this.buttons.set(id, made);
    this.element.append(made);
    return made;
  }
}

function dress(button: HTMLButtonElement, label: PlacedLabel): void {
  const { text, x, y, fontSize, isGroup, isFocus, original, generated } = label;
  button.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
  const key = JSON.stringify([text, fontSize, isGroup, isFocus, original, generated]);
  if (button.dataset.key === key) {
    return;
  }
  button.dataset.key = key;
  button.style.fontSize = `${fontSize}px`;
  button.classList.toggle("dc-group", isGroup);
  button.setAttribute("aria-pressed", String(isFocus));
  button.title = `${original} original, ${generated} generated`;
  button.setAttribute("aria-label", `${text}: ${button.title}`);
  const share = original / Math.max(1, original + generated);
  button.style.setProperty("--dc-original", `${(100 * share).toFixed(1)}%`);
  const [, name] = button.children;
  name.textContent = text;
}
