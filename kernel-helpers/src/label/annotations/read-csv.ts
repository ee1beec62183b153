import { fromCSV } from "arquero";
import { type Annotation, labelsIn } from "./annotation.js";
import { FILE_KEYS, LABEL_KEYS } from "./record.js";

/** What may stand between two columns. */
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Reads a table: a column that names the image (file, file_name, filename, image, image_path, path) and one of its labels (labels, label),
 * and where there is one its caption, in any order, other columns beside them. An image may have several rows.
 * @throws Error naming the row
 */
export function readCsv(content: string, separator?: string): Annotation[] {
  const delimiter = delimiterOf(content);
  const [header, ...rows] = parse(content, delimiter);
  if (header === undefined) return [];
  const names = header.map((name) => (name ?? "").trim().toLowerCase());
  const file = columnOf(names, FILE_KEYS);
  const labels = LABEL_KEYS.map((key) => names.indexOf(key)).filter((place) => place !== -1);
  const caption = names.indexOf("caption");
  if (file === -1 || (labels.length === 0 && caption === -1)) {
    const shown = names.map((name) => JSON.stringify(name.slice(0, 40))).slice(0, 10);
    throw new Error(
      `row 1 has the columns ${shown.join(", ")}; needed are one of ${FILE_KEYS.join(", ")} and one of ${LABEL_KEYS.join(", ")}, caption.`,
    );
  }
  return rows.flatMap((row, index): Annotation[] => {
    if (row.every((cell) => cell === null)) return [];
    checkWidth(row, header.length, index + 2, delimiter);
    const name = row[file];
    if (name === null || name.trim() === "") {
      throw new Error(`row ${index + 2}: names no image; fill column ${JSON.stringify(names[file])}.`);
    }
    const found = labels.flatMap((place) => labelsIn(row[place] ?? "", separator));
    return [{ file: name, labels: [...new Set(found)], caption: caption === -1 ? null : row[caption] }];
  });
}

/** The delimiter that the first line has most of. */
function delimiterOf(content: string): string {
  const line = content.slice(0, content.search(/\r|\n|$/));
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

/** Rows of cells, the header first; null for an empty cell, and at the end of each row one cell more for what is too much. */
function parse(content: string, delimiter: string): (string | null)[][] {
  const width = content.slice(0, content.search(/\r|\n|$/)).split(delimiter).length;
  // arquero drops cells beyond the first row's, so a wider row goes before; and its header would take a column "__proto__" for something else
  const wide = `${delimiter.repeat(width)}\n${content}`;
  const table = fromCSV(wide, { delimiter, header: false, autoType: false });
  const columns = table.columnNames().map((name) => table.array(name) as ArrayLike<string | null | undefined>);
  const rows = Array.from({ length: table.numRows() - 1 }, (_, r) => columns.map((column) => column[r + 1] ?? null));
  checkQuotes(rows);
  const used = (rows[0] ?? []).findLastIndex((cell) => cell !== null) + 1;
  return rows.length === 0 || used === 0 ? [] : [rows[0].slice(0, used), ...rows.slice(1)];
}

/** A quote without its end swallows all that follows: the last row then has a cell that begins with it and goes over lines. */
function checkQuotes(rows: readonly (readonly (string | null)[])[]): void {
  const open = rows.at(-1)?.find((cell) => cell?.startsWith('"') && cell.includes("\n"));
  if (open)
    throw new Error(`row ${rows.length}: a quote is opened and never closed (${JSON.stringify(open.slice(0, 40))}).`);
}

function checkWidth(row: readonly (string | null)[], width: number, number: number, delimiter: string): void {
  const extra = row.findIndex((cell, place) => place >= width && cell !== null);
  if (extra === -1) return;
  throw new Error(
    `row ${number}: has more cells than the header's ${width}; put a text with ${JSON.stringify(delimiter)} in quotes ("cat${delimiter}dog").`,
  );
}

function columnOf(names: readonly string[], keys: readonly string[]): number {
  return keys.map((key) => names.indexOf(key)).find((place) => place !== -1) ?? -1;
}
