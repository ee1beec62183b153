import { parse } from "csv-parse/sync";

/** What may stand between two columns. */
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * The rows of a table with a header, cells as text, by column; rows of another width are kept as far as they go.
 * @throws Error whose message completes "<path> ...", for a quote without its end and the like
 */
export function csvRows(content: string): Record<string, string>[] {
  const line = content.slice(0, content.search(/\r|\n|$/));
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))];
  try {
    return parse(content, {
      delimiter,
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 4 * 2 ** 20,
    });
  } catch (cause) {
    throw new Error(`is not a table (${(cause as Error).message.split("\n")[0].slice(0, 120)}).`, { cause });
  }
}

/** A table as text: a header and rows, every cell quoted that needs it, so that any text survives. */
export function formatCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(formatCell).join(",")}\r\n`).join("");
}

function formatCell(cell: string): string {
  return /^[\w./ -]*$/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`;
}
