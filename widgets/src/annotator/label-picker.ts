import { element } from "../dom.js";
import type { Annotator } from "./annotator.js";
import { labelChip } from "./label-chip.js";
import { labelFinder } from "./label-finder.js";
import { findLabels, offeredLabels } from "./offered-labels.js";

/** More chips than anybody reads; the finder reaches all labels. */
const MOST_CHIPS = 120;

/** The labels as chips, those that were typed for first, and the field to type in. */
export function labelPicker(
  annotator: Annotator,
  signal: AbortSignal,
): { readonly element: HTMLElement; focusFinder(): void } {
  const chips = element("div", { className: "dc-tags", attributes: { role: "group", "aria-label": "Labels" } });
  const more = element("p", { className: "dc-hint" });
  const legend = element("p", {
    className: "dc-hint dc-suggested-legend",
    text: "Dashed: suggested by a labeler. It counts when you choose it.",
  });
  const known = new Map<string, ReturnType<typeof labelChip>>();
  const finder = labelFinder(annotator, () => render(), signal);
  const render = (): void => {
    const { vocabulary, image, chosen } = annotator;
    const offered = offeredLabels(vocabulary, image?.suggested ?? [], chosen);
    const found = findLabels(offered, finder.typed());
    const shown = found.labels.filter(({ isChosen, isSuggested }, i) => i < MOST_CHIPS || isChosen || isSuggested);
    for (const each of shown) {
      const chip = known.get(each.label) ?? labelChip(each.label, () => annotator.toggle(each.label), signal);
      known.set(each.label, chip);
      chip.show(each, each.label === found.best, annotator.connection === "live");
    }
    arrange(
      chips,
      shown.flatMap(({ label }) => known.get(label)?.element ?? []),
    );
    finder.show(found);
    const hidden = found.labels.length - shown.length;
    more.hidden = hidden === 0;
    more.textContent = `${hidden} more labels: type to find them.`;
    legend.hidden = !shown.some(({ isSuggested }) => isSuggested);
  };
  annotator.listen(render, signal);
  render();
  return {
    element: element("div", { className: "dc-picker", children: [finder.element, chips, more, legend] }),
    focusFinder: finder.focus,
  };
}

/** Puts these children into the host without moving those that are in place: a moved element loses the focus. */
function arrange(host: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Element>(wanted);
  for (const child of [...host.children]) {
    if (!kept.has(child)) {
      child.remove();
    }
  }
  wanted.forEach((child, place) => {
    if (host.children[place] !== child) {
      host.insertBefore(child, host.children[place] ?? null);
    }
  });
}
