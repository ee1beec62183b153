import type { MimeBundle } from "../jupyter/kernel-bridge.js";
import { type LayoutPicture, layoutPicture } from "../jupyter/layout-picture.js";
import { escapeHtml } from "../jupyter/mime-bundle.js";
import { sideBySide } from "../jupyter/side-by-side.js";
import { readImages } from "../store/image-table.js";
import { readLayout } from "../store/layout-table.js";
import type { Measures } from "../types.js";
import { type AccuracyGain, sessionEffort } from "./session-effort.js";
import type { SessionState } from "./session-state.js";

/** One of the two that are compared. */
export interface ComparedIteration {
  /** of the session, and its folder's name where two sessions are compared */
  readonly session: string;
  readonly iteration: number;
  /** false: it was set aside */
  readonly isActive: boolean;
  readonly generated: number;
  readonly failed: number;
  readonly rejected: number;
  readonly wanted: number;
  /** spent generating; null where it was not counted */
  readonly seconds: number | null;
  readonly dollars: number | null;
  /** null until measured */
  readonly measures: Measures | null;
  /** what evaluate() found before the next iteration; null where it was not called */
  readonly accuracy: AccuracyGain | null;
  /** the prompts its images were made with */
  readonly prompts: readonly string[];
}

/** Two iterations side by side; shows itself as their maps above a table when it is a cell's last value. */
export interface IterationComparison {
  readonly left: ComparedIteration;
  readonly right: ComparedIteration;
  /** the two maps; null when neither was drawn */
  readonly picture: LayoutPicture | null;
  toMimeBundle(): MimeBundle;
}

/** An iteration of a session. */
export interface IterationOf {
  readonly state: SessionState;
  readonly iteration: number;
}

const PICTURE_WIDTH_PX = 480;

/** @throws RangeError when there is no such iteration */
export async function compareIterations(left: IterationOf, right: IterationOf): Promise<IterationComparison> {
  const sides = [describeIteration(left), describeIteration(right)] as const;
  const maps = await Promise.all([left, right].map(drawMap));
  const drawn = maps.filter((map) => map !== null);
  const picture = drawn.length > 0 ? sideBySide(drawn) : null;
  const rows = tableRows(...sides);
  return {
    left: sides[0],
    right: sides[1],
    picture,
    toMimeBundle: () => ({
      "text/html": `${picture?.svg ?? ""}${asHtml(rows)}`,
      "text/plain": asText(rows),
    }),
  };
}

function describeIteration({ state, iteration }: IterationOf): ComparedIteration {
  const made = state.iterations[iteration - 1];
  if (!made) {
    throw new RangeError(
      `compare: no iteration ${iteration} in ${state.facts.name}; it has ${state.iterations.length}.`,
    );
  }
  const images = readImages(state.store, iteration);
  const used = new Set(images.map(({ templateId }) => templateId));
  const { generated, failed, seconds, dollars, measures, isActive } = made;
  return {
    session: state.facts.name,
    iteration,
    isActive,
    generated,
    failed,
    rejected: images.filter(({ feedback }) => feedback === "rejected").length,
    wanted: images.filter(({ feedback }) => feedback === "wanted").length,
    seconds,
    dollars,
    measures,
    accuracy: sessionEffort(state)[iteration].accuracy,
    prompts: state.templates.filter(({ id }) => used.has(id)).map(({ className, text }) => `${className}: ${text}`),
  };
}

/** The map as it was drawn after the iteration. @returns null when it was not, or an image of it is gone */
async function drawMap({ state, iteration }: IterationOf): Promise<LayoutPicture | null> {
  const map = readLayout(state.store, iteration);
  if (!map) return null;
  const byId = new Map(readImages(state.store, "all").map((image) => [image.id, image]));
  const images = map.imageIds.flatMap((id) => byId.get(id) ?? []);
  if (images.length === 0 || images.length < map.imageIds.length) return null;
  return layoutPicture(images, map.layout, {
    title: `${state.facts.name}, iteration ${iteration}`,
    labelTexts: map.labelTexts,
    classes: state.facts.classes,
    width: PICTURE_WIDTH_PX,
  });
}

type Row = readonly [name: string, left: string, right: string];

function tableRows(left: ComparedIteration, right: ComparedIteration): Row[] {
  const row = (name: string, value: (side: ComparedIteration) => number | null | undefined, digits: number): Row => [
    name,
    formatted(value(left), digits),
    formatted(value(right), digits),
  ];
  return [
    ["", ...titles(left, right)],
    row("images", ({ generated }) => generated, 0),
    row("failed", ({ failed }) => failed, 0),
    row("rejected", ({ rejected }) => rejected, 0),
    row("wanted", ({ wanted }) => wanted, 0),
    row("seconds", ({ seconds }) => seconds, 1),
    row("dollars", ({ dollars }) => dollars, 2),
    row("informativeness", ({ measures }) => measures?.informativeness, 3),
    row("diversity", ({ measures }) => measures?.diversity, 3),
    row("distance", ({ measures }) => measures?.distance, 3),
    row("class consistency", ({ measures }) => measures?.classConsistency, 3),
    row("accuracy, originals", ({ accuracy }) => accuracy?.originalLinearProbe, 3),
    row("accuracy, expanded", ({ accuracy }) => accuracy?.expandedLinearProbe, 3),
  ];
}

function titles(left: ComparedIteration, right: ComparedIteration): [string, string] {
  const title = ({ session, iteration, isActive }: ComparedIteration, isNamed: boolean): string =>
    `${isNamed ? `${session}, ` : ""}iteration ${iteration}${isActive ? "" : " (set aside)"}`;
  const isNamed = left.session !== right.session;
  return [title(left, isNamed), title(right, isNamed)];
}

function formatted(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined ? "-" : value.toFixed(digits);
}

function asText(rows: readonly Row[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}

/** A session is named after its dataset's folder, which may be anybody's: escaped. */
function asHtml(rows: readonly Row[]): string {
  const lines = rows.map((row, i) => {
    const tag = i === 0 ? "th" : "td";
    return `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  });
  return `<table>${lines.join("")}</table>`;
}
