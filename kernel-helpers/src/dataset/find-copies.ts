import type { DatasetImage, Problem } from "../types.js";

/** Images that are the same file, byte for byte. */
export interface Copies {
  /** test images with a copy in train: they make a test too easy */
  readonly leaks: readonly (readonly [test: DatasetImage, train: DatasetImage])[];
  /** one picture in two classes: one of the labels is wrong */
  readonly conflicts: readonly (readonly [DatasetImage, DatasetImage])[];
  /** further copies in the same split and class: they count twice */
  readonly repeats: readonly (readonly [copy: DatasetImage, first: DatasetImage])[];
}

/** Finds equal files among a dataset's images. Near duplicates take vectors: session.duplicates(). */
export function findCopies(images: readonly DatasetImage[]): Copies {
  const byContent = new Map<string, DatasetImage[]>();
  for (const image of images) {
    const group = byContent.get(image.contentHash);
    if (group) group.push(image);
    else byContent.set(image.contentHash, [image]);
  }
  const leaks: [DatasetImage, DatasetImage][] = [];
  const conflicts: [DatasetImage, DatasetImage][] = [];
  const repeats: [DatasetImage, DatasetImage][] = [];
  for (const group of byContent.values()) {
    if (group.length === 1) continue;
    const train = group.find(({ split }) => split === "train");
    const firsts = new Map<string, DatasetImage>(); // by split and class
    for (const image of group) {
      const key = JSON.stringify([image.split, image.className]);
      const first = firsts.get(key);
      if (image.split === "test" && train) leaks.push([image, train]);
      else if (first) repeats.push([image, first]);
      if (image.className !== group[0].className) conflicts.push([image, group[0]]);
      if (!first) firsts.set(key, image);
    }
  }
  return { leaks, conflicts, repeats };
}

/** Copies as problems, those that spoil a result first; all images are kept. */
export function describeCopies({ leaks, conflicts, repeats }: Copies): Problem[] {
  return [
    ...leaks.map(([image, twin]) => ({
      path: image.path,
      reason: `is the same file as ${twin.path} in train: kept, but it makes the test too easy; remove one.`,
    })),
    ...conflicts.map(([image, twin]) => ({
      path: image.path,
      reason: `is the same file as ${twin.path} of class ${JSON.stringify(twin.className)}: kept, but one of the two classes is wrong; remove one.`,
    })),
    ...repeats.map(([image, first]) => ({
      path: image.path,
      reason: `is the same file as ${first.path}: kept, but it counts twice; remove one.`,
    })),
  ];
}
