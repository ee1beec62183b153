import type { Annotations } from "plotly.js";
import { escapePlotText } from "../text/escape-plot-text.js";
import { withOpacity } from "../theme.js";
import type { Extent } from "./map-extent.js";
import type { MapScene } from "./map-renderer.js";
import { type LabelCandidate, placeLabels } from "./place-labels.js";

/** enough to read by, with the points still shining through */
const PLATE_OPACITY = 0.65;

/** The content labels that fit in the view, as plotly annotations. @param view the axes' ends now @param width, height pixels */
export function plotlyLabels(
  scene: MapScene,
  view: Extent,
  width: number,
  height: number,
): readonly Partial<Annotations>[] {
  const { columns, theme } = scene;
  const first = 2 * columns.ids.length;
  const candidates = columns.labels.map((label, index): LabelCandidate => {
    const x = columns.positions[first + 2 * index];
    const y = columns.positions[first + 2 * index + 1];
    return {
      text: label.text,
      count: label.original + label.generated,
      x: (width * (x - view.x[0])) / (view.x[1] - view.x[0]),
      y: (height * (view.y[1] - y)) / (view.y[1] - view.y[0]),
    };
  });
  return placeLabels(candidates, width, height).map((label) => ({
    text: escapePlotText(label.text),
    // axis coordinates, so that labels travel with the points while the map is dragged
    x: view.x[0] + (label.x / width) * (view.x[1] - view.x[0]),
    y: view.y[1] - (label.y / height) * (view.y[1] - view.y[0]),
    xref: "x",
    yref: "y",
    xanchor: "center",
    yanchor: "middle",
    showarrow: false,
    captureevents: false,
    borderpad: 1,
    bgcolor: withOpacity(theme.background, PLATE_OPACITY),
    font: { size: label.fontSize, color: theme.text, family: theme.fontFamily },
  }));
}
