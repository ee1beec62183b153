/** The one place that reads and writes Parquet; nothing else loads hyparquet. */

/** A table read from a Parquet file. */
export interface ParquetTable {
  readonly rows: number;
  /** metadata of the file by key, such as "huggingface" */
  readonly metadata: Readonly<Record<string, string>>;
  /** Rows from start to end, bytes as Uint8Array. */
  read(start: number, end: number): Promise<Record<string, unknown>[]>;
}

/**
 * Opens a Parquet file; columns compressed with snappy or not at all.
 * @throws Error of the library when the file is cut off or none
 */
export async function openParquet(path: string): Promise<ParquetTable> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  return {
    rows: Number(metadata.num_rows),
    metadata: Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ""])),
    read: (rowStart, rowEnd) => parquetReadObjects({ file, metadata, rowStart, rowEnd, utf8: false }),
  };
}

/** A column to write, and its part of the schema: an element, and those inside it. */
export interface ParquetColumn {
  readonly name: string;
  readonly data: readonly unknown[];
  readonly schema: readonly ParquetElement[];
}

export interface ParquetElement {
  readonly name: string;
  readonly type?: "BYTE_ARRAY" | "INT64" | "INT32" | "DOUBLE";
  readonly converted_type?: "UTF8" | "LIST";
  readonly repetition_type: "OPTIONAL" | "REPEATED" | "REQUIRED";
  readonly num_children?: number;
}

/** Rows are written in groups of so many, so that a reader need not hold more. */
const ROWS_PER_GROUP = 256;

/** Writes a table; every column has as many values as the first. */
export async function formatParquet(
  columns: readonly ParquetColumn[],
  metadata: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, data }) => ({ name, data: [...data] })),
    schema: [
      { name: "schema", num_children: columns.length },
      ...columns.flatMap(({ schema }) => schema.map((element) => ({ ...element }))),
    ],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    rowGroupSize: ROWS_PER_GROUP,
    // the first bytes of pictures tell nothing
    statistics: false,
  });
  return new Uint8Array(buffer);
}
