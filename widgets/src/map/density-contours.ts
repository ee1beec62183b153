import { contourDensity } from "d3-contour";
import { mapExtent } from "./map-extent.js";

/** Lines of equal density. */
export interface DensityContours {
  /** each a closed line, x and y interleaved, in the map's units; the lowest density first */
  readonly lines: readonly (readonly number[])[];
}

/** The width that densities are counted on; fine enough to look smooth on a large screen. */
const RASTER = 512;
/** Standard deviation of the blur, as a share of the larger side. */
const BLUR = 0.022;
const LEVELS = 8;

/** How densely the images lie, as contour lines. @param positions x and y interleaved, n images first */
export function densityContours(positions: Float32Array, n: number): DensityContours {
  if (n === 0) {
    return { lines: [] };
  }
  const { x, y } = mapExtent(positions.subarray(0, 2 * n), n);
  const unit = Math.max(x[1] - x[0], y[1] - y[0]) / RASTER;
  const contours = contourDensity<number>()
    .x((place) => (positions[2 * place] - x[0]) / unit)
    .y((place) => (positions[2 * place + 1] - y[0]) / unit)
    .size([(x[1] - x[0]) / unit, (y[1] - y[0]) / unit])
    .bandwidth(BLUR * RASTER)
    .cellSize(4)
    .thresholds(LEVELS)(Array.from({ length: n }, (_, place) => place));
  const rings = contours.flatMap(({ coordinates }) => coordinates.flat());
  return { lines: rings.map((ring) => ring.flatMap(([across, up]) => [x[0] + across * unit, y[0] + up * unit])) };
}
