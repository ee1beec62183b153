import { parseTemplate } from "../../refine/parse-template.js";
import type { Database, SqlRow, SqlValue } from "../../store/database.js";
import { readObject, readObjects, readRecord, readTexts } from "../../store/json-column.js";
import { isArrangement } from "../label-arrangement.js";
import { isFacts, type SessionFacts } from "../session-state.js";
import type { Findings } from "./findings.js";

const RESTORE = "restore the session from a copy";
const REPORT = `${RESTORE}; if nothing else wrote to session.db, this is a mistake of DataCrafter: report it`;

/** What a query finds is wrong; "place" says where. */
interface Rule {
  readonly problem: string;
  /** selects a column named place, one row per case */
  readonly sql: string;
  readonly advice: string;
}

const RULES: readonly Rule[] = [
  {
    problem: "task done without an image",
    sql: "SELECT id AS place FROM tasks WHERE status = 'done' AND id NOT IN (SELECT id FROM images)",
    advice: REPORT,
  },
  {
    problem: "image made by a task that is not done",
    sql: "SELECT images.id AS place FROM images JOIN tasks ON tasks.id = images.id WHERE tasks.status <> 'done'",
    advice: REPORT,
  },
  {
    problem: "generated image without a task: its prompt and source are unknown",
    sql: "SELECT id AS place FROM images WHERE origin = 'generated' AND id NOT IN (SELECT id FROM tasks)",
    advice: REPORT,
  },
  {
    problem: "image of another iteration than its task",
    sql: "SELECT images.id AS place FROM images JOIN tasks ON tasks.id = images.id WHERE tasks.iteration <> images.iteration",
    advice: REPORT,
  },
  {
    problem: "task whose source is no original",
    sql: "SELECT tasks.id AS place FROM tasks LEFT JOIN images ON images.id = tasks.source_id WHERE images.origin IS NOT 'original'",
    advice: REPORT,
  },
  {
    problem: "task whose prompt template is not there",
    sql: "SELECT id AS place FROM tasks WHERE template_id NOT IN (SELECT id FROM templates)",
    advice: REPORT,
  },
  {
    problem: "task of an iteration that is not there",
    sql: "SELECT id AS place FROM tasks WHERE iteration NOT IN (SELECT number FROM iterations)",
    advice: REPORT,
  },
  {
    problem: "task that waits in an iteration that has ended",
    sql: "SELECT tasks.id AS place FROM tasks JOIN iterations ON number = tasks.iteration WHERE tasks.status = 'waiting' AND iterations.status <> 'running'",
    advice: REPORT,
  },
  {
    problem: "failed task without a reason",
    sql: "SELECT id AS place FROM tasks WHERE status = 'failed' AND reason IS NULL",
    advice: REPORT,
  },
  {
    problem: "two images in one place of the plan",
    sql: "SELECT min(id) AS place FROM images GROUP BY iteration, position HAVING count(*) > 1",
    advice: REPORT,
  },
  {
    problem: "prompt template whose parent is not there",
    sql: "SELECT id AS place FROM templates WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM templates)",
    advice: REPORT,
  },
  {
    problem: "class with training images and no active prompt",
    sql: "SELECT DISTINCT class_name AS place FROM images WHERE split = 'train' AND class_name NOT IN (SELECT class_name FROM templates WHERE status = 'active')",
    advice: "edit a prompt of that class, or undo the act that discarded it",
  },
  {
    problem: "labels of an image that is not there",
    sql: "SELECT image_id AS place FROM labels WHERE image_id NOT IN (SELECT id FROM images)",
    advice: REPORT,
  },
  {
    problem: "undo of an act that is not there",
    sql: "SELECT id AS place FROM events WHERE undoes IS NOT NULL AND undoes NOT IN (SELECT id FROM events)",
    advice: REPORT,
  },
  {
    problem: "iteration left in the middle",
    sql: "SELECT number AS place FROM iterations WHERE status = 'running'",
    advice: "call expand() to finish it",
  },
];

/** Rules that are no damage. */
const NOTES: ReadonlySet<string> = new Set(["iteration left in the middle"]);

