import { button, element, enable, panel } from "../dom.js";
import { isGenerated, isRejected, isWanted } from "../map-columns.js";
import { selectionSummary } from "../text/selection-summary.js";
import type { Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";
import { judge, type Verdict } from "./judge.js";
import { selectionDetail } from "./selection-detail.js";
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

/** The selected images, and what to do with them. */
export function selectionPanel(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const summary = element("p", { className: "dc-summary", attributes: { role: "status", "aria-live": "polite" } });
  const empty = emptyState();
  const detail = selectionDetail(workbench, signal);
  const grid = thumbnailGrid(workbench, detail.show, signal);
  const actions = actionBar(workbench, signal);
  const deselect = button({
    text: "Deselect",
    title: "Select nothing",
    key: "Esc",
    className: "dc-quiet",
    signal,
    onClick: () => workbench.select([]),
  });
  const render = (): void => {
    const { map, selection } = workbench;
    const isEmpty = selection.length === 0 || !map;
    summary.textContent = map ? selectionSummary(selection, map, workbench.state.classes) : "";
    empty.hidden = !isEmpty;
    grid.hidden = isEmpty;
    actions.hidden = isEmpty;
    deselect.hidden = isEmpty;
    detail.element.hidden = isEmpty;
  };
  workbench.listen(["selection", "map"], render, signal);
  render();
  const section = panel("selection", "Selection", summary, empty, actions, grid, detail.element);
  section.querySelector("h3")?.after(element("div", { className: "dc-panel-tools", children: [deselect] }));
  return section;
}

function emptyState(): HTMLElement {
  const steps = [
    "Lasso some hollow points, or choose a class below the map.",
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
