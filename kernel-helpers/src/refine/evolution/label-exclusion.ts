interface Labelled {
  readonly labels: readonly string[];
}

/** How often two labels are on one image. */
export interface Meeting {
  readonly together: number;
  /** how often chance alone would bring them together */
  readonly expected: number;
}

/** Two labels that are together in at most this share of the images expected by chance exclude each other. */
const EXCLUSIVE_SHARE = 0.2;

/** Counts the labels of a set of images once. @returns how often two labels meet */
export function labelMeetings(images: readonly Labelled[]): (label: string, other: string) => Meeting {
  const carriers = new Map<string, Set<number>>();
  for (const [i, { labels }] of images.entries()) {
    for (const label of labels) carriers.set(label, (carriers.get(label) ?? new Set()).add(i));
  }
  return (label, other) => {
    const [some, others] = [carriers.get(label) ?? new Set(), carriers.get(other) ?? new Set()];
    const together = [...some].filter((image) => others.has(image)).length;
    return { together, expected: (some.size * others.size) / Math.max(1, images.length) };
  };
}

/** True when two labels are (almost) never together, as "grass" and "sofa", but not "grass" and "orange". */
export function excludeEachOther({ together, expected }: Meeting): boolean {
  return together <= EXCLUSIVE_SHARE * expected;
}
