import { descriptors } from "../embed/descriptors.js";
import { matrixFromRows, normalizeRows } from "../linalg/matrix.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import { putEmbeddings, readEmbeddings, readEmbeddingsOf } from "../store/vector-table.js";
import type { Matrix } from "../types.js";
import { NEARLY_THE_SAME } from "./find-duplicates.js";
import { findImages } from "./judge-images.js";
import type { SessionState } from "./session-state.js";

/** An image that is like another. */
export interface NearImage {
  readonly id: string;
  /** cosine of the session's embeddings, in [-1, 1] */
  readonly similarity: number;
  /** whether the two look nearly the same, as findDuplicates() tells */
  readonly isCopy: boolean;
}

interface UnitVectors {
  readonly ids: readonly string[];
  readonly vectors: Matrix;
}

/** Of one map: who looks from image to image must not have every vector read each time. */
const known = new WeakMap<StoredLayout, UnitVectors>();

/**
 * The images of the map that are most like one of them by the session's embeddings, whatever their places on the map.
 * @param count how many at most
 * @returns the most alike first; none before the first map, or for an image that is not embedded yet
 * @throws RangeError for an id that the session does not know
 */
export async function nearestImages(state: SessionState, id: string, count: number): Promise<readonly NearImage[]> {
  const [image] = findImages(state, [id], "nearest");
  const near = mostSimilar(unitVectorsOf(state), id, count);
  const copies = await copiesAmong(
    state,
    image,
    near.map((each) => state.findImage(each.id)!),
  );
  return near.map((each) => ({ ...each, isCopy: copies.has(each.id) }));
}

function unitVectorsOf(state: SessionState): UnitVectors {
  if (!state.layout) return { ids: [], vectors: matrixFromRows([]) };
  const before = known.get(state.layout);
  if (before) return before;
  const vectors = readEmbeddings(state.store, state.providers.embedder.name);
  const ids = state.layout.imageIds.filter((id) => vectors.has(id));
  const made = { ids, vectors: normalizeRows(matrixFromRows(ids.map((id) => vectors.get(id)!))) };
  known.set(state.layout, made);
  return made;
}

function mostSimilar(
  { ids, vectors: { data, columns } }: UnitVectors,
  id: string,
  count: number,
): readonly { readonly id: string; readonly similarity: number }[] {
  const own = ids.indexOf(id);
  const best: { id: string; similarity: number }[] = [];
  for (let row = 0; own >= 0 && row < ids.length; row++) {
    if (row === own) continue;
    let similarity = 0;
    for (let t = 0; t < columns; t++) similarity += data[own * columns + t] * data[row * columns + t];
    if (best.length === count && similarity <= best[count - 1].similarity) continue;
    const at = best.findIndex((other) => other.similarity < similarity);
    best.splice(at === -1 ? best.length : at, 0, { id: ids[row], similarity });
    best.length = Math.min(best.length, count);
  }
  return best;
}

/** Those that look nearly the same as the image. */
async function copiesAmong(
  { store }: SessionState,
  image: StoredImage,
  others: readonly StoredImage[],
): Promise<ReadonlySet<string>> {
  if (others.length === 0) return new Set();
  const embedder = descriptors();
  const images = [image, ...others];
  const vectors = readEmbeddingsOf(
    store,
    embedder.name,
    images.map(({ id }) => id),
  );
  const missing = images.filter(({ id }) => !vectors.has(id));
  if (missing.length > 0) {
    const made = await embedder.embed(missing);
    const ids = missing.map(({ id }) => id);
    putEmbeddings(store, embedder.name, ids, made);
    for (const [row, id] of ids.entries()) {
      vectors.set(id, made.data.subarray(row * made.columns, (row + 1) * made.columns));
    }
  }
  const unit = normalizeRows(matrixFromRows(images.map(({ id }) => vectors.get(id)!)));
  const similar = mostSimilar({ ids: images.map(({ id }) => id), vectors: unit }, image.id, others.length);
  return new Set(similar.flatMap(({ id, similarity }) => (similarity >= NEARLY_THE_SAME ? [id] : [])));
}
