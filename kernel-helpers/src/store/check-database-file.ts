import { openSync, readSync, statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { IMAGE_FILE } from "./image-files.js";

const MAGIC = "SQLite format 3\0";
/** @source https://www.sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100;

/**
 * Looks at a session.db before it is opened: SQLite takes a file of a few bytes for a new database, and reads one that was cut short until it comes to the end.
 * @param path of session.db
 * @throws Error when the file is no database, was cut short, or is missing where there are images
 */
export async function checkDatabaseFile(path: string, directory: string): Promise<void> {
  const size = await sizeOf(path);
  const logSize = await sizeOf(`${path}-wal`);
  if (size === 0 && logSize === 0) {
    if (!(await hasImages(directory))) return;
    throw new Error(
      `${path} is missing or empty, but ${join(directory, "images")} holds images of a session; restore session.db from a copy, or choose another folder.`,
    );
  }
  if (size === 0) return;
  const header = readStart(path);
  if (header.length < HEADER_BYTES || header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    throw new Error(
      `${path} cannot be opened as a session: it is no SQLite database, or its beginning is damaged. Restore it from a copy, or choose another folder; the images beside it are untouched.`,
    );
  }
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const whole = pageBytes * header.readUInt32BE(28);
  // with a log beside it a kernel may have been killed while bringing the log's pages into the file, which is mended by SQLite
  if (logSize === 0 && size < whole) {
    throw new Error(
      `${path} was cut short: ${size} of ${whole} bytes are there. Restore session.db from a copy; the images beside it are untouched.`,
    );
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.size ?? 0;
}

/** By file, device and inode; one for each session that this process has looked at. */
const handles = new Map<string, number>();

/**
 * The first bytes of the file. Its handle stays open as long as the process lives: closing it would end the locks of all connections that this process has to the
 * file, and the next other process to look at the session would take the log away from under them, with all that is written afterwards.
 * @source https://www.sqlite.org/howtocorrupt.html, section 2.2
 */
function readStart(path: string): Buffer {
  const { dev, ino } = statSync(path, { bigint: true });
  const key = `${dev}:${ino}`;
  const handle = handles.get(key) ?? openSync(path, "r");
  handles.set(key, handle);
  const start = Buffer.alloc(HEADER_BYTES);
  return start.subarray(0, readSync(handle, start, 0, HEADER_BYTES, 0));
}

async function hasImages(directory: string): Promise<boolean> {
  const files = await readdir(join(directory, "images"), { recursive: true }).catch(() => []);
  return files.some((file) => IMAGE_FILE.test(`images/${file.replaceAll("\\", "/")}`));
}
