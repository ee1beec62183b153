import { isGenerated, isRejected, isWanted, type MapColumns } from "../map-columns.js";

/** What a point of the map shows, in words for a screen reader: "rabbit, generated in iteration 2, rejected, selected". */
export function pointWords(
  id: string,
  map: MapColumns,
  classes: readonly string[],
  selection: readonly string[],
): string {
  const place = map.indexOfId.get(id);
  if (place === undefined) {
    return "";
  }
  const name = classes[map.classIndex[place]] ?? `class ${map.classIndex[place]}`;
  const origin = isGenerated(map, place) ? `generated in iteration ${map.iteration[place]}` : "original";
  const verdict = isRejected(map, place) ? "rejected" : isWanted(map, place) ? "wanted" : "";
  return [name, origin, verdict, selection.includes(id) ? "selected" : ""].filter((word) => word !== "").join(", ");
}
