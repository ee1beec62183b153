import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, relative } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import { putImageFile } from "../store/image-files.js";
import { addOriginals, type NewOriginal, readImages } from "../store/image-table.js";
import type { Store } from "../store/open-store.js";
import type { Dataset, DatasetImage } from "../types.js";
import { attributesWithBoxes } from "./box-attribute.js";

const AT_ONCE = 8;
const PLAIN_EXTENSION = /^\.[a-z0-9]{1,5}$/;

/**
 * Copies a dataset's images into the session, so that it is whole without the dataset. Images the session has (same content, class and split) are left out,
 * so a dataset that has grown adds only what is new; what is gone from it stays in the session.
 * @returns how many were added
 * @throws Error when a file changed or went away since the dataset was loaded
 */
export async function keepOriginals(store: Store, dataset: Dataset, now: number): Promise<number> {
  const known = new Set(readImages(store, 0).map(sameness));
  const fresh: DatasetImage[] = [];
  for (const image of dataset.images) {
    if (known.has(sameness(image))) continue;
    known.add(sameness(image));
    fresh.push(image);
  }
  const originals = await mapBounded(fresh, AT_ONCE, (image) => keepOne(store, dataset, image));
  addOriginals(store, originals, now);
  return originals.length;
}

function sameness(image: Pick<DatasetImage, "contentHash" | "className" | "split">): string {
  return JSON.stringify([image.contentHash, image.className, image.split]);
}

async function keepOne(store: Store, dataset: Dataset, image: DatasetImage): Promise<NewOriginal> {
  const bytes = await readFile(image.path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`openSession: ${image.path} cannot be read (${error.code}); load the dataset again.`, {
      cause: error,
    });
  });
  if (createHash("sha256").update(bytes).digest("hex") !== image.contentHash) {
    throw new Error(`openSession: ${image.path} has changed since it was loaded; load the dataset again.`);
  }
  const extension = extname(image.path).toLowerCase();
  const stored = await putImageFile(store.directory, bytes, PLAIN_EXTENSION.test(extension) ? extension : "");
  const attributes = attributesWithBoxes(image);
  return { image: { ...image, attributes }, stored, relativePath: relative(dataset.root, image.path) };
}
