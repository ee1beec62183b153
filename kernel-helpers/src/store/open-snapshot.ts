import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkDatabaseFile } from "./check-database-file.js";
import { Database } from "./database.js";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema.js";

/** A session's tables as they are at one moment, to look at only. */
export interface Snapshot {
  /** absolute */
  readonly directory: string;
  readonly database: Database;
  /** of its tables; from 1 to SCHEMA_VERSION */
  readonly version: number;
  close(): void;
}

/**
 * Opens a session to look at it. Another kernel may hold and change it meanwhile: what is read stays that of this moment. Nothing is written, no table is brought up to date.
 * @throws Error when there is no session, or it is damaged, a newer version's or another program's
 */
export async function openSnapshot(path: string): Promise<Snapshot> {
  const directory = resolve(path);
  const file = join(directory, "session.db");
  // the driver would make a file that is not there
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) {
    throw new Error(`${directory} holds no session (no session.db); give the folder that openSession was given.`);
  }
  await checkDatabaseFile(file, directory);
  const database = openToRead(file);
  try {
    const close = (): void => {
      // the driver closes for good only once its statements are collected: until then an open read would keep the log from being brought in
      database.execute("ROLLBACK");
      database.close();
    };
    return { directory, database, version: versionOf(database, file), close };
  } catch (error) {
    database.close();
    throw error;
  }
}

function openToRead(file: string): Database {
  let database: Database | undefined;
  try {
    database = new Database(file);
    database.execute("PRAGMA query_only = ON");
    database.execute("BEGIN");
    database.get("SELECT count(*) FROM sqlite_schema");
    return database;
  } catch (error) {
    database?.close();
    throw new Error(
      `${file} cannot be read: ${(error as Error).message} If you may not write here, copy the folder and look at the copy; else restore it from a copy.`,
      { cause: error },
    );
  }
}

function versionOf(database: Database, file: string): number {
  const application = Number(database.get("PRAGMA application_id")?.application_id);
  const version = Number(database.get("PRAGMA user_version")?.user_version);
  if (application !== APPLICATION_ID) {
    throw new Error(`${file} is no DataCrafter session; give the folder that openSession was given.`);
  }
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${file} was written by a newer DataCrafter (schema ${version}, this one knows ${SCHEMA_VERSION}); update with "npm i datacrafter@latest".`,
    );
  }
  return version;
}
