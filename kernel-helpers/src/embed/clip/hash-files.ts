import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { mapBounded } from "../../images/map-bounded.js";
import type { ImageRef } from "../../types.js";

/**
 * The sha256 of each image's file, hex.
 * @throws Error that names the file that cannot be read; the signal's reason
 */
export function hashFiles(images: readonly ImageRef[], signal?: AbortSignal): Promise<string[]> {
  return mapBounded(
    images,
    8,
    async ({ path }) => {
      const bytes = await readFile(path).catch((error: Error) => {
        throw new Error(`clip: ${path} cannot be read (${error.message}); load the folder again.`, { cause: error });
      });
      return createHash("sha256").update(bytes).digest("hex");
    },
    { signal },
  );
}
