import { groupByClass } from "../dataset/group-by-class.js";
import type { StoredImage } from "../store/image-table.js";

/**
 * At most so many images of each class: originals first, then generated ones, wanted before others, and evenly from the images they were made from.
 * @param perClass a whole number from 1, or "smallest": as many as the smallest class has
 * @returns the chosen ones, in their order
 */
export function balanceClasses(images: readonly StoredImage[], perClass: number | "smallest"): StoredImage[] {
  const groups = [...groupByClass(images).values()];
  const most =
    perClass === "smallest" ? groups.reduce((least, { length }) => Math.min(least, length), Infinity) : perClass;
  const kept = new Set(groups.flatMap((group) => inTurn(group).slice(0, most)));
  return images.filter((image) => kept.has(image));
}

/** Those to keep first, first. */
function inTurn(images: readonly StoredImage[]): StoredImage[] {
  const turns = new Map<string, number>(); // how many of this source and kind came before
  const ranked = images.map((image) => {
    const kind = image.origin === "original" ? 0 : image.feedback === "wanted" ? 1 : 2;
    const key = JSON.stringify([kind, image.sourceId]);
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { image, kind, turn: kind === 0 ? 0 : turn };
  });
  return ranked.sort((a, b) => a.kind - b.kind || a.turn - b.turn).map(({ image }) => image);
}
