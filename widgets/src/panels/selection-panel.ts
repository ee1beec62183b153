import { button, element, enable, panel } from "../dom.js";
import { isGenerated, isRejected, isWanted } from "../map-columns.js";
import { selectionSummary } from "../text/selection-summary.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { imageTable } from "./image-table.js";
import { judge, type Verdict } from "./judge.js";
import { selectionDetail } from "./selection-detail.js";
import { sourceRowsView } from "./source-rows.js";
import { thumbnailGrid } from "./thumbnail-grid.js";

const ACTIONS: readonly {
  readonly verdict: Verdict;
  readonly text: string;
  readonly title: string;
  readonly key?: string;
}[] = [
  { verdict: "reject", text: "Reject", key: "R", title: "Not to be trained on, and fewer like these next time" },
  { verdict: "want", text: "Want more", key: "W", title: "More like these next time" },
  { verdict: "clear", text: "Clear", title: "Neither rejected nor wanted" },
];

/** The kernel takes no longer one. */
const LONGEST_REASON = 500;

type PictureView = (workbench: Workbench, onPoint: (id: string) => void, signal: AbortSignal) => HTMLElement;

const VIEWS: readonly { readonly text: string; readonly title: string; readonly view: PictureView }[] = [
  { text: "Pictures", title: "The selected images", view: thumbnailGrid },
  { text: "Rows", title: "Each original behind them with all that was made from it", view: sourceRowsView },
  { text: "Table", title: "As a table to sort and tick; all images while none is selected", view: imageTable },
];

/** The selected images, and what to do with them. */
export function selectionPanel(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const summary = element("p", { className: "dc-summary", attributes: { role: "status", "aria-live": "polite" } });
  const empty = emptyState();
  const detail = selectionDetail(workbench, signal);
  const pictures = viewSwitch(workbench, detail.show, signal);
  const actions = actionBar(workbench, signal);
  const deselect = button({
    text: "Deselect",
    title: "Select nothing (Esc)",
    className: "dc-quiet",
    signal,
    onClick: () => workbench.select([]),
  });
  actions.append(reasonField(workbench, signal));
  const heading = element("div", { className: "dc-summary-row", children: [summary, deselect] });
  const render = (): void => {
    const { map, selection } = workbench;
    const isEmpty = selection.length === 0 || !map;
    summary.textContent = map ? selectionSummary(selection, map, workbench.state.classes) : "";
    empty.hidden = !isEmpty;
    pictures.element.classList.toggle("dc-nothing", isEmpty);
    actions.hidden = isEmpty;
    deselect.hidden = isEmpty;
    detail.element.hidden = isEmpty;
  };
  workbench.listen(["selection", "map"], render, signal);
  render();
  const section = panel("selection", "Selection", heading, empty, actions, pictures.element, detail.element);
  section.querySelector("h3")?.after(element("div", { className: "dc-panel-tools", children: [pictures.buttons] }));
  return section;
}

/** One view of the images at a time; what is not shown asks for no pictures. */
function viewSwitch(
  workbench: Workbench,
  onPoint: (id: string) => void,
  signal: AbortSignal,
): { readonly element: HTMLElement; readonly buttons: HTMLElement } {
  const slot = element("div", { className: "dc-view" });
  let closing = new AbortController();
  const show = (shown: (typeof VIEWS)[number]): void => {
    closing.abort();
    closing = new AbortController();
    slot.replaceChildren(shown.view(workbench, onPoint, AbortSignal.any([signal, closing.signal])));
    slot.dataset.view = shown.text;
    for (const [i, view] of VIEWS.entries()) buttons[i].setAttribute("aria-pressed", String(view === shown));
  };
  const buttons = VIEWS.map((view) =>
    button({ text: view.text, title: view.title, className: "dc-tool", signal, onClick: () => show(view) }),
  );
  show(VIEWS[0]);
  const segments = element("div", {
    className: "dc-segments",
    attributes: { role: "group", "aria-label": "Show the images as" },
    children: buttons,
  });
  return { element: slot, buttons: segments };
}

function emptyState(): HTMLElement {
  const steps = [
    "Lasso some hollow points, choose a class below the map, or let Review name what looks odd.",
    "Reject what you would not train on; want more of what is missing.",
    "Refine the prompts, then Generate again.",
  ];
  return element("ol", { className: "dc-steps", children: steps.map((text) => element("li", { text })) });
}

function actionBar(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const buttons = ACTIONS.map(({ verdict, text, title, key }) => ({
    verdict,
    title,
    made: button({
      text,
      title,
      key,
      className: `dc-${verdict}`,
      signal,
      onClick: () => void judge(workbench, verdict),
    }),
  }));
  const render = (): void => {
    for (const { verdict, title, made } of buttons) {
      enable(made, verdictReason(workbench, verdict), title);
    }
  };
  workbench.listen(["selection", "map", "connection", "pending"], render, signal);
  render();
  return element("div", { className: "dc-actions", children: buttons.map(({ made }) => made) });
}

/** Why, in a few words, if the person likes; Enter rejects. */
function reasonField(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const field = element("input", {
    className: "dc-reason",
    attributes: {
      type: "text",
      maxlength: String(LONGEST_REASON),
      placeholder: "why?",
      "aria-label": "Why, if you like to say; Enter rejects the selection with it",
      title: "Goes with the next verdict on the selection; session.table() and the log have it",
    },
  });
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && verdictReason(workbench, "reject") === null) {
      event.preventDefault();
      void judge(workbench, "reject");
    }
  };
  field.addEventListener("input", () => workbench.setReason(field.value), { signal });
  field.addEventListener("keydown", press, { signal });
  const render = (): void => {
    if (field.value !== workbench.reason) field.value = workbench.reason;
  };
  workbench.listen(["reason"], render, signal);
  render();
  return field;
}

/** @returns why this verdict cannot be given now; null when it can */
function verdictReason(workbench: Workbench, verdict: Verdict): string | null {
  const { map, selection } = workbench;
  const places = selection.flatMap((id) => map?.indexOfId.get(id) ?? []);
  if (!map || places.length === 0) {
    return "Select images first";
  }
  if (!places.some((place) => isGenerated(map, place))) {
    return "Only originals are selected: verdicts are for generated images";
  }
  if (verdict === "clear" && !places.some((place) => isRejected(map, place) || isWanted(map, place))) {
    return "None of these was rejected or wanted";
  }
  return blockedReason(workbench, verdict);
}
