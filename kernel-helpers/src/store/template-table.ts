import type { PromptTemplate } from "../types.js";
import type { Database } from "./database.js";
import { readTexts } from "./json-column.js";
import type { Store } from "./open-store.js";

/** Adds templates after those that are there. Inside a transaction of the caller. */
export function insertTemplates(database: Database, templates: readonly PromptTemplate[]): void {
  let position = Number(database.get("SELECT count(*) AS n FROM templates")?.n);
  for (const template of templates) {
    database.run(
      "INSERT INTO templates (id, position, class_name, text, status, parent_id, why, iteration) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        template.id,
        position++,
        template.className,
        template.text,
        template.status,
        template.parentId,
        JSON.stringify(template.why),
        template.iteration,
      ],
    );
  }
}

/** Every template, replaced and discarded ones too, in the order they were made. */
export function readTemplates({ database }: Store): PromptTemplate[] {
  return database.all("SELECT * FROM templates ORDER BY position").map((row) => ({
    id: String(row.id),
    className: String(row.class_name),
    text: String(row.text),
    status: row.status as PromptTemplate["status"],
    parentId: row.parent_id as string | null,
    why: readTexts(row.why, "templates.why"),
    iteration: Number(row.iteration),
  }));
}
