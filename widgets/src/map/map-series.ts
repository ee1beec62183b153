import { isGenerated, isRejected, isWanted, type MapColumns } from "../map-columns.js";

/** The four looks of a point, in the order they are painted: what matters most lies on top. */
export const SERIES_NAMES = ["rejected", "generated", "original", "wanted"] as const;

export type SeriesName = (typeof SERIES_NAMES)[number];

/** @returns the look of the point at this place */
export function seriesOf(columns: MapColumns, place: number): SeriesName {
  if (isRejected(columns, place)) {
    return "rejected";
  }
  if (isWanted(columns, place)) {
    return "wanted";
  }
  return isGenerated(columns, place) ? "generated" : "original";
}
