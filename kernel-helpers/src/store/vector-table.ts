import type { Matrix } from "../types.js";
import { fromBlob, toBlob } from "./float-blob.js";
import type { Store } from "./open-store.js";

/** Keeps one embedder's vectors: row i of vectors belongs to ids[i]. */
export function putEmbeddings({ database }: Store, embedder: string, ids: readonly string[], vectors: Matrix): void {
  database.transaction(() => {
    ids.forEach((id, i) => {
      const vector = vectors.data.subarray(i * vectors.columns, (i + 1) * vectors.columns);
      database.run("INSERT OR REPLACE INTO embeddings (image_id, embedder, vector) VALUES (?, ?, ?)", [
        id,
        embedder,
        toBlob(vector),
      ]);
    });
  });
}

/** @returns the vectors one embedder has made so far, by image */
export function readEmbeddings({ database }: Store, embedder: string): Map<string, Float32Array> {
  const rows = database.all("SELECT image_id, vector FROM embeddings WHERE embedder = ?", [embedder]);
  return new Map(rows.map((row) => [String(row.image_id), fromBlob(row.vector)]));
}

/** Keeps one labeler's labels: labels[i] belongs to ids[i]. */
export function putLabels(
  { database }: Store,
  labeler: string,
  ids: readonly string[],
  labels: readonly (readonly string[])[],
): void {
  database.transaction(() => {
    ids.forEach((id, i) => {
      database.run("INSERT OR REPLACE INTO labels (image_id, labeler, labels) VALUES (?, ?, ?)", [
        id,
        labeler,
        JSON.stringify(labels[i]),
      ]);
    });
  });
}

/** @returns the labels one labeler has given so far, by image */
export function readLabels({ database }: Store, labeler: string): Map<string, readonly string[]> {
  const rows = database.all("SELECT image_id, labels FROM labels WHERE labeler = ?", [labeler]);
  return new Map(rows.map((row) => [String(row.image_id), JSON.parse(String(row.labels)) as string[]]));
}
