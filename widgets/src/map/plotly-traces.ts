import type { Data } from "plotly.js";
import type { MapColumns } from "../map-columns.js";
import { classColor, classSymbol } from "./class-style.js";
import type { MapScene } from "./map-renderer.js";
import { mapSeries, SERIES_NAMES, type SeriesName } from "./map-series.js";

/** Up to here SVG is as fast, sharper, and takes none of the page's few WebGL contexts. */
const SVG_POINT_LIMIT = 2000;

const SIZES_PX: Readonly<Record<SeriesName, number>> = { rejected: 7, generated: 8, original: 8, wanted: 12 };
const DIMMED_OPACITY = 0.16;
const SELECTED_GROWTH_PX = 3;

/** One plotly trace per look; `places` says which image each of its points is. */
export interface MapTrace {
  readonly name: SeriesName;
  readonly places: readonly number[];
  readonly data: Data;
}

/** The traces of a scene, in painting order. @param selection ids; empty dims nothing */
export function plotlyTraces(scene: MapScene, selection: readonly string[]): readonly MapTrace[] {
  const series = mapSeries(scene.columns);
  const selected = new Set(selection.flatMap((id) => scene.columns.indexOfId.get(id) ?? []));
  return SERIES_NAMES.map((name) => ({
    name,
    places: series[name],
    data: traceData(scene, name, series[name], selected),
  }));
}

function traceData(scene: MapScene, name: SeriesName, places: readonly number[], selected: ReadonlySet<number>): Data {
  const { columns } = scene;
  const size = SIZES_PX[name];
  return {
    type: columns.ids.length > SVG_POINT_LIMIT ? "scattergl" : "scatter",
    mode: "markers",
    name,
    x: places.map((place) => columns.positions[2 * place]),
    y: places.map((place) => columns.positions[2 * place + 1]),
    ids: places.map((place) => columns.ids[place]),
    hoverinfo: "none",
    showlegend: false,
    marker: { size, opacity: name === "rejected" ? 0.8 : 0.95, ...markerLook(scene, name, places) },
    selectedpoints: selected.size > 0 ? selectedWithin(places, selected) : (null as unknown as number[]),
    selected: { marker: { opacity: 1, size: size + SELECTED_GROWTH_PX } },
    unselected: { marker: { opacity: DIMMED_OPACITY } },
  } as Data;
}

function markerLook(scene: MapScene, name: SeriesName, places: readonly number[]): object {
  const { columns, theme } = scene;
  const colors = places.map((place) => classColor(columns.classIndex[place], theme.dark));
  const symbols = places.map((place) => classSymbol(columns.classIndex[place]));
  switch (name) {
    case "rejected":
      return { symbol: "x-thin", color: theme.muted, line: { color: theme.muted, width: 1.5 } };
    case "generated":
      return { symbol: symbols, color: theme.background, line: { color: colors, width: 2 } };
    case "original":
      return { symbol: symbols, color: colors, line: { color: theme.background, width: 0.5 } };
    case "wanted":
      return { symbol: "star", color: colors, line: { color: theme.text, width: 1 } };
  }
}

function selectedWithin(places: readonly number[], selected: ReadonlySet<number>): number[] {
  return places.flatMap((place, index) => (selected.has(place) ? [index] : []));
}

/** @returns the ids of plotly's points, in the order of the map */
export function idsOfPoints(
  traces: readonly MapTrace[],
  points: readonly { readonly curveNumber: number; readonly pointNumber: number }[],
  columns: MapColumns,
): readonly string[] {
  const places = points.flatMap((point) => traces[point.curveNumber]?.places[point.pointNumber] ?? []);
  return [...new Set(places)].sort((a, b) => a - b).map((place) => columns.ids[place]);
}
