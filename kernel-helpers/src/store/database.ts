import Libsql from "libsql";

/** What a column may hold; blobs come back as Uint8Array. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One connection to one SQLite file. The only place that knows the driver. */
export class Database {
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();

  /** @throws Error of the driver when the file is not a database or cannot be made */
  constructor(path: string) {
    this.#connection = new Libsql(path);
  }

  run(sql: string, values: readonly SqlValue[] = []): void {
    this.#prepare(sql).run(values.map(toColumn));
  }

  all(sql: string, values: readonly SqlValue[] = []): SqlRow[] {
    return (this.#prepare(sql).all(values.map(toColumn)) as Record<string, unknown>[]).map(cleanRow);
  }

  get(sql: string, values: readonly SqlValue[] = []): SqlRow | undefined {
    return this.all(sql, values)[0];
  }

  /** Several statements, without values. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** All of it or nothing, durable when it returns. Not nested. */
  transaction(steps: () => void): void {
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      steps();
      this.#connection.exec("COMMIT");
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #prepare(sql: string): Libsql.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The driver gives blobs as ArrayBuffer or Buffer, and adds a column of its own. */
function cleanRow(row: Record<string, unknown>): SqlRow {
  const clean: Record<string, SqlValue> = {};
  for (const [name, value] of Object.entries(row)) {
    if (name === "_metadata") continue;
    if (value instanceof ArrayBuffer) clean[name] = new Uint8Array(value);
    else if (value instanceof Uint8Array) clean[name] = Uint8Array.from(value);
    else clean[name] = typeof value === "string" ? decodeNul(value) : (value as SqlValue);
  }
  return clean;
}

function toColumn(value: SqlValue): SqlValue {
  return typeof value === "string" ? encodeNul(value) : value;
}

// The driver reads text as C does, up to the first NUL, and a prompt is a stranger's text. U+FDD0 is no character (Unicode 23.7), so it marks what stands for NUL.
function encodeNul(text: string): string {
  return text.replace(/[\0\uFDD0]/g, (character) => (character === "\0" ? "\uFDD00" : "\uFDD01"));
}

function decodeNul(text: string): string {
  return text.replace(/\uFDD0([01])/g, (_, kind) => (kind === "0" ? "\0" : "\uFDD0"));
}

/** @returns whether the driver says that another connection holds the lock */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY");
}
