import { button, element } from "../dom.js";
import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { pictureButton, refreshPicture } from "./picture-button.js";
import { WALK } from "./walk-pictures.js";

/** One screen or two; more on demand, so that a lasso around 10,000 images does not ask for all of them. */
const PAGE = 96;
const HINT = "Click: only this one. Ctrl-click or Delete: without this one. ";

/** The selected images as small pictures. Click narrows the selection to one, Ctrl-click or Delete takes one out. */
export function thumbnailGrid(workbench: Workbench, onPoint: (id: string) => void, signal: AbortSignal): HTMLElement {
  const grid = element("div", { className: `dc-thumbnails ${WALK}` });
  const cells = new Map<string, HTMLButtonElement>();
  let shown = PAGE;
  const more = button({
    text: "Show more",
    title: "Show more of the selected images",
    className: "dc-quiet dc-more",
    signal,
    onClick: () => {
      shown += PAGE;
      render();
    },
  });
  const render = (): void => {
    const ids = judgeableFirst(workbench).slice(0, shown);
    const kept = new Set(ids);
    workbench.loadThumbnails(ids);
    for (const id of [...cells.keys()].filter((known) => !kept.has(known))) {
      cells.delete(id);
    }
    const wanted = ids.map((id) => cells.get(id) ?? cell(workbench, id, onPoint, signal));
    wanted.forEach((made, index) => {
      cells.set(ids[index], made);
      refreshPicture(made, workbench, ids[index], HINT);
    });
    grid.replaceChildren(...wanted);
    if (workbench.selection.length > shown) {
      grid.append(more);
    }
  };
  workbench.listen(
    ["selection"],
    () => {
      shown = PAGE;
      render();
    },
    signal,
  );
  workbench.listen(
    ["map", "thumbnails", "connection"],
    () => {
      for (const [id, made] of cells) {
        refreshPicture(made, workbench, id, HINT);
      }
    },
    signal,
  );
  render();
  return grid;
}

/** Generated images first: those are what a verdict is for. */
function judgeableFirst({ map, selection }: Workbench): readonly string[] {
  const isMade = (id: string): boolean => map !== null && isGenerated(map, map.indexOfId.get(id) ?? -1);
  return [...selection.filter(isMade), ...selection.filter((id) => !isMade(id))];
}

function cell(workbench: Workbench, id: string, onPoint: (id: string) => void, signal: AbortSignal): HTMLButtonElement {
  const made = pictureButton(id, onPoint, signal);
  const takeOut = (): void => workbench.select(workbench.selection.filter((other) => other !== id));
  made.addEventListener(
    "click",
    (event) => (event.ctrlKey || event.metaKey || event.shiftKey ? takeOut() : workbench.select([id])),
    { signal },
  );
  made.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Delete" || event.key === "Backspace") {
        const next = (made.nextElementSibling ?? made.previousElementSibling) as HTMLElement | null;
        takeOut();
        next?.focus();
        event.stopPropagation();
      }
    },
    { signal },
  );
  return made;
}
