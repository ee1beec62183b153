import { seedFrom } from "../../linalg/random.js";

/** The root has the same id in every tree. */
export const ROOT_ID = "root";

/** A label's leaf has the same id in every tree. */
export function leafId(label: string): string {
  return `label:${label}`;
}

/**
 * The id of a new group: it follows from the labels that it is made of, so the same group gets the same id whatever was built before.
 * @param isTaken whether another node of the tree has an id
 */
export function groupId(labels: readonly string[], isTaken: (id: string) => boolean): string {
  const hash = seedFrom([...labels].sort().join("\n"))
    .toString(16)
    .padStart(8, "0");
  for (let copy = 1; ; copy++) {
    const id = `group:${hash}${copy === 1 ? "" : `-${copy}`}`;
    if (!isTaken(id)) return id;
  }
}
