import { element } from "../dom.js";
import type { MapHover } from "../map/map-renderer.js";
import type { Workbench } from "../workbench.js";
import { imageFacts } from "./image-facts.js";
import { thumbnailImage } from "./thumbnail-image.js";

/** A pause before the kernel is asked, so that sweeping across the map asks for nothing. */
const HOVER_DELAY_MS = 60;
const OFFSET_PX = 14;

/** The card beside the pointer with the image under it. */
export function hoverCard(
  workbench: Workbench,
  signal: AbortSignal,
): { readonly element: HTMLElement; show(hover: MapHover | null): void } {
  const card = element("div", { className: "dc-hover", attributes: { role: "presentation" } });
  card.hidden = true;
  let current: MapHover | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fill = (): void => {
    if (!current) {
      return;
    }
    const { id } = current;
    card.replaceChildren(thumbnailImage(workbench.thumbnail(id), "dc-hover-image"), imageFacts(workbench, id));
    place(card, current);
  };
  const show = (hover: MapHover | null): void => {
    clearTimeout(timer);
    current = hover;
    card.hidden = hover === null;
    if (hover) {
      fill();
      timer = setTimeout(() => {
        workbench.loadThumbnails([hover.id]);
        workbench.loadNeighbors(hover.id);
      }, HOVER_DELAY_MS);
    }
  };
  workbench.listen(["thumbnails", "neighbors"], fill, signal);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return { element: card, show };
}

/** Keeps the card inside the map and off the image: it goes to the other side of it where there is no room. */
function place(card: HTMLElement, { x, y, halfWidth }: MapHover): void {
  const room = card.parentElement?.getBoundingClientRect();
  const offset = OFFSET_PX + halfWidth;
  const left = x + offset + card.offsetWidth > (room?.width ?? 0) ? x - offset - card.offsetWidth : x + offset;
  const top = Math.min(y + OFFSET_PX, (room?.height ?? 0) - card.offsetHeight - 4);
  card.style.left = `${Math.max(4, left)}px`;
  card.style.top = `${Math.max(4, top)}px`;
}
