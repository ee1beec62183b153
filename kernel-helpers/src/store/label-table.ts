import type { LabelledImage } from "../types.js";
import type { SqlRow } from "./database.js";
import { readTexts } from "./json-column.js";
import type { Store } from "./open-store.js";

/** Keeps what one labeler found: found[i] belongs to ids[i]. What it found earlier gives way. */
export function putLabels(
  { database }: Store,
  labeler: string,
  ids: readonly string[],
  found: readonly LabelledImage[],
): void {
  database.transaction(() => {
    ids.forEach((id, i) => {
      const { labels, caption, raw, failure } = found[i];
      database.run(
        "INSERT OR REPLACE INTO labels (image_id, labeler, labels, caption, raw, failure) VALUES (?, ?, ?, ?, ?, ?)",
        [id, labeler, JSON.stringify(labels), caption ?? null, raw ?? null, failure ?? null],
      );
    });
  });
}

/** @returns what one labeler has found so far, by image */
export function readLabels({ database }: Store, labeler: string): Map<string, LabelledImage> {
  const rows = database.allByText(
    (limit) => `SELECT * FROM labels WHERE labeler = ? ORDER BY image_id ${limit}`,
    ["image_id", "labels", "caption", "raw", "failure"],
    [labeler],
  );
  return new Map(rows.map((row) => [String(row.image_id), toLabelledImage(row)]));
}

function toLabelledImage({ labels, caption, raw, failure }: SqlRow): LabelledImage {
  return {
    labels: readTexts(labels, "labels.labels"),
    ...(caption === null ? {} : { caption: String(caption) }),
    ...(raw === null ? {} : { raw: String(raw) }),
    ...(failure === null ? {} : { failure: String(failure) }),
  };
}