type Reader = (value: SqlValue, column: string) => unknown;
const readStrings: Reader = (value, column) => readRecord(value, "string", column);
const readNumbers: Reader = (value, column) => readRecord(value, "number", column);
const readTree: Reader = (value, column) => readObject(value, column, isArrangement);

/** Columns that hold JSON, and what reads them when the session is opened. */
const JSON_COLUMNS: readonly (readonly [table: string, id: string, column: string, read: Reader])[] = [
  ["images", "id", "attributes", readStrings],
  ["images", "id", "parameters", readStrings],
  ["images", "id", "warnings", readTexts],
  ["tasks", "id", "phrases", readTexts],
  ["templates", "id", "why", readTexts],
  ["iterations", "number", "measures", readNumbers],
  ["labels", "image_id", "labels", readTexts],
  ["layouts", "iteration", "image_ids", readTexts],
  ["layouts", "iteration", "label_texts", readTexts],
  ["events", "id", "changes", readObjects],
  ["events", "id", "details", readNumbers],
  ["label_trees", "labeler", "tree", readTree],
];

/** Looks at everything in the tables that is no vector and no file. */
export function checkRows(database: Database, findings: Findings): void {
  for (const { integrity_check: sentence } of database.all("SELECT integrity_check FROM pragma_integrity_check(20)")) {
    if (sentence !== "ok") findings.error("session.db is damaged", String(sentence), RESTORE);
  }
  for (const { table } of database.all('SELECT "table" FROM pragma_foreign_key_check')) {
    findings.error("row that refers to one that is not there", `table ${table}`, REPORT);
  }
  for (const { problem, sql, advice } of RULES) {
    const add = NOTES.has(problem) ? findings.note : findings.error;
    for (const { place } of database.all(sql)) add(problem, String(place), advice);
  }
  for (const column of JSON_COLUMNS) checkJson(database, findings, ...column);
  checkTemplates(database, findings);
  checkFeedback(database, findings);
  checkClasses(database, findings);
}

function checkJson(
  database: Database,
  findings: Findings,
  table: string,
  id: string,
  column: string,
  read: Reader,
): void {
  const known = database.all(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);
  if (!known.includes(column)) return; // a version before it
  for (const { place, value } of database.all(
    `SELECT ${id} AS place, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
  )) {
    try {
      read(value, column);
    } catch {
      findings.error(`column ${table}.${column} cannot be read`, String(place), RESTORE);
    }
  }
}

function checkTemplates(database: Database, findings: Findings): void {
  for (const { id, text } of database.all("SELECT id, text FROM templates")) {
    try {
      parseTemplate(String(text));
    } catch {
      findings.error("prompt that is no template", String(id), "edit or discard it in the workbench");
    }
  }
}

/** What an image's feedback is must be what the acts made it. */
function checkFeedback(database: Database, findings: Findings): void {
  const said = new Map<string, string>();
  for (const row of database.all("SELECT changes FROM events ORDER BY id")) {
    for (const { kind, id, after } of changesOf(row)) if (kind === "feedback") said.set(String(id), String(after));
  }
  for (const { id, feedback } of database.all("SELECT id, feedback FROM images")) {
    if ((said.get(String(id)) ?? "none") === feedback) continue;
    findings.error("verdict that no act in the log gave", String(id), REPORT);
  }
}

function changesOf({ changes }: SqlRow): readonly Record<string, unknown>[] {
  const parsed = parseOr(String(changes), []);
  return Array.isArray(parsed) ? parsed.filter((change) => typeof change === "object" && change !== null) : [];
}

function checkClasses(database: Database, findings: Findings): void {
  const row = database.get("SELECT value FROM meta WHERE key = 'session'");
  const classes = new Set<unknown>();
  try {
    for (const name of readObject<SessionFacts>(row?.value ?? null, "meta.value", isFacts).classes) classes.add(name);
  } catch {
    findings.error("name, classes or seed of the session cannot be read", "table meta", RESTORE);
    return;
  }
  for (const { class_name: name } of database.all("SELECT DISTINCT class_name FROM images")) {
    if (!classes.has(name)) findings.error("class that the session does not know", String(name), REPORT);
  }
}

function parseOr(json: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;
  }
}
