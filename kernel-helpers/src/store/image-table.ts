import { join } from "node:path";
import type { DatasetImage, Feedback, ImageRecord } from "../types.js";
import type { SqlRow } from "./database.js";
import type { StoredFile } from "./image-files.js";
import type { Store } from "./open-store.js";

/** An original to keep: the dataset's image and the copy of its file. */
export interface NewOriginal {
  readonly image: DatasetImage;
  readonly stored: StoredFile;
  /** relative to the dataset's root, so that the file can be found again where the whole dataset was moved */
  readonly relativePath: string;
}

/** An image as it is stored, labels left out: those belong to a labeler. */
export interface StoredImage extends ImageRecord {
  readonly split: "train" | "test";
  readonly caption: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** The parameter "seed" of an image whose generator takes no seed. */
export const NOT_SEEDED = "not seeded";

/** Adds originals after those that are there. @param now milliseconds since 1970 */
export function addOriginals({ database }: Store, originals: readonly NewOriginal[], now: number): void {
  database.transaction(() => {
    let position = Number(database.get("SELECT count(*) AS n FROM images WHERE iteration = 0")?.n);
    for (const { image, stored, relativePath } of originals) {
      database.run(
        `INSERT INTO images (id, iteration, position, origin, split, class_name, content_hash, file, original_path, original_relative_path, width, height, caption, attributes, added_at)
         VALUES (?, 0, ?, 'original', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          image.id,
          position++,
          image.split,
          image.className,
          stored.contentHash,
          stored.file,
          image.path,
          relativePath,
          image.width,
          image.height,
          image.caption,
          JSON.stringify(image.attributes),
          now,
        ],
      );
    }
  });
}

/** Every image of the session: originals first, then by iteration, each in its planned order, whatever order they were finished in. */
export function readImages(store: Store, iteration: number | null = null): StoredImage[] {
  const where = iteration === null ? "" : "WHERE images.iteration = ?";
  const rows = store.database.all(
    `SELECT images.*, tasks.source_id, tasks.prompt, tasks.template_id, tasks.phrases, tasks.seed, iterations.generator
     FROM images LEFT JOIN tasks ON tasks.id = images.id LEFT JOIN iterations ON iterations.number = tasks.iteration
     ${where} ORDER BY images.iteration, images.position`,
    iteration === null ? [] : [iteration],
  );
  return rows.map((row) => toImage(row, store.directory));
}

function toImage(row: SqlRow, directory: string): StoredImage {
  const parameters = parseOrNull(row.parameters) as Readonly<Record<string, string>> | null;
  return {
    id: String(row.id),
    path: join(directory, String(row.file)),
    className: String(row.class_name),
    contentHash: String(row.content_hash),
    origin: row.origin as "original" | "generated",
    split: row.split as "train" | "test",
    width: Number(row.width),
    height: Number(row.height),
    iteration: Number(row.iteration),
    labels: [],
    feedback: row.feedback as Feedback,
    sourceId: row.source_id as string | null,
    prompt: row.prompt as string | null,
    templateId: row.template_id as string | null,
    phrases: parseOrNull(row.phrases) as readonly string[] | null,
    // the plan draws one for every image; one that was never used would promise what nobody can repeat
    seed: parameters?.seed === NOT_SEEDED ? null : (row.seed as number | null),
    generator: row.generator as string | null,
    parameters,
    seconds: row.seconds as number | null,
    caption: row.caption as string | null,
    attributes: JSON.parse(String(row.attributes)) as Readonly<Record<string, string>>,
    warnings: (parseOrNull(row.warnings) ?? []) as readonly string[],
  };
}

function parseOrNull(json: SqlRow[string]): unknown {
  return json === null ? null : JSON.parse(String(json));
}
