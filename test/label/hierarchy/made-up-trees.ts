import fc from "fast-check";
import { type LabelTree, leavesUnder } from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { type Branch, flatten } from "../../../kernel-helpers/src/label/hierarchy/nested-tree";
import type { NodeVectors } from "../../../kernel-helpers/src/label/hierarchy/node-vectors";
import { createMatrix, matrixFromRows, rowOf } from "../../../kernel-helpers/src/linalg/matrix";
import { createRandom, randomInteger, randomNormal } from "../../../kernel-helpers/src/linalg/random";
import type { Matrix, Relation } from "../../../kernel-helpers/src/types";

/** Everything that buildHierarchy looks at. */
export interface MadeUpLabels {
  readonly labels: readonly string[];
  readonly texts: Matrix | null;
  readonly images: Matrix;
  readonly relation: Relation;
}

export const HOSTILE_LABELS: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "<img src=x onerror=alert(1)>",
  "\u202Egod",
  "كلب صغير",
  "\u{1F436}",
  "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}",
  "",
  "   ",
  "\u0000",
  "\uD800",
  "a\nb",
  "all labels",
  "dog and similar",
  "DOG",
  "dog",
  "x".repeat(10_000),
];

/** Vectors of one seed: any, all in one place, or zeros. */
function vectors(kind: "any" | "one place" | "zeros", rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  const first = Array.from({ length: columns }, () => randomNormal(random));
  const row = (): number[] => (kind === "one place" ? first : first.map(() => randomNormal(random)));
  return kind === "zeros" ? createMatrix(rows, columns) : matrixFromRows(Array.from({ length: rows }, row), columns);
}

const kind = fc.constantFrom("any" as const, "any" as const, "one place" as const, "zeros" as const);

/** Labels of any text, vectors and relations of any sort; some labels are carried by no image. */
export const madeUpLabels: fc.Arbitrary<MadeUpLabels> = fc
  .record({
    labels: fc.uniqueArray(fc.oneof(fc.constantFrom(...HOSTILE_LABELS), fc.string({ maxLength: 4 })), {
      maxLength: 36,
    }),
    seed: fc.nat(),
    textKind: fc.option(kind),
    imageKind: kind,
    imageCount: fc.nat({ max: 12 }),
    isWeighted: fc.boolean(),
  })
  .map(({ labels, seed, textKind, imageKind, imageCount, isWeighted }) => {
    const random = createRandom(seed);
    const imageLabels = Array.from({ length: imageCount }, () =>
      labels.flatMap((_, label) => (random() < 0.15 ? [label] : [])),
    );
    const weights = imageLabels.map((carried) => carried.map(() => 0.5 + random()));
    return {
      labels,
      texts: textKind === null ? null : vectors(textKind, labels.length, 3, seed + 1),
      images: vectors(imageKind, imageCount, 4, seed + 2),
      relation: isWeighted ? { imageLabels, weights } : { imageLabels },
    };
  });

/** Labels "0-0", "0-1", ..., "1-0": `each` around each of `clusters` places, far apart where there is little noise; every label on two images of its own place. */
export function plantedLabels(clusters: number, each: number, seed: number, noise = 0.1): MadeUpLabels {
  const random = createRandom(seed);
  const dimensions = clusters + 3;
  const near = (cluster: number): number[] =>
    Array.from({ length: dimensions }, (_, c) => (c === cluster ? 1 : 0) + noise * randomNormal(random));
  const places = Array.from({ length: clusters * each }, (_, i) => Math.floor(i / each));
  return {
    labels: places.map((place, i) => `${place}-${i % each}`),
    texts: matrixFromRows(places.map(near)),
    images: matrixFromRows([...places, ...places].map(near)),
    relation: { imageLabels: [...places, ...places].map((_, i) => [i % places.length]) },
  };
}

/** The same with only some labels, in the order named. */
export function pickLabels({ labels, texts, images, relation }: MadeUpLabels, rows: readonly number[]): MadeUpLabels {
  const place = new Map(rows.map((row, i) => [row, i]));
  const kept = relation.imageLabels.map((carried) => carried.map((label, i) => [label, i] as const));
  const known = kept.map((carried) => carried.filter(([label]) => place.has(label)));
  return {
    labels: rows.map((row) => labels[row]),
    texts:
      texts &&
      matrixFromRows(
        rows.map((row) => rowOf(texts, row)),
        texts.columns,
      ),
    images,
    relation: {
      imageLabels: known.map((carried) => carried.map(([label]) => place.get(label) as number)),
      ...(relation.weights && {
        weights: known.map((carried, image) => carried.map(([, i]) => relation.weights?.[image][i] as number)),
      }),
    },
  };
}

/** A tree of random shape, groups with a single child among them. @param leaves 1 or more */
export function randomTree(leaves: number, seed: number): LabelTree {
  const random = createRandom(seed);
  let branches = Array.from({ length: leaves }, (_, i) => branch(`l${i}`, `l${i}`, []));
  for (let round = 0; branches.length > 1 && round < 4; round++) {
    const grouped: Branch[] = [];
    for (let at = 0; at < branches.length; ) {
      const children = branches.slice(at, at + 1 + randomInteger(random, 4));
      at += children.length;
      if (random() < 0.3) grouped.push(...children);
      else grouped.push(branch(`g${round}-${grouped.length}`, null, children));
    }
    branches = grouped;
  }
  return flatten(branch("root", null, branches));
}

function branch(id: string, label: string | null, children: readonly Branch[]): Branch {
  return { id, name: id, label, isEdited: false, children };
}

/** A random vector for each node. */
export function randomVectors({ nodes }: LabelTree, seed: number): NodeVectors {
  const random = createRandom(seed);
  return new Map(nodes.map(({ id }) => [id, Float32Array.from({ length: 5 }, () => randomNormal(random))]));
}

/** What must hold of a cut: every label once, which is also that no node is above another. */
export function labelsOfCut(tree: LabelTree, cut: readonly string[]): string[] {
  return cut.flatMap((id) => leavesUnder(tree, id).map(({ label }) => label as string)).sort();
}
