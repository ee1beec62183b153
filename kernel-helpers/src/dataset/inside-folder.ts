import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

/**
 * Follows links to the end and checks that the end lies in the folder.
 * @param root a real path, itself free of links
 * @returns the real path
 * @throws Error with a reason for a person: a link that leads out, to nothing, or round in a circle
 */
export async function realPathInside(root: string, path: string): Promise<string> {
  const target = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(LINK_REASONS[error.code ?? ""] ?? `cannot be read (${error.code}); check that it still exists.`, {
      cause: error,
    });
  });
  if (!isInside(root, target)) {
    throw new Error("is a link that leads out of the folder; copy the file into the folder instead.");
  }
  return target;
}

const LINK_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "is a link to something that does not exist; remove it or restore its target.",
  ELOOP: "is a link that leads round in a circle; remove it.",
  EACCES: "may not be read; give this user permission to read it.",
};

/** True when the path is the folder itself or lies in it; both absolute and free of links. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
