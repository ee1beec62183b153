import type { MapColumns } from "../map-columns.js";
import type { Theme } from "../theme.js";
import { type ClassSymbol, classColor, classSymbol } from "./class-style.js";
import { SERIES_NAMES, type SeriesName, seriesOf } from "./map-series.js";

/** The outlines a point may have; their places in this list are what the shader is told. */
export const POINT_SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "star"] as const;

export type PointShape = (typeof POINT_SHAPES)[number];

/** How a point is painted. Colours as #rrggbb or rgb(...); radius and edge in pixels where the map has few points. */
export interface PointStyle {
  readonly shape: PointShape;
  readonly fill: string;
  readonly edge: string;
  readonly edgeWidth: number;
  readonly radius: number;
  /** in [0, 1] */
  readonly opacity: number;
}

/** The style of each image, and the order in which they are painted: those that matter most last, on top. */
export interface PointStyles {
  readonly styles: readonly PointStyle[];
  /** by image, its place in `styles` */
  readonly styleOf: Uint16Array;
  /** places of the images */
  readonly order: Uint32Array;
}

const RADII: Readonly<Record<SeriesName, number>> = { rejected: 3.5, generated: 4.5, original: 4, wanted: 6.5 };
const SELECTED_GROWTH_PX = 1.5;
const DIMMED_OPACITY = 0.32;

/** @param selected by image, whether it is selected; null when none is, which dims none */
export function pointStyles(columns: MapColumns, theme: Theme, selected: Uint8Array | null): PointStyles {
  const n = columns.ids.length;
  const styles: PointStyle[] = [];
  // styles repeat with colours and symbols, so classes that look the same share one; an array, for a Map takes longer than all the rest
  const styleOfKey = new Int16Array(LOOKS.length * SERIES_NAMES.length * CLASS_LOOKS).fill(-1);
  const styleOf = new Uint16Array(n);
  const layers = new Uint8Array(n);
  for (let place = 0; place < n; place++) {
    const name = seriesOf(columns, place);
    const layer = SERIES_NAMES.indexOf(name);
    const look = selected === null ? PLAIN : selected[place] ? SELECTED : DIMMED;
    const key = LOOKS.length * (SERIES_NAMES.length * (columns.classIndex[place] % CLASS_LOOKS) + layer) + look;
    if (styleOfKey[key] === -1) {
      styleOfKey[key] = styles.push(styleFor(name, LOOKS[look], columns.classIndex[place], theme)) - 1;
    }
    const style = styleOfKey[key];
    styleOf[place] = style;
    layers[place] = layer + (look === SELECTED ? SERIES_NAMES.length : 0);
  }
  return { styles, styleOf, order: orderByLayer(layers, 2 * SERIES_NAMES.length) };
}

const LOOKS = ["plain", "dimmed", "selected"] as const;
const [PLAIN, DIMMED, SELECTED] = LOOKS.keys();
/** colours times symbols: after so many classes the looks begin again */
const CLASS_LOOKS = 40;

function styleFor(name: SeriesName, look: (typeof LOOKS)[number], classIndex: number, theme: Theme): PointStyle {
  const isDimmed = look === "dimmed";
  const color = isDimmed ? theme.muted : classColor(classIndex, theme.dark);
  const shape: ClassSymbol = classSymbol(classIndex);
  const radius = RADII[name] + (look === "selected" ? SELECTED_GROWTH_PX : 0);
  const opacity = isDimmed ? DIMMED_OPACITY : 1;
  switch (name) {
    case "rejected":
      return { shape: "cross", fill: theme.muted, edge: theme.muted, edgeWidth: 0, radius, opacity: 0.8 * opacity };
    case "generated":
      return { shape, fill: theme.background, edge: color, edgeWidth: 2, radius, opacity };
    case "original":
      return { shape, fill: color, edge: theme.background, edgeWidth: 0.6, radius, opacity };
    case "wanted":
      return { shape: "star", fill: color, edge: isDimmed ? color : theme.text, edgeWidth: 1, radius, opacity };
  }
}

/** Sorts by counting; within a layer the order of the map stays. */
function orderByLayer(layers: Uint8Array, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1);
  for (const layer of layers) {
    starts[layer + 1] += 1;
  }
  for (let layer = 0; layer < count; layer++) {
    starts[layer + 1] += starts[layer];
  }
  const order = new Uint32Array(layers.length);
  layers.forEach((layer, place) => {
    order[starts[layer]++] = place;
  });
  return order;
}

/**
 * A factor on all radii: smaller where there are many points on the whole map, larger the closer one looks.
 * @param zoom as a factor on the whole map
 */
export function pointGrowth(n: number, zoom: number): number {
  const crowd = Math.min(1, Math.max(0.42, (3000 / Math.max(1, n)) ** 0.27));
  return Math.min(1.5, crowd * Math.max(1, zoom) ** 0.25);
}
