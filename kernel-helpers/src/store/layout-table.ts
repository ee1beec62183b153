import type { Layout } from "../types.js";
import type { SqlRow } from "./database.js";
import { fromBlob, toBlob } from "./float-blob.js";
import { readTexts } from "./json-column.js";
import type { Store } from "./open-store.js";

/** A map: where each image and each label stands. */
export interface StoredLayout {
  /** 0 for the originals alone */
  readonly iteration: number;
  /** whose vectors it was drawn from */
  readonly embedder: string;
  readonly imageIds: readonly string[];
  readonly labelTexts: readonly string[];
  readonly layout: Layout;
}

/** Keeps the map of an iteration; a later one of the same iteration takes its place. */
export function putLayout(
  { database }: Store,
  { iteration, embedder, imageIds, labelTexts, layout }: StoredLayout,
): void {
  database.run(
    "INSERT OR REPLACE INTO layouts (iteration, embedder, image_ids, label_texts, image_positions, label_positions) VALUES (?, ?, ?, ?, ?, ?)",
    [
      iteration,
      embedder,
      JSON.stringify(imageIds),
      JSON.stringify(labelTexts),
      toBlob(layout.images),
      toBlob(layout.labels),
    ],
  );
}

/** @returns the map of the latest iteration that has one and was not set aside; null before the first */
export function readLatestLayout({ database }: Store): StoredLayout | null {
  const row = database.get(
    "SELECT layouts.* FROM layouts LEFT JOIN iterations ON number = iteration WHERE is_active IS NOT 0 ORDER BY iteration DESC LIMIT 1",
  );
  return row ? toLayout(row) : null;
}

/** @returns the map as it was drawn after one iteration, set aside or not; null when there is none */
export function readLayout({ database }: Store, iteration: number): StoredLayout | null {
  const row = database.get("SELECT * FROM layouts WHERE iteration = ?", [iteration]);
  return row ? toLayout(row) : null;
}

/** The maps of all iterations that have one and were not set aside, earliest first. */
export function readLayouts({ database }: Store): StoredLayout[] {
  return database
    .all(
      "SELECT layouts.* FROM layouts LEFT JOIN iterations ON number = iteration WHERE is_active IS NOT 0 ORDER BY iteration",
    )
    .map(toLayout);
}

function toLayout(row: SqlRow): StoredLayout {
  return {
    iteration: Number(row.iteration),
    embedder: String(row.embedder),
    imageIds: readTexts(row.image_ids, "layouts.image_ids"),
    labelTexts: readTexts(row.label_texts, "layouts.label_texts"),
    layout: { images: fromBlob(row.image_positions), labels: fromBlob(row.label_positions) },
  };
}
