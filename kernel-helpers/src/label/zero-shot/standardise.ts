import { median } from "../../linalg/median.js";
import { columnOf, type Table } from "./cosine-table.js";

/** Where the cosines of one label lie over all images at hand. */
export interface Scale {
  /** the median */
  readonly centre: number;
  /** 1.4826 times the median distance from it, which is the standard deviation where it is normal; 0 when all are equal */
  readonly spread: number;
}

/** Beyond it a cosine is as far out as can be; keeps one odd image from ruling a fit. */
const FURTHEST = 10;

/** The scale of each label. Medians, because what holds in less than half of the images then hardly moves it. */
export function scalesOf(cosines: Table): Scale[] {
  return Array.from({ length: cosines.m }, (_, j) => {
    const column = columnOf(cosines, j);
    const centre = median(column);
    const spread = 1.4826 * median(column.map((value) => Math.abs(value - centre)));
    return { centre, spread: spread > 0 ? spread : deviation(column) };
  });
}

/** Cosines without a unit: (cosine - centre) / spread, within [-10, 10]; 0 where a label has no spread. */
export function standardise(cosines: Table, scales: readonly Scale[]): Table {
  const values = cosines.values.map((cosine, place) => {
    const { centre, spread } = scales[place % cosines.m];
    return spread > 0 ? Math.max(-FURTHEST, Math.min(FURTHEST, (cosine - centre) / spread)) : 0;
  });
  return { ...cosines, values };
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // float32 vectors: equal images have cosines equal to about 1e-7
  return variance > 1e-14 ? Math.sqrt(variance) : 0;
}
