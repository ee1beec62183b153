import Libsql from "libsql";
import { explainStoreFailure } from "./explain-store-failure.js";

/** What a column may hold; blobs come back as Uint8Array. */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Rows of one text: all of a large session's would make one too long for a string. */
const PAGE_ROWS = 60_000;

/** One connection to one SQLite file. The only place that knows the driver. */
export class Database {
  readonly #path: string;
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();
  readonly #rowStatements = new Map<string, RowStatement>();

  /** @throws Error of the driver when the file is not a database or cannot be made */
  constructor(path: string) {
    this.#path = path;
    this.#connection = new Libsql(path);
  }

  /** @throws Error that says what to do when the disk is full or the file cannot be written */
  run(sql: string, values: readonly SqlValue[] = []): void {
    this.#explaining(() => this.#prepare(sql).run(values.map(toColumn)));
  }

  /** @throws Error that says what to do when the file, or a text in it, is damaged */
  all(sql: string, values: readonly SqlValue[] = []): SqlRow[] {
    return this.#explaining(() => {
      if (!/^\s*SELECT\b/i.test(sql)) return this.#prepare(sql).all(values.map(toColumn)) as SqlRow[];
      const { columns, statement } = this.#prepareRows(sql);
      const rows = statement.all(values.map(toColumn)) as Record<string, unknown>[];
      return rows.map((row) => this.#toRow(columns, row));
    });
  }

  get(sql: string, values: readonly SqlValue[] = []): SqlRow | undefined {
    return this.all(sql, values)[0];
  }

  /**
   * Many rows, the same as all() gives but several times as fast: SQLite hands thousands over as one text, where the driver takes value by value. Not for blobs.
   * @param sql given the words that limit it to a page, a SELECT whose columns have these names; in an order that leaves no two rows alike, and without values behind the limit
   */
  allByText(sql: (limit: string) => string, columns: readonly string[], values: readonly SqlValue[] = []): SqlRow[] {
    const fields = columns.map((name) => `'${name}', ${name}`).join(", ");
    const page = `SELECT CAST(json_group_array(json_object(${fields})) AS BLOB) AS page FROM (${sql(`LIMIT ${PAGE_ROWS} OFFSET ?`)})`;
    const pages: SqlRow[][] = [];
    for (;;) {
      const all = [...values.map(toColumn), pages.length * PAGE_ROWS];
      const [found] = this.#explaining(() => this.#prepare(page).all(all)) as [{ page: ArrayBuffer }];
      const text = this.#decode(found.page);
      // marks of NUL are turned back once the text is parsed
      const rows = JSON.parse(text, text.includes("\uFDD0") ? decodeValue : undefined) as SqlRow[];
      pages.push(rows);
      if (rows.length < PAGE_ROWS) return pages.flat();
    }
  }

  /** Several statements, without values. */
  execute(sql: string): void {
    this.#explaining(() => this.#connection.exec(sql));
  }

  /** All of it or nothing, durable when it returns. Not nested. @throws Error that says what to do when the disk is full or the file cannot be written */
  transaction(steps: () => void): void {
    try {
      this.#connection.exec("BEGIN IMMEDIATE");
      steps();
      this.#connection.exec("COMMIT");
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec("ROLLBACK");
      throw explainStoreFailure(error, this.#path);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#rowStatements.clear();
    this.#connection.close();
  }

  #explaining<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      throw explainStoreFailure(error, this.#path);
    }
  }

  #prepare(sql: string): Libsql.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The driver takes the whole process down when it reads a damaged text (libsql 0.5.29: "Utf8Error", abort), so it is given bytes, and each column's type beside it. */
  #prepareRows(sql: string): RowStatement {
    let rows = this.#rowStatements.get(sql);
    if (!rows) {
      const described = this.#prepare(sql).columns();
      const columns = described.map(({ name }) => name);
      const fields = described.map(({ name, type }, i) =>
        type === "BLOB"
          ? `CAST("${name}" AS BLOB) AS "${name}"`
          : `CASE typeof("${name}") WHEN 'text' THEN CAST("${name}" AS BLOB) ELSE "${name}" END AS "${name}", typeof("${name}") AS "type ${i}"`,
      );
      rows = { columns, statement: this.#prepare(`SELECT ${fields.join(", ")} FROM (${sql})`) };
      this.#rowStatements.set(sql, rows);
    }
    return rows;
  }

  #toRow(columns: readonly string[], values: Record<string, unknown>): SqlRow {
    const row: Record<string, SqlValue> = {};
    columns.forEach((name, i) => {
      const value = values[name];
      if (!(value instanceof ArrayBuffer)) row[name] = value as SqlValue;
      else row[name] = values[`type ${i}`] === "text" ? decodeNul(this.#decode(value)) : new Uint8Array(value);
    });
    return row;
  }

  #decode(bytes: ArrayBuffer): string {
    try {
      return utf8.decode(bytes);
    } catch (error) {
      throw new Error(`${this.#path}: a text in session.db is damaged; restore the session from a copy.`, {
        cause: error,
      });
    }
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A SELECT whose texts come as bytes. */
interface RowStatement {
  readonly columns: readonly string[];
  readonly statement: Libsql.Statement;
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

function decodeValue(_: string, value: unknown): unknown {
  return typeof value === "string" ? decodeNul(value) : value;
}

/** @returns whether the driver says that another connection holds the lock */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY");
}
