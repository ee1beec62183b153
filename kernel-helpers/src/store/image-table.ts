import { sep } from "node:path";
import { compareCodepoints } from "../dataset/sort-codepoints.js";
import type { DatasetImage, Feedback, ImageRecord } from "../types.js";
import type { SqlRow } from "./database.js";
import { IMAGE_FILE, type StoredFile } from "./image-files.js";
import { readRecord, readTexts } from "./json-column.js";
import type { Store } from "./open-store.js";

/** An original to keep: the dataset's image and the copy of its file. */
export interface NewOriginal {
  readonly image: DatasetImage;
  readonly stored: StoredFile;
  /** relative to the dataset's root, so that the file can be found again where the whole dataset was moved */
  readonly relativePath: string;
}

/** An image as it is stored; what a labeler says of it is empty here and stands in the labels' table. */
export interface StoredImage extends ImageRecord {
  readonly split: "train" | "test";
  /** from the dataset's metadata */
  readonly givenCaption: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** when it came into the session, milliseconds since 1970 */
  readonly addedAt: number;
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

/**
 * Images of the session: originals first, then by iteration, each in its planned order, whatever order they were finished in.
 * @param which an iteration (0: the originals), "all", or "active": all but those of iterations that were set aside
 */
export function readImages(store: Store, which: number | "active" | "all" = "active"): StoredImage[] {
  const conditions = { active: "iteration NOT IN (SELECT number FROM iterations WHERE is_active = 0)", all: "1" };
  const condition = typeof which === "number" ? "iteration = ?" : conditions[which];
  const rows = store.database.allByText(
    (
      limit,
    ) => `SELECT images.id AS id, images.iteration AS iteration, images.position AS position, origin, split, class_name, content_hash, file, width, height, caption, attributes, feedback,
       parameters, warnings, images.seconds AS seconds, added_at, source_id, prompt, template_id, phrases, seed, coalesce(images.generator, iterations.generator) AS generator
     FROM (SELECT * FROM images WHERE ${condition} ORDER BY iteration, position, id ${limit}) AS images
     LEFT JOIN tasks ON tasks.id = images.id LEFT JOIN iterations ON iterations.number = images.iteration`,
    IMAGE_COLUMNS,
    typeof which === "number" ? [which] : [],
  );
  const root = `${store.directory}${sep}`;
  // SQLite hands joined rows on as they come, mostly in order; sorting them there takes a tenth of the time that opening takes
  return rows.sort(comparePlanned).map((row) => toImage(row, root));
}

function comparePlanned(a: SqlRow, b: SqlRow): number {
  return (
    Number(a.iteration) - Number(b.iteration) ||
    Number(a.position) - Number(b.position) ||
    compareCodepoints(String(a.id), String(b.id))
  );
}

const IMAGE_COLUMNS = [
  ...["id", "iteration", "position", "origin", "split", "class_name", "content_hash", "file", "width", "height"],
  ...["caption", "attributes", "feedback", "parameters", "warnings", "seconds", "added_at"],
  ...["source_id", "prompt", "template_id", "phrases", "seed", "generator"],
] as const;

/** @param root the store's folder with a separator behind it */
function toImage(row: SqlRow, root: string): StoredImage {
  const parameters = row.parameters === null ? null : readRecord<string>(row.parameters, "string", "images.parameters");
  return {
    id: String(row.id),
    path: `${root}${checkedFile(row)}`,
    className: String(row.class_name),
    contentHash: String(row.content_hash),
    origin: row.origin as "original" | "generated",
    split: row.split as "train" | "test",
    width: Number(row.width),
    height: Number(row.height),
    iteration: Number(row.iteration),
    labels: [],
    caption: null,
    labelFailure: null,
    feedback: row.feedback as Feedback,
    sourceId: row.source_id as string | null,
    prompt: row.prompt as string | null,
    templateId: row.template_id as string | null,
    phrases: row.phrases === null ? null : readTexts(row.phrases, "tasks.phrases"),
    // the plan draws one for every image; one that was never used would promise what nobody can repeat
    seed: parameters?.seed === NOT_SEEDED ? null : (row.seed as number | null),
    generator: row.generator as string | null,
    parameters,
    seconds: row.seconds as number | null,
    givenCaption: row.caption as string | null,
    attributes: readRecord<string>(row.attributes, "string", "images.attributes"),
    warnings: row.warnings === null ? [] : readTexts(row.warnings, "images.warnings"),
    addedAt: Number(row.added_at),
  };
}

/** A session may come from a stranger: its rows must not lead out of its folder. */
function checkedFile({ id, file }: SqlRow): string {
  // same as: join(directory, file), which takes a tenth of the time that opening a large session takes
  if (IMAGE_FILE.test(String(file))) return sep === "/" ? String(file) : String(file).replaceAll("/", sep);
  throw new Error(
    `session.db: image ${id} names the file ${JSON.stringify(String(file).slice(0, 80))}, which is not in images/; do not trust this session, restore it from a copy of your own.`,
  );
}
