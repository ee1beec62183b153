import { dot } from "../../linalg/matrix.js";
import type { JudgedImage, LabelledOriginal } from "../../types.js";
import { mean, meanVector } from "./vectors.js";

/** A wanted image counts as many kept ones. */
const WANTED_WEIGHT = 3;
/** With fewer images on either side there is no direction to speak of. */
const LEAST_IMAGES = 3;

/** Images of all judged classes, and their vectors by id. */
export interface JudgedVectors {
  readonly images: readonly JudgedImage[];
  readonly originals: readonly LabelledOriginal[];
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * From a class's rejected images to its kept and wanted ones: a vector v, such that the images' places v.x have a standard deviation of 1.
 * @returns null where too few images are known on either side
 */
export function keptDirection(className: string, { images, originals, vectors }: JudgedVectors): Float64Array | null {
  const own = images.filter((image) => image.className === className && vectors.has(image.id));
  const vectorOf = ({ id }: { readonly id: string }): Float32Array => vectors.get(id)!;
  const rejected = own.filter(({ feedback }) => feedback === "rejected").map(vectorOf);
  const wanted = own.filter(({ feedback }) => feedback === "wanted").map(vectorOf);
  const kept = own.filter(({ feedback }) => feedback === "none").map(vectorOf);
  // where little was kept, the originals say what is wanted
  const given = originals.filter((image) => image.className === className && vectors.has(image.id)).map(vectorOf);
  const good = [...kept, ...Array(WANTED_WEIGHT).fill(wanted).flat(), ...(kept.length < LEAST_IMAGES ? given : [])];
  const bad = rejected.length >= LEAST_IMAGES ? rejected : wanted.length >= LEAST_IMAGES ? kept : [];
  if (good.length < LEAST_IMAGES || bad.length < LEAST_IMAGES) return null;
  const [toward, away] = [meanVector(good), meanVector(bad)];
  const direction = toward.map((value, i) => value - away[i]);
  const places = [...good, ...bad].map((vector) => dot(vector, direction));
  const deviation = Math.sqrt(mean(places.map((place) => (place - mean(places)) ** 2)));
  return deviation > 0 ? direction.map((value) => value / deviation) : null;
}
