import type { ClassFit } from "../measure/class-fit.js";
import type { StoredImage } from "../store/image-table.js";
import { embedMissing } from "./embed-images.js";
import { findDuplicates } from "./find-duplicates.js";
import { imageScores } from "./image-scores.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** A generated image that a person should look at before it is trained on. */
export interface Suspect {
  readonly id: string;
  /** in (0, 1]; 1 is most suspicious */
  readonly suspicion: number;
  /** what speaks against it, a sentence each, the weightiest first */
  readonly reasons: readonly string[];
}

interface Reason {
  readonly id: string;
  /** in (0, 1] */
  readonly weight: number;
  readonly text: string;
}

/** Farther than the farthest original by less is no news: originals are few. */
const FAR = 1.2;
const LEAK = 1;
const COPY_OF_ORIGINAL = 0.7;
const COPY_OF_GENERATED = 0.5;

/**
 * Generated images without a verdict that look like another class, lie far from their own, or are nearly the same as another image, most suspicious first.
 * The session's embeddings tell the first two, descriptors() the third (findDuplicates).
 */
export async function findSuspects(state: SessionState, control: JobControl): Promise<readonly Suspect[]> {
  await embedMissing(state, "train", control);
  const duplicates = await duplicateReasons(state, control);
  const open = new Set(unjudged(state).map(({ id }) => id));
  const reasons = [...fitReasons(state), ...duplicates].filter(({ id }) => open.has(id));
  const byImage = new Map<string, Reason[]>();
  for (const reason of reasons) byImage.set(reason.id, [...(byImage.get(reason.id) ?? []), reason]);
  return [...byImage]
    .map(([id, own]) => ({
      id,
      // as if the reasons were independent: two together weigh more than each
      suspicion: 1 - own.reduce((innocence, { weight }) => innocence * (1 - weight), 1),
      reasons: own.sort((a, b) => b.weight - a.weight).map(({ text }) => text),
    }))
    .sort((a, b) => b.suspicion - a.suspicion);
}

function unjudged({ images }: SessionState): StoredImage[] {
  return images.filter(({ origin, feedback }) => origin === "generated" && feedback === "none");
}

function fitReasons(state: SessionState): readonly Reason[] {
  const scores = imageScores(state, state.mapImages());
  const farthest = farthestOriginals(state, scores);
  return unjudged(state).flatMap((image): Reason[] => {
    const fit = scores.get(image.id);
    if (!fit) return [];
    const { id, className } = image;
    const likely = state.facts.classes[fit.likely];
    const percent = Math.round(100 * fit.consistency);
    const reach = fit.distance / (farthest.get(className) ?? Number.POSITIVE_INFINITY);
    const looks: Reason[] =
      likely === className
        ? []
        : [{ id, weight: 1 - fit.consistency, text: `Looks like ${likely}; ${className} is ${percent} % likely.` }];
    const far: Reason[] =
      reach > FAR
        ? [
            {
              id,
              weight: 1 - 1 / reach,
              text: `Lies ${reach.toFixed(1)} times as far from the middle of ${className} as its farthest original.`,
            },
          ]
        : [];
    return [...looks, ...far].filter(({ weight }) => weight > 0);
  });
}

/** By class; classes whose originals are all the same have no such distance. */
function farthestOriginals(state: SessionState, scores: ReadonlyMap<string, ClassFit>): Map<string, number> {
  const farthest = new Map<string, number>();
  for (const { id, className, origin } of state.mapImages()) {
    const distance = origin === "original" ? (scores.get(id)?.distance ?? 0) : 0;
    if (distance > (farthest.get(className) ?? 1e-6)) farthest.set(className, distance);
  }
  return farthest;
}

/** Of each set of near-duplicates one image is in order: an original, else one that is wanted, else the first. */
async function duplicateReasons(state: SessionState, control: JobControl): Promise<readonly Reason[]> {
  const { sets, leaks } = await findDuplicates(state, control);
  const copies = sets.flatMap((ids): Reason[] => {
    const images = ids.map((id) => state.findImage(id)!);
    const kept =
      images.find(({ origin }) => origin === "original") ??
      images.find(({ feedback }) => feedback === "wanted") ??
      images[0];
    const isOriginal = kept.origin === "original";
    const weight = isOriginal ? COPY_OF_ORIGINAL : COPY_OF_GENERATED;
    const text = isOriginal ? "Nearly the same as an original." : "Nearly the same as another generated image.";
    return images.filter(({ id }) => id !== kept.id).map(({ id }) => ({ id, weight, text }));
  });
  const text = "Nearly the same as a test image: trained on, it makes accuracies too good.";
  return [...leaks.map(({ id }): Reason => ({ id, weight: LEAK, text })), ...copies];
}
