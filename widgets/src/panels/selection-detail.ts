import { element } from "../dom.js";
import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";
import { imageFacts } from "./image-facts.js";
import { thumbnailImage } from "./thumbnail-image.js";

/** One image large, with the original it was made from and what is known about it. Follows the pointer and the focus. */
export function selectionDetail(
  workbench: Workbench,
  signal: AbortSignal,
): { readonly element: HTMLElement; show(id: string): void } {
  const host = element("div", {
    className: "dc-detail",
    // it scrolls, so it must be reached
    attributes: { tabindex: "0", role: "group", "aria-label": "One of the selected images, and what is known of it" },
  });
  let current: string | null = null;
  const render = (): void => {
    const id = current !== null && workbench.selection.includes(current) ? current : firstGenerated(workbench);
    if (id === undefined) {
      host.replaceChildren();
      return;
    }
    const sourceId = workbench.thumbnail(id)?.sourceId ?? null;
    workbench.loadThumbnails(sourceId === null ? [id] : [id, sourceId]);
    host.replaceChildren(
      element("div", {
        className: "dc-detail-images",
        children: [
          ...(sourceId === null ? [] : [figure(workbench, sourceId, "from")]),
          figure(workbench, id, sourceId === null ? "image" : "made"),
        ],
      }),
      imageFacts(workbench, id),
    );
  };
  workbench.listen(["selection", "map", "thumbnails"], render, signal);
  render();
  return {
    element: host,
    show: (id) => {
      if (id !== current) {
        current = id;
        render();
      }
    },
  };
}

/** What the thumbnails start with. */
function firstGenerated({ map, selection }: Workbench): string | undefined {
  return selection.find((id) => map && isGenerated(map, map.indexOfId.get(id) ?? -1)) ?? selection[0];
}

function figure(workbench: Workbench, id: string, caption: string): HTMLElement {
  return element("figure", {
    className: "dc-figure",
    children: [
      thumbnailImage(workbench.thumbnail(id), "dc-detail-image"),
      ...(caption === "image" ? [] : [element("figcaption", { text: caption === "from" ? "original" : "generated" })]),
    ],
  });
}
