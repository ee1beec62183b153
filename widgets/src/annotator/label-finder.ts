import { element } from "../dom.js";
import type { Annotator } from "./annotator.js";
import type { Found } from "./offered-labels.js";

/** The longest text that is worth sending; the kernel cuts labels to 60 characters. */
const LONGEST_TEXT = 200;

/**
 * The field that finds labels and makes new ones. Enter takes the best match, or adds the text where nothing matches; Shift+Enter adds the
 * text as it is; Enter without text goes on to the next image; Esc leaves the field.
 * @param onType called when the text has changed
 */
export function labelFinder(
  annotator: Annotator,
  onType: () => void,
  signal: AbortSignal,
): { readonly element: HTMLElement; typed(): string; focus(): void; show(found: Found): void } {
  const hint = element("span", { className: "dc-hint", attributes: { role: "status", "aria-live": "polite" } });
  const field = element("input", {
    className: "dc-field dc-finder",
    attributes: {
      type: "text",
      placeholder: "Find or add a label",
      "aria-label": "Find or add a label",
      "aria-keyshortcuts": "/",
      autocomplete: "off",
      spellcheck: "false",
      maxlength: String(LONGEST_TEXT),
    },
  });
  let found: Found = { labels: [], best: null, fresh: null };
  const clear = (): void => {
    field.value = "";
    onType();
  };
  const add = async (text: string): Promise<void> => {
    if ((await annotator.addLabel(text)) && field.value.trim().toLowerCase() === text) {
      clear();
    }
  };
  const enter = (asTyped: boolean): void => {
    if (field.value.trim() === "") {
      void annotator.next();
    } else if (found.best !== null && (!asTyped || found.fresh === null)) {
      annotator.toggle(found.best);
      clear();
    } else if (found.fresh !== null) {
      void add(found.fresh);
    }
  };
  const press = (event: KeyboardEvent): void => {
    // an input method's Enter ends the composition, not the label
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      enter(event.shiftKey);
    } else if (event.key === "Escape") {
      clear();
      field.closest<HTMLElement>(".dc-annotator")?.focus({ preventScroll: true });
    } else {
      return;
    }
    event.stopPropagation();
  };
  field.addEventListener("keydown", press, { signal });
  field.addEventListener("input", onType, { signal });
  return {
    element: element("div", { className: "dc-find", children: [field, hint] }),
    typed: () => field.value,
    focus: () => field.focus(),
    show: (next) => {
      found = next;
      field.disabled = annotator.connection !== "live";
      const words = hintText(found, field.value);
      if (hint.textContent !== words) {
        hint.textContent = words;
      }
    },
  };
}

/** What Enter would do with the text. */
function hintText({ best, fresh }: Found, typed: string): string {
  if (typed.trim() === "") {
    return "";
  }
  const add = fresh === null ? "" : `add \u201c${fresh}\u201d`;
  if (best === null) {
    return `Enter: ${add}`;
  }
  return `Enter: ${best}${fresh === null ? "" : `; Shift+Enter: ${add}`}`;
}
