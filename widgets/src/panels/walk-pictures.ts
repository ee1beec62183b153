/** What a person walks through with the arrow keys: an element with this class, and in it elements that name their image. */
export const WALK = "dc-walk";

/** The image that the focus is on; null when it is on none. */
export function pictureAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof HTMLElement ? target.closest<HTMLElement>(`.${WALK} [data-id]`) : null;
}

/** The pictures walked through, in the order they are shown. */
export function walkOf(picture: HTMLElement): readonly HTMLElement[] {
  return [...(picture.closest(`.${WALK}`)?.querySelectorAll<HTMLElement>("[data-id]") ?? [])];
}

/**
 * Moves the focus to a picture nearby: left and right by one, up and down by a row; the ends hold.
 * @returns whether there was one
 */
export function walk(picture: HTMLElement, direction: "left" | "right" | "up" | "down"): boolean {
  const pictures = walkOf(picture);
  const place = pictures.indexOf(picture);
  const next =
    direction === "left"
      ? pictures[place - 1]
      : direction === "right"
        ? pictures[place + 1]
        : inNextRow(pictures, place, direction === "down" ? 1 : -1);
  next?.focus();
  next?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  return next !== undefined;
}

/** The one in the same column of the row above or below, else the nearest there. */
function inNextRow(pictures: readonly HTMLElement[], place: number, step: 1 | -1): HTMLElement | undefined {
  const here = pictures[place].getBoundingClientRect();
  const isBeyond = (box: DOMRect): boolean => (step === 1 ? box.top >= here.bottom - 1 : box.bottom <= here.top + 1);
  let best: HTMLElement | undefined;
  let bestTop = 0;
  let bestOffset = Number.POSITIVE_INFINITY;
  for (let i = place + step; i >= 0 && i < pictures.length; i += step) {
    const box = pictures[i].getBoundingClientRect();
    if (!isBeyond(box)) continue;
    if (best && Math.abs(box.top - bestTop) > 1) break;
    const offset = Math.abs(box.left - here.left);
    if (offset < bestOffset) [best, bestTop, bestOffset] = [pictures[i], box.top, offset];
  }
  return best;
}
