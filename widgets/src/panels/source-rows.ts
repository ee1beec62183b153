import { element } from "../dom.js";
import { isGenerated, type MapColumns } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { pictureButton, refreshPicture } from "./picture-button.js";
import { WALK } from "./walk-pictures.js";

/** Rows beyond these are a number: a lasso around everything must not ask for every picture. */
const MOST_ROWS = 24;

/** One original and all that was made from it. */
export interface SourceRow {
  readonly source: string;
  readonly generated: readonly string[];
}

/** The originals behind these images, in the order of the map, each with all its generated images. */
export function sourceRows(ids: readonly string[], map: MapColumns): readonly SourceRow[] {
  const sources = new Set(ids.flatMap((id) => map.source[map.indexOfId.get(id) ?? -1] ?? []));
  const madeFrom = new Map<number, string[]>([...sources].map((source) => [source, []]));
  map.ids.forEach((id, place) => {
    if (isGenerated(map, place)) madeFrom.get(map.source[place])?.push(id);
  });
  return [...madeFrom].sort(([a], [b]) => a - b).map(([source, generated]) => ({ source: map.ids[source], generated }));
}

/** A row for each original behind the selection: the original, then its generated images; those selected have a ring. */
export function sourceRowsView(workbench: Workbench, onPoint: (id: string) => void, signal: AbortSignal): HTMLElement {
  const host = element("div", { className: `dc-source-rows ${WALK}` });
  let rows: readonly SourceRow[] = [];
  let pictures = new Map<string, HTMLButtonElement>();
  const render = (): void => {
    const focused = host.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.id : null;
    rows = workbench.map ? sourceRows(workbench.selection, workbench.map) : [];
    const shown = rows.slice(0, MOST_ROWS);
    pictures = new Map();
    const made = shown.map(({ source, generated }) =>
      element("div", {
        className: "dc-source-row",
        children: [
          picture(source),
          element("span", { className: "dc-times", text: "\u2192", attributes: { "aria-hidden": "true" } }),
          element("div", { className: "dc-source-made", children: generated.map(picture) }),
        ],
      }),
    );
    const rest = rows.length - shown.length;
    const more = element("p", { className: "dc-hint", text: `and ${rest} more originals; select fewer images` });
    host.replaceChildren(...made, ...(rest > 0 ? [more] : []));
    workbench.loadThumbnails([...pictures.keys()]);
    if (focused) pictures.get(focused)?.focus();
  };
  const picture = (id: string): HTMLButtonElement => {
    const made = pictureButton(id, onPoint, signal);
    made.addEventListener("click", () => workbench.select([id]), { signal });
    refreshPicture(made, workbench, id);
    pictures.set(id, made);
    return made;
  };
  workbench.listen(["selection"], render, signal);
  workbench.listen(
    ["map", "thumbnails", "connection"],
    () => {
      for (const [id, made] of pictures) refreshPicture(made, workbench, id);
    },
    signal,
  );
  render();
  return host;
}
