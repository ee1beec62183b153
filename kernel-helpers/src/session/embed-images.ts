import { createMatrix } from "../linalg/matrix.js";
import type { StoredImage } from "../store/image-table.js";
import { putEmbeddings, readEmbeddings } from "../store/vector-table.js";
import type { Embedder, Matrix } from "../types.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** Images per call of a provider; what one call gave is kept before the next. */
const BATCH = 64;

/** Embeds every image of the split that the embedder has not embedded yet. */
export async function embedMissing(
  state: SessionState,
  split: "train" | "test",
  control: JobControl,
  embedder: Embedder = state.providers.embedder,
): Promise<void> {
  const known = readEmbeddings(state.store, embedder.name);
  const missing = state.images.filter((image) => image.split === split && !known.has(image.id));
  await inBatches(missing, control, async (batch, signal) => {
    const vectors = await embedder.embed(batch, { signal });
    if (vectors.rows !== batch.length) {
      throw new Error(
        `${embedder.name}: ${vectors.rows} vectors for ${batch.length} images; it must give one for each.`,
      );
    }
    putEmbeddings(state.store, embedder.name, idsOf(batch), vectors);
  });
}

/** Embedded images, as the measuring and training stages take them. */
export interface EmbeddedImages {
  /** shape (n, d), in the order of the images */
  readonly vectors: Matrix;
  /** a class index per image */
  readonly classes: Int32Array;
}

/** The vectors of images that are all embedded. @throws Error naming one that is not, or vectors of two lengths */
export function vectorsOf(
  state: SessionState,
  images: readonly StoredImage[],
  { name }: Embedder = state.providers.embedder,
): EmbeddedImages {
  const known = readEmbeddings(state.store, name);
  const columns = images.length > 0 ? (known.get(images[0].id)?.length ?? 0) : 0;
  const vectors = createMatrix(images.length, columns);
  images.forEach((image, row) => {
    const vector = known.get(image.id);
    if (vector?.length !== columns) {
      throw new Error(
        `${name}: image ${image.id} has a vector of ${vector?.length ?? 0} numbers, others ${columns}; an embedder that changed needs a new name.`,
      );
    }
    vectors.data.set(vector, row * columns);
  });
  return { vectors, classes: Int32Array.from(images, ({ className }) => state.facts.classes.indexOf(className)) };
}

async function inBatches(
  images: readonly StoredImage[],
  control: JobControl,
  call: (batch: readonly StoredImage[], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = control.signal();
  for (let from = 0; from < images.length; from += BATCH) {
    signal.throwIfAborted();
    control.report("embed", from, images.length);
    await call(images.slice(from, from + BATCH), signal);
    control.report("embed", Math.min(from + BATCH, images.length), images.length);
  }
}

function idsOf(images: readonly StoredImage[]): string[] {
  return images.map(({ id }) => id);
}
