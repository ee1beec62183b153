import type { Database } from "./database.js";

/** Goes up with every change of the tables; a store of a higher version is refused, of a lower one migrated. */
export const SCHEMA_VERSION = 4;
/** "DCS1" in the file's header, so that another program's database is not taken for a session */
export const APPLICATION_ID = 0x44435331;

/**
 * Version 1. Ids are made by the session; times are milliseconds since 1970; JSON columns hold what types.ts says.
 * Nothing is ever deleted: rejected images, replaced templates and undone acts keep their rows.
 */
const VERSION_1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE images (
  id TEXT PRIMARY KEY,
  iteration INTEGER NOT NULL,
  position INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('original', 'generated')),
  split TEXT NOT NULL CHECK (split IN ('train', 'test')),
  class_name TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  file TEXT NOT NULL,
  original_path TEXT,
  original_relative_path TEXT,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  caption TEXT,
  attributes TEXT NOT NULL,
  feedback TEXT NOT NULL DEFAULT 'none' CHECK (feedback IN ('none', 'rejected', 'wanted')),
  parameters TEXT,
  warnings TEXT,
  seconds REAL,
  added_at INTEGER NOT NULL
) STRICT;
CREATE TABLE templates (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  class_name TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'proposed', 'discarded', 'replaced')),
  parent_id TEXT,
  why TEXT NOT NULL,
  iteration INTEGER NOT NULL
) STRICT;
CREATE TABLE iterations (
  number INTEGER PRIMARY KEY,
  per_image INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'complete', 'cancelled')),
  generator TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  measures TEXT
) STRICT;
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  iteration INTEGER NOT NULL REFERENCES iterations (number),
  position INTEGER NOT NULL,
  source_id TEXT NOT NULL REFERENCES images (id),
  template_id TEXT NOT NULL REFERENCES templates (id),
  prompt TEXT NOT NULL,
  phrases TEXT NOT NULL,
  seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'done', 'failed', 'cancelled')),
  reason TEXT
) STRICT;
CREATE INDEX tasks_by_iteration ON tasks (iteration, position);
CREATE TABLE embeddings (
  image_id TEXT NOT NULL,
  embedder TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (image_id, embedder)
) STRICT, WITHOUT ROWID;
CREATE TABLE labels (
  image_id TEXT NOT NULL,
  labeler TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (image_id, labeler)
) STRICT, WITHOUT ROWID;
CREATE TABLE layouts (
  iteration INTEGER PRIMARY KEY,
  embedder TEXT NOT NULL,
  image_ids TEXT NOT NULL,
  label_texts TEXT NOT NULL,
  image_positions BLOB NOT NULL,
  label_positions BLOB NOT NULL
) STRICT;
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  changes TEXT NOT NULL,
  undoes INTEGER,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

/** Version 2: every try at an image, and how long an iteration has been generating. NULL seconds: begun before anybody counted. */
const VERSION_2 = `
CREATE TABLE attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id TEXT NOT NULL REFERENCES tasks (id),
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('made', 'will-retry', 'refused', 'failed')),
  reason TEXT NOT NULL,
  seconds REAL NOT NULL,
  wait_seconds REAL
) STRICT;
CREATE INDEX attempts_by_task ON attempts (task_id);
ALTER TABLE iterations ADD COLUMN seconds REAL;
`;

/** Version 3: what a labeler said beside its labels, why it found none, and every try of it; the labels' hierarchy. Both by labeler, as the labels are. */
const VERSION_3 = `
ALTER TABLE labels ADD COLUMN caption TEXT;
ALTER TABLE labels ADD COLUMN raw TEXT;
ALTER TABLE labels ADD COLUMN failure TEXT;
CREATE TABLE label_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  image_id TEXT NOT NULL,
  labeler TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('made', 'will-retry', 'refused', 'failed')),
  reason TEXT NOT NULL,
  seconds REAL NOT NULL,
  wait_seconds REAL
) STRICT;
CREATE TABLE label_trees (labeler TEXT PRIMARY KEY, tree TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Version 4: who did what and why; the generator of each image, since an iteration may be finished by another; iterations that were set aside. NULL: from before anybody wrote it down. */
const VERSION_4 = `
ALTER TABLE events ADD COLUMN by TEXT;
ALTER TABLE events ADD COLUMN reason TEXT;
ALTER TABLE events ADD COLUMN details TEXT;
ALTER TABLE images ADD COLUMN generator TEXT;
ALTER TABLE iterations ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1));
CREATE INDEX images_by_iteration ON images (iteration, position, id);
`;

/** What makes each version of the one before; the first of nothing. A new store goes the same way as an old one, so both end alike. */
const STEPS = [VERSION_1, VERSION_2, VERSION_3, VERSION_4];

/**
 * Makes the tables of a new store, or brings those of an older version up to date: all steps or none, so that a kernel killed in between finds the store as it was.
 * @throws Error when the file belongs to a newer version or to another program
 */
export function prepareSchema(database: Database, path: string): void {
  const version = Number(database.get("PRAGMA user_version")?.user_version);
  const application = Number(database.get("PRAGMA application_id")?.application_id);
  const isEmpty = database.get("SELECT name FROM sqlite_schema LIMIT 1") === undefined;
  if (!isEmpty && application !== APPLICATION_ID) {
    throw new Error(`${path} is a database of another program; choose another folder for the session.`);
  }
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${path} was written by a newer DataCrafter (schema ${version}, this one knows ${SCHEMA_VERSION}); update with "npm i datacrafter@latest". Nothing was changed.`,
    );
  }
  const from = isEmpty ? 0 : version;
  if (from === SCHEMA_VERSION) return;
  database.transaction(() => {
    for (const step of STEPS.slice(from)) database.execute(step);
    database.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.execute(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}
