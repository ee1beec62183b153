import { mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkDatabaseFile } from "./check-database-file.js";
import { Database } from "./database.js";
import { prepareImageFolder } from "./image-files.js";
import { readMeta, writeMeta } from "./meta.js";
import { prepareSchema } from "./schema.js";
import { type LockHolder, takeWriterLock, thisHolder } from "./writer-lock.js";

const DATABASE_FILE = "session.db";
const LOCK_FILE = "session.lock";
const OWN_ENTRIES = /^(session\.(db|lock)(-.*)?|images|\..*)$/;

/** A session folder that is open for writing. */
export interface Store {
  /** absolute */
  readonly directory: string;
  readonly database: Database;
  close(): void;
}

/**
 * Opens a session folder, or makes one: session.db (SQLite, WAL, synchronous=FULL), session.lock, images/.
 * @param now milliseconds since 1970
 * @throws Error when the folder is another kernel's, another program's, a newer version's, or holds other files
 */
export async function openStore(path: string, now: number): Promise<Store> {
  const directory = resolve(path);
  await makeDirectory(directory);
  const databasePath = join(directory, DATABASE_FILE);
  const lock = await takeWriterLock(join(directory, LOCK_FILE), directory, () => readHolder(databasePath));
  let database: Database | undefined;
  try {
    await checkDatabaseFile(databasePath, directory);
    database = openDatabase(databasePath);
    prepareSchema(database, databasePath);
    writeMeta(database, "holder", JSON.stringify(thisHolder(now)));
    await prepareImageFolder(directory);
  } catch (error) {
    database?.close();
    lock.close();
    throw error;
  }
  return {
    directory,
    database,
    close() {
      emptyLog(database);
      database.close();
      lock.close();
    },
  };
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const entries = await readdir(directory);
    const others = entries.filter((entry) => !OWN_ENTRIES.test(entry));
    if (others.length > 0 && !entries.includes(DATABASE_FILE)) {
      throw new Error(
        `openSession: ${directory} holds other files (${others.slice(0, 3).join(", ")}) and no session; give a new or empty folder.`,
      );
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`openSession: ${directory} cannot be used as a session folder (${code}); give another.`, {
      cause: error,
    });
  }
}

function openDatabase(path: string): Database {
  try {
    const database = new Database(path);
    database.all("PRAGMA journal_mode = WAL");
    database.all("PRAGMA synchronous = FULL");
    database.all("PRAGMA foreign_keys = ON");
    return database;
  } catch (error) {
    throw new Error(
      `${path} cannot be opened as a session: ${(error as Error).message}. Restore it from a copy, or choose another folder; the images beside it are untouched.`,
      { cause: error },
    );
  }
}

/** Brings all into session.db, so that a closed session's one file is whole without the log beside it. */
function emptyLog(database: Database): void {
  try {
    database.all("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // no room, or no right to write: the log stays, and is read with the file as ever
  }
}

/** Who wrote last, for the message to the second writer; null when that cannot be read. */
function readHolder(path: string): LockHolder | null {
  let database: Database | undefined;
  try {
    database = new Database(path);
    const holder = readMeta(database, "holder");
    return holder === null ? null : (JSON.parse(holder) as LockHolder);
  } catch {
    // the message is only less precise without it
    return null;
  } finally {
    database?.close();
  }
}
