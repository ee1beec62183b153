import type { Annotator } from "./annotator.js";
import { offeredLabels } from "./offered-labels.js";

/**
 * 1-9 and letters toggle labels; right, Space and Enter go on, left goes back; N nothing of this, S skip, Z undo, / find. They work while
 * the focus is in the annotator and not in its text field; Space and Enter on a button are that button's.
 */
export function addAnnotatorKeys(
  root: HTMLElement,
  annotator: Annotator,
  focusFinder: () => void,
  signal: AbortSignal,
): void {
  const next = (): void => void annotator.next();
  const acts: Readonly<Record<string, () => void>> = {
    arrowright: next,
    " ": next,
    enter: next,
    arrowleft: () => annotator.back(),
    n: () => void annotator.answerNothing(),
    s: () => void annotator.skip(),
    z: () => void annotator.undo(),
    "/": focusFinder,
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) {
      return;
    }
    const isButtonKey = event.target instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter");
    const act = isButtonKey ? undefined : (acts[event.key.toLowerCase()] ?? toggling(annotator, event));
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      // a key that is held down would rush through the images
      if (!event.repeat && annotator.connection === "live") {
        act();
      }
    }
  };
  root.addEventListener("keydown", press, { signal });
}

/** By the key's place for digits: French keyboards have them under Shift. */
function toggling(annotator: Annotator, event: KeyboardEvent): (() => void) | undefined {
  const key = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? event.key.toLowerCase();
  const { vocabulary, image, chosen } = annotator;
  const offered = offeredLabels(vocabulary, image?.suggested ?? [], chosen).find((each) => each.key === key);
  return offered && (() => annotator.toggle(offered.label));
}
