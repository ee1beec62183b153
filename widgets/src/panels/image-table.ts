import { button, element, focusData } from "../dom.js";
import { isGenerated, isRejected, isWanted, type MapColumns } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { classSwatch } from "./class-swatch.js";
import { WALK } from "./walk-pictures.js";

const ROWS_PER_PAGE = 50;

type Column = "class" | "origin" | "iteration" | "verdict";
type Sorting = { readonly column: Column; readonly isDescending: boolean };

const COLUMNS: readonly { readonly column: Column; readonly text: string }[] = [
  { column: "class", text: "Class" },
  { column: "origin", text: "Origin" },
  { column: "iteration", text: "Iteration" },
  { column: "verdict", text: "Verdict" },
];

/**
 * The images as a table: those selected, or all while none is. Ticking a row puts it into the selection.
 * The map's other face, for who cannot see it or points with the keyboard.
 */
export function imageTable(workbench: Workbench, onPoint: (id: string) => void, signal: AbortSignal): HTMLElement {
  let ids: readonly string[] = [];
  let page = 0;
  let sorting: Sorting | null = null;
  const body = element("tbody", { className: WALK });
  const headers = COLUMNS.map(({ column, text }) => {
    const sort = element("button", { className: "dc-sort", text, attributes: { type: "button" } });
    sort.title = `Sort by ${text.toLowerCase()}; again: the other way round`;
    sort.addEventListener(
      "click",
      () => {
        sorting = { column, isDescending: sorting?.column === column && !sorting.isDescending };
        page = 0;
        render();
      },
      { signal },
    );
    return element("th", { attributes: { scope: "col" }, children: [sort] });
  });
  const where = element("span", { className: "dc-status", attributes: { "aria-live": "polite" } });
  const turn = (text: string, title: string, step: number): HTMLButtonElement =>
    button({
      text,
      title,
      className: "dc-quiet",
      signal,
      onClick: () => {
        page += step;
        render();
      },
    });
  const back = turn("Earlier", "The rows before", -1);
  const forth = turn("Later", "The rows after", 1);
  const render = (): void => {
    const { map } = workbench;
    const sorted = map ? sortIds(ids, map, workbench.state.classes, sorting) : [];
    const pages = Math.max(1, Math.ceil(sorted.length / ROWS_PER_PAGE));
    page = Math.min(Math.max(0, page), pages - 1);
    const shown = sorted.slice(page * ROWS_PER_PAGE, (page + 1) * ROWS_PER_PAGE);
    headers.forEach((header, i) => {
      const isSorted = sorting?.column === COLUMNS[i].column;
      header.setAttribute("aria-sort", isSorted ? (sorting?.isDescending ? "descending" : "ascending") : "none");
    });
    const focused = body.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.id : null;
    body.replaceChildren(...(map ? shown.map((id) => row(workbench, map, id, onPoint, signal)) : []));
    if (focused) focusData(body, "id", focused);
    const from = sorted.length === 0 ? 0 : page * ROWS_PER_PAGE + 1;
    where.textContent = `${from} to ${from + shown.length - (sorted.length === 0 ? 0 : 1)} of ${sorted.length}`;
    back.disabled = page === 0;
    forth.disabled = page >= pages - 1;
  };
  /** A tick must not take its own row away: the rows stay what they were while the person ticks here. */
  const renew = (): void => {
    if (!body.contains(document.activeElement)) ids = shownIds(workbench);
    render();
  };
  workbench.listen(["selection", "map"], renew, signal);
  ids = shownIds(workbench);
  render();
  const head = element("thead", {
    children: [
      element("tr", {
        children: [element("th", { attributes: { scope: "col" }, text: "Selected" }), ...headers],
      }),
    ],
  });
  const table = element("table", {
    className: "dc-table",
    attributes: { "aria-label": "Images" },
    children: [head, body],
  });
  const pager = element("div", { className: "dc-pager", children: [back, where, forth] });
  return element("div", {
    className: "dc-table-view",
    children: [element("div", { className: "dc-table-scroll", children: [table] }), pager],
  });
}

function shownIds({ selection, map }: Workbench): readonly string[] {
  return selection.length > 0 ? selection : (map?.ids ?? []);
}

function row(
  workbench: Workbench,
  map: MapColumns,
  id: string,
  onPoint: (id: string) => void,
  signal: AbortSignal,
): HTMLElement {
  const place = map.indexOfId.get(id) ?? -1;
  const className = workbench.state.classes[map.classIndex[place]] ?? "image";
  const texts = cells(map, place);
  const tick = element("input", {
    className: "dc-tick",
    attributes: { type: "checkbox", "data-id": id, "aria-label": [className, ...texts].filter(Boolean).join(", ") },
  });
  tick.checked = workbench.selection.includes(id);
  tick.addEventListener(
    "change",
    () =>
      workbench.select(
        tick.checked ? [...workbench.selection, id] : workbench.selection.filter((other) => other !== id),
      ),
    { signal },
  );
  tick.addEventListener("focus", () => onPoint(id), { signal });
  return element("tr", {
    children: [
      element("td", { children: [tick] }),
      element("td", {
        children: [classSwatch(map.classIndex[place]), document.createTextNode(` ${className}`)],
      }),
      ...texts.map((text) => element("td", { text })),
    ],
  });
}

/** Origin, iteration and verdict in words. */
function cells(map: MapColumns, place: number): readonly string[] {
  const isMade = isGenerated(map, place);
  const verdict = isRejected(map, place) ? "rejected" : isWanted(map, place) ? "wanted" : "";
  return [isMade ? "generated" : "original", isMade ? String(map.iteration[place]) : "", verdict];
}

/** Ties keep the order they had. */
function sortIds(
  ids: readonly string[],
  map: MapColumns,
  classes: readonly string[],
  sorting: Sorting | null,
): readonly string[] {
  const known = ids.filter((id) => map.indexOfId.has(id));
  if (!sorting) return known;
  const keyOf = (id: string): string | number => {
    const place = map.indexOfId.get(id) as number;
    if (sorting.column === "class") return classes[map.classIndex[place]] ?? "";
    if (sorting.column === "iteration") return map.iteration[place];
    return cells(map, place)[sorting.column === "origin" ? 0 : 2];
  };
  const sign = sorting.isDescending ? -1 : 1;
  const keys = new Map(known.map((id) => [id, keyOf(id)]));
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...known].sort((a, b) => sign * compare(keys.get(a) ?? "", keys.get(b) ?? ""));
}
