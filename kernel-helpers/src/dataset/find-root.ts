import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";

/**
 * A folder's real path, free of links.
 * @param caller for messages
 * @throws Error that says what to give, when it does not exist, may not be opened or is a file
 */
export async function findRoot(directory: string, caller: string): Promise<string> {
  const path = resolve(directory);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "does not exist" : `cannot be opened (${error.code})`;
    throw new Error(`${caller}: ${path} ${why}; give the path of a folder of images.`, { cause: error });
  });
  if (!found.isDirectory())
    throw new Error(`${caller}: ${path} is a file; give the folder that holds the class folders.`);
  return realpath(path);
}
