/** What is counted of one image. */
export interface CountedImage {
  readonly labels: readonly string[];
  readonly className: string;
  readonly origin: "original" | "generated";
}

/** How often one label is on images. */
export interface LabelCount {
  readonly label: string;
  /** images that carry it; original + generated */
  readonly images: number;
  readonly original: number;
  readonly generated: number;
  /** images that carry it, by class; only classes that have some. Without a prototype: a class may have any name */
  readonly byClass: Readonly<Record<string, number>>;
}

export interface CountLabelsOptions {
  /** Labels of fewer images are left out. Default 2; the paper used 7 on 3,000 images. */
  readonly leastImages?: number;
  /** At most so many labels, the first of the order. Default: all. */
  readonly mostLabels?: number;
  /** Labels to leave out, such as STOP_LABELS of nouns-of.ts. Default: none. */
  readonly stopLabels?: Iterable<string>;
  /** "images": the most frequent first; "generated": most generated images per original first. Default "images". */
  readonly order?: "images" | "generated";
}

/**
 * Counts the labels of a set of images. An image that says a label twice counts once. Ties are broken by number of images, then by code
 * point, so that the same images always give the same list.
 * @throws RangeError when leastImages or mostLabels is not a whole number >= 0
 * @source the order "generated" is the paper's G / max(O, 1)
 */
export function countLabels(images: readonly CountedImage[], options: CountLabelsOptions = {}): readonly LabelCount[] {
  const { leastImages = 2, mostLabels, stopLabels = [], order = "images" } = options;
  checkWhole("leastImages", leastImages);
  if (mostLabels !== undefined) checkWhole("mostLabels", mostLabels);
  const stopped = new Set(stopLabels);
  const kept = tally(images).filter((count) => count.images >= leastImages && !stopped.has(count.label));
  const rank = order === "images" ? (count: LabelCount): number => count.images : generatedPerOriginal;
  return kept
    .sort((a, b) => rank(b) - rank(a) || b.images - a.images || byCodePoint(a.label, b.label))
    .slice(0, mostLabels);
}

/** How much more often a label is on generated images than on originals: G / max(O, 1). */
export function generatedPerOriginal({ original, generated }: LabelCount): number {
  return generated / Math.max(original, 1);
}

interface Tally {
  original: number;
  generated: number;
  readonly byClass: Map<string, number>;
}

function tally(images: readonly CountedImage[]): LabelCount[] {
  const tallies = new Map<string, Tally>();
  for (const { labels, className, origin } of images) {
    for (const label of new Set(labels)) {
      const found = tallies.get(label) ?? { original: 0, generated: 0, byClass: new Map() };
      found[origin] += 1;
      found.byClass.set(className, (found.byClass.get(className) ?? 0) + 1);
      tallies.set(label, found);
    }
  }
  return [...tallies].map(([label, { original, generated, byClass }]) => ({
    label,
    images: original + generated,
    original,
    generated,
    byClass: toRecord(byClass),
  }));
}

function toRecord(counts: ReadonlyMap<string, number>): Record<string, number> {
  const record: Record<string, number> = Object.create(null); // a class named "__proto__" is a class like any other
  for (const [name, count] of counts) record[name] = count;
  return record;
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)); // UTF-8 sorts as code points do, "<" does not
}

function checkWhole(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0) return;
  throw new RangeError(`countLabels: ${name} is ${value}; give a whole number of 0 or more.`);
}
