import { copyFile, link, mkdir, open, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { flushFolder } from "../files/flush-folder.js";
import { mapBounded } from "../images/map-bounded.js";
import type { Store } from "./open-store.js";

const AT_ONCE = 8;

/**
 * Copies an open store into an empty folder. The tables get their name last, so that a copy that was cut short is no session.
 * Image files are never changed once written, so both stores may share them.
 */
export async function copyStore({ directory, database }: Store, target: string): Promise<void> {
  const unfinished = join(target, ".session.db.unfinished");
  database.run("VACUUM INTO ?", [unfinished]);
  // in the same tick, so that a job under way adds no row in between whose file would be missing
  const files = database.all("SELECT DISTINCT file FROM images").map(({ file }) => String(file));
  const folders = new Set(files.map((file) => join(target, dirname(file))));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await mapBounded(files, AT_ONCE, (file) => linkOrCopy(join(directory, file), join(target, file)));
  for (const folder of [...folders, join(target, "images")]) await flushFolder(folder);
  const copy = await open(unfinished, "r+");
  await copy.sync().finally(() => copy.close());
  await rename(unfinished, join(target, "session.db"));
  await flushFolder(target);
}

/** Hard links need one file system that knows them; elsewhere it is a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
}
