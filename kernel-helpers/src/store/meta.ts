import type { Database } from "./database.js";

export function readMeta(database: Database, key: "holder" | "session" | "evaluation"): string | null {
  const row = database.get("SELECT value FROM meta WHERE key = ?", [key]);
  return row ? String(row.value) : null;
}

export function writeMeta(database: Database, key: "holder" | "session" | "evaluation", value: string): void {
  database.run("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [
    key,
    value,
  ]);
}
