import { createMatrix, rowOf } from "../../linalg/matrix.js";
import type { Embedder, ImageRef, Matrix } from "../../types.js";

/** Images handed to the embedder together. */
const CHUNK = 32;

/**
 * The vector of each image, shape (1, d), in their order; an error where the embedder cannot make one and can make others.
 * @throws the embedder's error when the first images fail one and all: then the fault is not in an image; the signal's reason when aborted
 */
export async function* embedEach(
  embedder: Embedder,
  images: readonly ImageRef[],
  signal?: AbortSignal,
): AsyncGenerator<Matrix | Error> {
  let isProven = false;
  for (let start = 0; start < images.length; start += CHUNK) {
    const chunk = images.slice(start, start + CHUNK);
    const found = await embedChunk(embedder, chunk, signal);
    const failures = found.filter((one) => one instanceof Error);
    isProven ||= failures.length < found.length;
    if (!isProven) throw failures[0];
    yield* found;
  }
}

async function embedChunk(
  embedder: Embedder,
  images: readonly ImageRef[],
  signal: AbortSignal | undefined,
): Promise<(Matrix | Error)[]> {
  signal?.throwIfAborted();
  try {
    const vectors = await embedder.embed(images, { signal });
    if (vectors.rows !== images.length) {
      throw new Error(`zero-shot labels: ${embedder.name} gave ${vectors.rows} vectors for ${images.length} images.`);
    }
    return images.map(({ id }, i) => {
      const vector = rowOf(vectors, i);
      if (vector.every(Number.isFinite)) return createMatrix(1, vectors.columns, vector);
      return new Error(`${embedder.name} made a vector of ${id} that is not of numbers.`);
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (images.length === 1) return [error instanceof Error ? error : new Error(String(error))];
  }
  // one of them spoils the others: half by half, until it is found
  const half = images.length >> 1;
  const first = await embedChunk(embedder, images.slice(0, half), signal);
  return [...first, ...(await embedChunk(embedder, images.slice(half), signal))];
}
