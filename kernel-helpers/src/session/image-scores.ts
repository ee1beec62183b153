import { matrixFromRows, normalizeRows } from "../linalg/matrix.js";
import { type ClassClassifier, trainClassClassifier } from "../measure/class-classifier.js";
import { type ClassFit, classFit } from "../measure/class-fit.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import { readEmbeddingsOf } from "../store/vector-table.js";
import type { SessionState } from "./session-state.js";

/** Of one map: its originals do not change, and asking for a card must not read every vector again. */
const known = new WeakMap<StoredLayout, ClassClassifier | null>();

/** How well each of these images fits its class, by id; those not embedded yet are left out, and all before the first map. */
export function imageScores(state: SessionState, images: readonly StoredImage[]): ReadonlyMap<string, ClassFit> {
  const classifier = classifierOf(state);
  const { embedded, rows, classes } = vectorsAtHand(state, images);
  if (!classifier || rows.length === 0) return new Map();
  const fits = classFit(classifier, matrixFromRows(rows), classes);
  return new Map(embedded.map(({ id }, i) => [id, fits[i]]));
}

function classifierOf(state: SessionState): ClassClassifier | null {
  if (!state.layout) return null;
  const before = known.get(state.layout);
  if (before !== undefined) return before;
  const { rows, classes } = vectorsAtHand(
    state,
    state.mapImages().filter(({ origin }) => origin === "original"),
  );
  const made =
    rows.length === 0
      ? null
      : trainClassClassifier(normalizeRows(matrixFromRows(rows)), classes, state.facts.classes.length);
  known.set(state.layout, made);
  return made;
}

function vectorsAtHand(
  { store, providers, facts }: SessionState,
  images: readonly StoredImage[],
): {
  readonly embedded: readonly StoredImage[];
  readonly rows: readonly Float32Array[];
  readonly classes: readonly number[];
} {
  const ids = images.map(({ id }) => id);
  const vectors = readEmbeddingsOf(store, providers.embedder.name, ids);
  const embedded = images.filter(({ id }) => vectors.has(id));
  return {
    embedded,
    rows: embedded.map(({ id }) => vectors.get(id)!),
    classes: embedded.map(({ className }) => facts.classes.indexOf(className)),
  };
}
