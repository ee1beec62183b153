import { button, element, focusData } from "../dom.js";
import type { MapLabel } from "../protocol.js";
import { isOnlyFocus, type Workbench } from "../workbench.js";
import { blockedReason } from "./blocked-reason.js";

/** More would be a wall of words; the search finds the others. */
const MOST_ROWS = 200;

export type LabelOrder = "frequency" | "ratio" | "name";

const ORDERS: readonly { readonly order: LabelOrder; readonly text: string; readonly title: string }[] = [
  { order: "frequency", text: "Frequency", title: "The labels of most images first" },
  { order: "ratio", text: "Ratio", title: "The labels with most generated images for each original first" },
  { order: "name", text: "A to Z", title: "In order of the alphabet" },
];

/** Labels, groups left out, that hold the text sought, in order; ties by name. */
export function orderLabels(labels: readonly MapLabel[], order: LabelOrder, sought: string): readonly MapLabel[] {
  const text = sought.trim().toLowerCase();
  const keyOf = ({ original, generated }: MapLabel): number =>
    order === "name" ? 0 : order === "ratio" ? generated / Math.max(original, 1) : original + generated;
  return labels
    .filter((label) => !label.isGroup && label.text.toLowerCase().includes(text))
    .sort((a, b) => keyOf(b) - keyOf(a) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
}

/** "\u00d7 3.3"; "only generated" where no original carries it */
export function ratioText({ original, generated }: MapLabel): string {
  return original === 0 ? "only generated" : `\u00d7 ${(generated / original).toFixed(1)}`;
}

/** The content labels: search and select, sort, hide, bring back. */
export function labelList(workbench: Workbench, signal: AbortSignal): HTMLElement {
  const search = element("input", {
    className: "dc-search",
    attributes: {
      type: "search",
      placeholder: "Search labels",
      "aria-label": "Search labels; Enter selects their images",
    },
  });
  let order: LabelOrder = "frequency";
  const orders = ORDERS.map((each) => {
    const choose = (): void => {
      order = each.order;
      render();
    };
    return button({ text: each.text, title: each.title, className: "dc-tool", signal, onClick: choose });
  });
  const found = element("p", { className: "dc-hint", attributes: { "aria-live": "polite" } });
  const list = element("ul", { className: "dc-label-list", attributes: { "aria-label": "Content labels" } });
  const hidden = element("ul", { className: "dc-label-list", attributes: { "aria-label": "Hidden labels" } });
  let shown = "";
  const render = (): void => {
    for (const [i, each] of ORDERS.entries()) orders[i].setAttribute("aria-pressed", String(each.order === order));
    const labels = workbench.map?.labels ?? [];
    const { hiddenLabels } = workbench.state;
    const isFree = blockedReason(workbench, "hide") === null;
    const key = JSON.stringify([labels, hiddenLabels, search.value, order, workbench.focus?.labels, isFree]);
    if (key === shown) return;
    shown = key;
    const ordered = orderLabels(labels, order, search.value);
    found.textContent = foundText(labels, ordered.length, search.value, hiddenLabels.length);
    const { activeElement } = document;
    const focused = list.contains(activeElement) ? (activeElement as HTMLElement).dataset.label : undefined;
    const isInside = list.contains(activeElement) || hidden.contains(activeElement);
    list.replaceChildren(...ordered.slice(0, MOST_ROWS).map((label) => labelRow(workbench, label, signal)));
    hidden.replaceChildren(...hiddenLabels.map((label) => hiddenRow(workbench, label, signal)));
    // a row that was pressed is made anew and keeps the focus
    if (focused) focusData(list, "label", focused);
    else if (isInside) search.focus();
  };
  search.addEventListener("input", render, { signal });
  search.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && search.value.trim() !== "") {
        void workbench.act((request) => ({ request, kind: "search", text: search.value }));
      } else if (event.key === "Escape" && search.value !== "") {
        search.value = "";
        event.stopPropagation();
        render();
      }
    },
    { signal },
  );
  workbench.listen(["state", "map", "focus", "connection", "pending"], render, signal);
  render();
  const orderButtons = element("div", {
    className: "dc-segments",
    attributes: { role: "group", "aria-label": "Order of the labels" },
    children: orders,
  });
  return element("div", {
    className: "dc-info-labels",
    children: [element("div", { className: "dc-label-tools", children: [search, orderButtons] }), found, list, hidden],
  });
}

function foundText(labels: readonly MapLabel[], found: number, sought: string, hidden: number): string {
  const all = labels.filter(({ isGroup }) => !isGroup).length;
  if (all === 0) {
    return "No labels yet. They come with the first map.";
  }
  const off = hidden > 0 ? `, ${hidden} hidden` : "";
  return sought.trim() === "" ? `${all} labels${off}` : `${found} of ${all} labels; Enter selects their images`;
}

function labelRow(workbench: Workbench, label: MapLabel, signal: AbortSignal): HTMLElement {
  const isFocus = workbench.focus?.labels.includes(label.id) ?? false;
  const look = element("button", {
    className: "dc-label-name",
    text: label.text,
    attributes: {
      type: "button",
      "data-label": label.id,
      "aria-pressed": String(isFocus),
      title: `Select the images with \u201c${label.text}\u201d; again: nothing`,
    },
  });
  look.addEventListener("click", () => workbench.focusLabel(isOnlyFocus(workbench, label.id) ? null : label.id), {
    signal,
  });
  const hide = button({
    text: "Hide",
    title: `Take \u201c${label.text}\u201d off the map`,
    className: "dc-quiet",
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "hide", label: label.id })),
  });
  hide.disabled = blockedReason(workbench, "hide") !== null;
  const counts = element("span", {
    className: "dc-label-counts",
    text: `${label.original} + ${label.generated}`,
    attributes: { title: `${label.original} originals, ${label.generated} generated` },
  });
  const ratio = element("span", { className: "dc-label-ratio", text: ratioText(label) });
  return element("li", { className: "dc-label-row", children: [look, counts, ratio, hide] });
}

function hiddenRow(workbench: Workbench, label: string, signal: AbortSignal): HTMLElement {
  const back = button({
    text: "Show",
    title: `Bring \u201c${label}\u201d back`,
    className: "dc-quiet",
    signal,
    onClick: () => void workbench.act((request) => ({ request, kind: "restore", label })),
  });
  back.disabled = blockedReason(workbench, "restore") !== null;
  return element("li", {
    className: "dc-label-row dc-label-off",
    children: [element("span", { className: "dc-label-name", text: label }), back],
  });
}
