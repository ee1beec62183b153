import { button, element, enable, focusData } from "../dom.js";
import type { IterationPoint } from "../protocol.js";
import { dollarsText, durationText } from "../text/expense-text.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { noteField } from "./note-field.js";

const ORIGINALS = 0;

/**
 * A button for the originals and for each iteration: the keyboard's way to what a click on the chart does. The one looked at offers to go back to it.
 * @returns look: selects the images of an iteration, 0 for the originals
 */
export function iterationRow(
  workbench: Workbench,
  signal: AbortSignal,
): { readonly element: HTMLElement; look(iteration: number): void; render(): void } {
  const chips = element("div", {
    className: "dc-iterations",
    attributes: { role: "group", "aria-label": "Look at the images of an iteration" },
  });
  let looked: { readonly iteration: number; readonly ids: readonly string[] } | null = null;
  const goBack = button({
    text: "Go back",
    title: "",
    className: "dc-quiet",
    signal,
    onClick: () => {
      const { iteration } = looked ?? {};
      if (iteration !== undefined) void workbench.act((request) => ({ request, kind: "go-back", iteration }));
    },
  });
  const note = noteField(workbench, signal);
  const row = element("div", { className: "dc-iteration-row", children: [chips, goBack, note.button] });
  const host = element("div", { className: "dc-iteration-tools", children: [row, note.element] });
  const look = (iteration: number): void => {
    const { map } = workbench;
    if (!map) return;
    const ids = map.ids.filter((_, place) => map.iteration[place] === iteration);
    // before it is remembered: on its way it is told of while the selection is still the earlier one
    workbench.select(ids);
    looked = { iteration, ids };
    renderGoBack();
  };
  const renderGoBack = (): void => {
    const { state, selection } = workbench;
    // whoever selects something else looks at the iteration no more
    if (looked && (selection.length !== looked.ids.length || selection[0] !== looked.ids[0])) looked = null;
    const latest = Math.max(ORIGINALS, ...state.iterations.map(({ index }) => index));
    goBack.hidden = looked === null || looked.iteration >= latest;
    const busy = state.job ? "Wait for the running job, or cancel it" : null;
    const place = looked?.iteration === ORIGINALS ? "the originals" : `iteration ${looked?.iteration}`;
    enable(
      goBack,
      blockedReason(workbench, "go-back") ?? busy,
      `Set what came after ${place} aside, images and prompts; Undo brings it back`,
    );
  };
  const render = (): void => {
    const { iterations } = workbench.state;
    host.hidden = iterations.length === 0;
    const focused = chips.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    chips.replaceChildren(
      chip("originals", "Select the originals", ORIGINALS, look, signal),
      ...iterations.map((point) => chip(chipText(point), chipTitle(point), point.index, look, signal)),
    );
    if (focused) focusData(chips, "iteration", focused.dataset.iteration ?? "");
    renderGoBack();
  };
  workbench.listen(["selection", "state", "connection", "pending"], renderGoBack, signal);
  render();
  return { element: host, look, render };
}

function chip(
  text: string,
  title: string,
  iteration: number,
  look: (iteration: number) => void,
  signal: AbortSignal,
): HTMLButtonElement {
  const made = button({ text, title, className: "dc-chip", signal, onClick: () => look(iteration) });
  made.dataset.iteration = String(iteration);
  return made;
}

function chipText({ index, dollars }: IterationPoint): string {
  return dollars === null ? String(index) : `${index} \u00b7 ${dollarsText(dollars)}`;
}

function chipTitle({ index, generated, rejected, seconds, dollars }: IterationPoint): string {
  const spent = [
    ...(seconds === null ? [] : [`in ${durationText(seconds)}`]),
    ...(dollars === null ? [] : [`for ${dollarsText(dollars)}`]),
  ];
  const facts = [`Iteration ${index}: ${generated} generated`, ...spent].join(" ");
  return `${facts}, ${rejected} rejected. Select its images.`;
}
