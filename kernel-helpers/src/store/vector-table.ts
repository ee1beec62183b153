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

/** @returns the vectors of these images that one embedder has made so far, by image: for a few of many */
export function readEmbeddingsOf(
  { database }: Store,
  embedder: string,
  ids: readonly string[],
): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const id of ids) {
    const row = database.get("SELECT vector FROM embeddings WHERE image_id = ? AND embedder = ?", [id, embedder]);
    if (row) found.set(id, fromBlob(row.vector));
  }
  return found;
}
