import type { Iteration, Measures } from "../types.js";
import type { Database, SqlRow } from "./database.js";
import { dollarsOf } from "./dollars-of.js";
import type { StoredFile } from "./image-files.js";
import { readRecord, readTexts } from "./json-column.js";
import type { Store } from "./open-store.js";

/** One image to generate: a row of the durable queue. Its id is the id of the image it becomes. */
export interface Task {
  readonly id: string;
  readonly sourceId: string;
  readonly className: string;
  readonly templateId: string;
  readonly prompt: string;
  readonly phrases: readonly string[];
  readonly seed: number;
}

export interface NewIteration {
  /** 1, 2, ... */
  readonly index: number;
  readonly perImage: number;
  readonly generator: string;
  /** milliseconds since 1970 */
  readonly startedAt: number;
}

/** What became of a task. */
export interface FinishedImage {
  /** who made it: an iteration may be finished by another generator than began it */
  readonly generator: string;
  readonly stored: StoredFile;
  readonly width: number;
  readonly height: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

export interface FailedTask {
  readonly id: string;
  readonly sourceId: string;
  readonly prompt: string;
  readonly reason: string;
}

/** Writes the whole plan before the first image is made, so that a killed run knows what is left. */
export function startIteration({ database }: Store, iteration: NewIteration, tasks: readonly Task[]): void {
  database.transaction(() => {
    database.run(
      "INSERT INTO iterations (number, per_image, status, generator, started_at, seconds) VALUES (?, ?, 'running', ?, ?, 0)",
      [iteration.index, iteration.perImage, iteration.generator, iteration.startedAt],
    );
    tasks.forEach((task, position) => {
      database.run(
        "INSERT INTO tasks (id, iteration, position, source_id, template_id, prompt, phrases, seed, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
        [
          task.id,
          iteration.index,
          position,
          task.sourceId,
          task.templateId,
          task.prompt,
          JSON.stringify(task.phrases),
          task.seed,
        ],
      );
    });
  });
}

export function waitingTasks(store: Store, iteration: number): Task[] {
  return readTasks(store, iteration, "AND tasks.status = 'waiting'");
}

/** The whole plan of an iteration, whatever became of it. */
export function plannedTasks(store: Store, iteration: number): Task[] {
  return readTasks(store, iteration, "");
}

function readTasks({ database }: Store, iteration: number, condition: string): Task[] {
  return database
    .all(
      `SELECT tasks.*, images.class_name FROM tasks JOIN images ON images.id = tasks.source_id
       WHERE tasks.iteration = ? ${condition} ORDER BY tasks.position`,
      [iteration],
    )
    .map((row) => ({
      id: String(row.id),
      sourceId: String(row.source_id),
      className: String(row.class_name),
      templateId: String(row.template_id),
      prompt: String(row.prompt),
      phrases: readTexts(row.phrases, "tasks.phrases"),
      seed: Number(row.seed),
    }));
}

/** The image and the end of its task, in one step: never one without the other. @param now milliseconds since 1970 */
export function finishTask({ database }: Store, task: Task, image: FinishedImage, now: number): void {
  database.transaction(() => {
    database.run(
      `INSERT INTO images (id, iteration, position, origin, split, class_name, content_hash, file, width, height, attributes, generator, parameters, warnings, seconds, added_at)
       SELECT id, iteration, position, 'generated', 'train', ?, ?, ?, ?, ?, '{}', ?, ?, ?, ?, ? FROM tasks WHERE id = ?`,
      [
        task.className,
        image.stored.contentHash,
        image.stored.file,
        image.width,
        image.height,
        image.generator,
        JSON.stringify(image.parameters),
        JSON.stringify(image.warnings),
        image.seconds,
        now,
        task.id,
      ],
    );
    database.run("UPDATE tasks SET status = 'done' WHERE id = ?", [task.id]);
  });
}

export function failTask({ database }: Store, id: string, reason: string): void {
  database.run("UPDATE tasks SET status = 'failed', reason = ? WHERE id = ?", [reason, id]);
}

export function failedTasks({ database }: Store, iteration: number): FailedTask[] {
  return database
    .all("SELECT * FROM tasks WHERE iteration = ? AND status = 'failed' ORDER BY position", [iteration])
    .map((row) => ({
      id: String(row.id),
      sourceId: String(row.source_id),
      prompt: String(row.prompt),
      reason: String(row.reason),
    }));
}

/** Adds to the time an iteration has been generating; stays unknown where it began unknown. */
export function addGeneratingSeconds({ database }: Store, iteration: number, seconds: number): void {
  database.run("UPDATE iterations SET seconds = seconds + ? WHERE number = ?", [seconds, iteration]);
}

/** Ends an iteration; tasks that still wait are given up. @param now milliseconds since 1970 */
export function endIteration(
  { database }: Store,
  index: number,
  status: "complete" | "cancelled",
  measures: Measures | null,
  now: number,
): void {
  database.transaction(() => {
    database.run("UPDATE tasks SET status = 'cancelled' WHERE iteration = ? AND status = 'waiting'", [index]);
    database.run("UPDATE iterations SET status = ?, measures = ?, ended_at = ? WHERE number = ?", [
      status,
      measures === null ? null : JSON.stringify(measures),
      now,
      index,
    ]);
  });
}

export function readIterations({ database }: Store): Iteration[] {
  const dollars = dollarsByIteration(database);
  return database
    .all(
      `SELECT iterations.*,
         (SELECT count(*) FROM tasks WHERE iteration = number AND status = 'done') AS generated,
         (SELECT count(*) FROM tasks WHERE iteration = number AND status = 'failed') AS failed
       FROM iterations ORDER BY number`,
    )
    .map((row) => toIteration(row, dollars.get(Number(row.number)) ?? null));
}

function dollarsByIteration(database: Database): Map<number, number> {
  const sums = new Map<number, number>();
  const rows = database.all(`SELECT iteration, parameters FROM images WHERE parameters LIKE '%"dollars"%'`);
  for (const { iteration, parameters } of rows) {
    const dollars = dollarsOf(readRecord<string>(parameters, "string", "images.parameters"));
    if (dollars === null) continue;
    // without the noise of adding fractions
    sums.set(Number(iteration), Number(((sums.get(Number(iteration)) ?? 0) + dollars).toFixed(6)));
  }
  return sums;
}

function toIteration(row: SqlRow, dollars: number | null): Iteration {
  return {
    index: Number(row.number),
    perImage: Number(row.per_image),
    status: row.status as Iteration["status"],
    isActive: row.is_active === 1,
    startedAt: Number(row.started_at),
    generated: Number(row.generated),
    failed: Number(row.failed),
    seconds: row.seconds as number | null,
    dollars,
    measures: row.measures === null ? null : readMeasures(row.measures),
  };
}

function readMeasures(json: SqlRow[string]): Measures {
  return readRecord<number>(json, "number", "iterations.measures") as unknown as Measures;
}
