import { isGenerated, type MapColumns } from "../map-columns.js";

/**
 * One line on what is selected, for eyes and screen readers: "31 selected: 24 generated, mostly rabbit".
 * @param ids those not in the map are not counted
 */
export function selectionSummary(ids: readonly string[], map: MapColumns, classes: readonly string[]): string {
  const places = ids.flatMap((id) => map.indexOfId.get(id) ?? []);
  if (places.length === 0) {
    return "Nothing selected";
  }
  const generated = places.filter((place) => isGenerated(map, place)).length;
  const origin =
    generated === 0 ? "all original" : generated === places.length ? "all generated" : `${generated} generated`;
  return `${places.length} selected: ${origin}, ${classPhrase(places, map, classes)}`;
}

function classPhrase(places: readonly number[], map: MapColumns, classes: readonly string[]): string {
  const counts = new Map<number, number>();
  for (const place of places) {
    counts.set(map.classIndex[place], (counts.get(map.classIndex[place]) ?? 0) + 1);
  }
  const [top, count] = [...counts].sort((a, b) => b[1] - a[1])[0];
  const name = classes[top] ?? `class ${top}`;
  if (count === places.length) {
    return name;
  }
  return 2 * count > places.length ? `mostly ${name}` : `from ${counts.size} classes`;
}
