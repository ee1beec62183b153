import type { Layout } from "../types.js";
import { fromBlob, toBlob } from "./float-blob.js";
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

/** @returns the map of the latest iteration that has one; null before the first */
export function readLatestLayout({ database }: Store): StoredLayout | null {
  const row = database.get("SELECT * FROM layouts ORDER BY iteration DESC LIMIT 1");
  if (!row) return null;
  return {
    iteration: Number(row.iteration),
    embedder: String(row.embedder),
    imageIds: JSON.parse(String(row.image_ids)) as string[],
    labelTexts: JSON.parse(String(row.label_texts)) as string[],
    layout: { images: fromBlob(row.image_positions), labels: fromBlob(row.label_positions) },
  };
}
