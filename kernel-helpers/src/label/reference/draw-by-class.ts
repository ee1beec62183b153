import { seedFrom } from "../../linalg/random.js";
import type { ImageRef } from "../../types.js";

/**
 * Draws n images, each class in proportion to its size and with at least one image while n allows it. A larger n only adds images, the
 * same seed draws the same ones on every machine, and the drawn ones come in an order that mixes the classes.
 * @param n at least 1; all images when there are fewer      @param kept ids drawn before: they stay first and count for their class
 * @source places by the Sainte-Lague divisors (Webster), as seats are given to parties
 */
export function drawByClass<Image extends ImageRef>(
  images: readonly Image[],
  n: number,
  seed: number,
  kept: readonly string[] = [],
): Image[] {
  const byId = new Map(images.map((image) => [image.id, image]));
  const drawn = kept.flatMap((id) => byId.get(id) ?? []);
  const taken = new Set(drawn.map(({ id }) => id));
  const strata = makeStrata(images, taken, seed);
  const added: Image[] = [];
  while (drawn.length + added.length < n) {
    const next = neediest(strata);
    if (!next) break;
    added.push(next.waiting.shift() as Image);
    next.drawn++;
  }
  return [...drawn, ...added.sort((a, b) => rank(a, seed) - rank(b, seed) || compare(a.id, b.id))];
}

interface Stratum<Image> {
  readonly size: number;
  drawn: number;
  /** not drawn yet, in the order in which they would be */
  readonly waiting: Image[];
}

function makeStrata<Image extends ImageRef>(
  images: readonly Image[],
  taken: ReadonlySet<string>,
  seed: number,
): Stratum<Image>[] {
  const classes = [...new Set(images.map(({ className }) => className))].sort(compare);
  return classes.map((className) => {
    const members = images.filter((image) => image.className === className);
    const waiting = members
      .filter(({ id }) => !taken.has(id))
      .sort((a, b) => rank(a, seed) - rank(b, seed) || compare(a.id, b.id));
    return { size: members.length, drawn: members.length - waiting.length, waiting };
  });
}

/** The class whose share is furthest behind; a class without any comes first, the largest of them. */
function neediest<Image>(strata: readonly Stratum<Image>[]): Stratum<Image> | null {
  const need = ({ size, drawn }: Stratum<Image>): number => (drawn === 0 ? 1e9 * size : size / (2 * drawn + 1));
  return strata
    .filter(({ waiting }) => waiting.length > 0)
    .reduce<Stratum<Image> | null>((best, each) => (best && need(best) >= need(each) ? best : each), null);
}

function rank(image: ImageRef, seed: number): number {
  return seedFrom(`${seed}/${image.id}`);
}

/** By UTF-16 code units, the same on every machine; a locale's order is not. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
