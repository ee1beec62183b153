import { inspect } from "node:util";
import type { MimeBundle } from "./kernel-bridge.js";

/** The name Deno's kernel gave to a value's own display method; libraries that show themselves use it. */
const JUPYTER_DISPLAY = Symbol.for("Jupyter.display");
const TABLE_ROWS_SHOWN = 50;

/**
 * How a value shows itself in a notebook, always with text/plain: by its own `toMimeBundle()` or `[Symbol.for("Jupyter.display")]()`,
 * as an HTML table when it is an arquero table, else as Node prints it.
 * @returns a promise only where the value's own method gives one
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const own = ownBundle(value);
  if (own instanceof Promise) return own.then((bundle: MimeBundle) => withText(bundle, value));
  if (own) return withText(own, value);
  return isTable(value) ? tableBundle(value) : { "text/plain": inspect(value) };
}

function ownBundle(value: unknown): MimeBundle | Promise<MimeBundle> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const shown = value as Record<string | symbol, unknown>;
  const method = shown.toMimeBundle ?? shown[JUPYTER_DISPLAY];
  return typeof method === "function" ? (method.call(value) as MimeBundle | Promise<MimeBundle>) : undefined;
}

function withText(bundle: MimeBundle, value: unknown): MimeBundle {
  const text = "text/plain" in bundle ? {} : { "text/plain": inspect(value, { depth: 0 }) };
  return { ...text, ...encodeBundle(bundle) };
}

/** What is used of an arquero table; a notebook may have its own copy of arquero. */
interface TableLike {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  rename(names: Readonly<Record<string, string>>): TableLike;
  toHTML(options: { readonly limit: number }): string;
  toMarkdown(options: { readonly limit: number }): string;
}

function isTable(value: unknown): value is TableLike {
  if (typeof value !== "object" || value === null) return false;
  const methods = ["numRows", "numCols", "columnNames", "rename", "toHTML", "toMarkdown"];
  return methods.every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}

function tableBundle(table: TableLike): MimeBundle {
  const limit = TABLE_ROWS_SHOWN;
  const size = `${table.numRows()} rows x ${table.numCols()} columns`;
  const note = table.numRows() > limit ? `${size}, the first ${limit} shown` : size;
  // arquero escapes the cells but not the column names
  const safeNames = Object.fromEntries(table.columnNames().map((name) => [name, escapeHtml(name)]));
  return {
    "text/html": `${table.rename(safeNames).toHTML({ limit })}<p>${note}</p>`,
    "text/plain": `${table.toMarkdown({ limit })}\n${note}`,
  };
}

/** @returns the bundle with bytes as base64, as Jupyter wants images */
export function encodeBundle(bundle: MimeBundle): MimeBundle {
  const entries = Object.entries(bundle).map(([type, value]) => [
    type,
    value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
  ]);
  return Object.fromEntries(entries) as MimeBundle;
}

/** @returns text that shows as itself inside HTML, in an attribute too */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
