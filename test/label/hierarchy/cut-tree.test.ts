import fc from "fast-check";
import { cutTree } from "../../../kernel-helpers/src/label/hierarchy/cut-tree";
import { degreeOfInterest } from "../../../kernel-helpers/src/label/hierarchy/degree-of-interest";
import { ancestorsOf, type LabelTree, nodeById } from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { type Branch, flatten } from "../../../kernel-helpers/src/label/hierarchy/nested-tree";
import { type NodeVectors, nodeVectors } from "../../../kernel-helpers/src/label/hierarchy/node-vectors";
import { matrixFromRows } from "../../../kernel-helpers/src/linalg/matrix";
import { labelsOfCut, randomTree, randomVectors } from "./made-up-trees";

/** Every antichain that covers all labels, one by one. */
function allCuts(tree: LabelTree, id: string): string[][] {
  const { children } = nodeById(tree, id);
  if (children.length === 0) return [[id]];
  let below: string[][] = [[]];
  for (const child of children) {
    const cuts = allCuts(tree, child);
    below = below.flatMap((start) => cuts.map((cut) => [...start, ...cut]));
  }
  return [[id], ...below];
}

/** DOI as it is written: cosine less the edges by way of the lowest common ancestor. */
function plainDegree(tree: LabelTree, vectors: NodeVectors, focus: string, id: string): number {
  const path = (of: string): string[] => [of, ...ancestorsOf(tree, of).map((node) => node.id)];
  const [a, b] = [path(focus), path(id)];
  const meeting = a.find((node) => b.includes(node)) as string;
  const [u, v] = [[...(vectors.get(focus) ?? [])], [...(vectors.get(id) ?? [])]];
  const product = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  const cosine = product(u, v) / Math.sqrt(product(u, u) * product(v, v));
  return cosine - (a.indexOf(meeting) + b.indexOf(meeting));
}

/** How many nodes a cut with this node in it has at least. */
function leastNodesWith(tree: LabelTree, id: string): number {
  return ancestorsOf(tree, id).reduce((sum, { children }) => sum + children.length - 1, 1);
}

const leaves = fc.integer({ min: 1, max: 9 });

describe("degreeOfInterest", () => {
  it("is the cosine less the number of edges, the largest over several foci", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (size, seed, places) => {
        const tree = randomTree(size, seed);
        const vectors = randomVectors(tree, seed);
        const foci = places.map((place) => tree.nodes[place % tree.nodes.length].id);
        const interest = degreeOfInterest(tree, vectors, foci);
        for (const { id } of tree.nodes) {
          const wanted = Math.max(...foci.map((focus) => plainDegree(tree, vectors, focus, id)));
          expect(interest.get(id)).toBeCloseTo(wanted, 6);
        }
      }),
    );
  });

  it("is 1 at the focus, and without a cosine where a vector is zeros", () => {
    const tree = randomTree(4, 2);
    const vectors = new Map(tree.nodes.map(({ id }) => [id, Float32Array.of(0, 0)]));
    expect(degreeOfInterest(tree, randomVectors(tree, 1), ["l1"]).get("l1")).toBeCloseTo(1, 6);
    expect(degreeOfInterest(tree, vectors, ["l1"]).get("l1")).toBe(0);
  });

  it("refuses a focus or a vector that is not there", () => {
    const tree = randomTree(3, 1);
    expect(() => degreeOfInterest(tree, randomVectors(tree, 1), ["bird"])).toThrow(/no node "bird"/);
    expect(() => degreeOfInterest(tree, randomVectors(tree, 1), [])).toThrow(/no focus/);
    expect(() => degreeOfInterest(tree, new Map(), ["l1"])).toThrow(/no vector/);
  });
});

describe("cutTree", () => {
  it("covers every label once with at most the budget, the focus among them where there is room, for every focus and budget", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), (size, seed) => {
        const tree = randomTree(size, seed);
        const vectors = randomVectors(tree, seed);
        const labels = labelsOfCut(tree, [tree.rootId]).join();
        for (const focus of [null, ...tree.nodes.map(({ id }) => id)]) {
          for (let budget = 1; budget <= size + 1; budget++) {
            const cut = cutTree(tree, vectors, { focus, budget });
            // thousands of cuts: one expectation for each
            const isFocused = focus === null || focus === tree.rootId || cut.includes(focus);
            const mayBeFocused = focus === null || focus === tree.rootId || leastNodesWith(tree, focus) <= budget;
            const seen = { isFocused, covers: labelsOfCut(tree, cut).join(), isSmall: cut.length <= budget };
            if (seen.isFocused !== mayBeFocused || seen.covers !== labels || !seen.isSmall) {
              throw new Error(`focus ${focus}, budget ${budget}: ${JSON.stringify(seen)}`);
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it("has the greatest interest of all cuts there are, by trying them all", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.array(fc.nat(), { maxLength: 2 }), (size, seed, places) => {
        const tree = randomTree(size, seed);
        const vectors = randomVectors(tree, seed);
        const foci = places.map((place) => tree.nodes[place % tree.nodes.length].id);
        const frequencies = new Map(
          tree.nodes.flatMap(({ label }, i) => (label ? [[label, (i * 7) % 5] as const] : [])),
        );
        const interest = foci.length > 0 ? raisedDegrees(tree, vectors, foci) : means(tree, frequencies);
        const worth = (cut: readonly string[]): number =>
          cut.reduce((sum, id) => sum + (interest.get(id) as number), 0) +
          1000 * cut.filter((id) => id !== tree.rootId && foci.includes(id)).length;
        const cuts = allCuts(tree, tree.rootId);
        for (let budget = 1; budget <= size + 1; budget++) {
          const best = Math.max(...cuts.filter((cut) => cut.length <= budget).map(worth));
          expect(worth(cutTree(tree, vectors, { focus: foci, budget, frequencies }))).toBeCloseTo(best, 5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("shows the labels around the focus singly and what is far from it as groups", () => {
    const group = (id: string, from: number): Branch => ({
      ...{ id, name: id, label: null, isEdited: false },
      children: [0, 1, 2, 3].map((i) => `l${from + i}`).map((label) => ({ ...leaf, id: label, name: label, label })),
    });
    const leaf = { isEdited: false, children: [] };
    const tree = flatten({ ...group("root", 0), children: [group("a", 0), group("b", 4), group("c", 8)] });
    const cut = (focus: string | null, budget: number): readonly string[] =>
      cutTree(tree, randomVectors(tree, 3), { focus, budget, frequencies: new Map([["l9", 20]]) });
    expect(cut("l5", 6)).toEqual(["a", "l4", "l5", "l6", "l7", "c"]);
    expect(cut("b", 6)).toHaveLength(6);
    expect(cut("b", 6)).toContain("b");
    expect(cut(null, 6)).toEqual(["a", "b", "l8", "l9", "l10", "l11"]);
  });

  it("is nothing for a tree without labels, and the root for a budget of 1", () => {
    const empty: LabelTree = {
      rootId: "root",
      nodes: [{ id: "root", name: "all labels", parentId: null, children: [], label: null, isEdited: false }],
    };
    expect(cutTree(empty, new Map(), { focus: null, budget: 3 })).toEqual([]);
    const tree = randomTree(12, 4);
    expect(tree.nodes[0].children.length).toBeGreaterThan(1);
    expect(cutTree(tree, randomVectors(tree, 1), { focus: "l3", budget: 1 })).toEqual(["root"]);
  });

  it("refuses a budget below 1, a focus that is not there and a frequency that is none", () => {
    const tree = randomTree(5, 1);
    const vectors = randomVectors(tree, 1);
    expect(() => cutTree(tree, vectors, { focus: null, budget: 0 })).toThrow(/budget = 0/);
    expect(() => cutTree(tree, vectors, { focus: null, budget: 1.5 })).toThrow(/budget = 1.5/);
    expect(() => cutTree(tree, vectors, { focus: "bird", budget: 2 })).toThrow(/no node "bird"/);
    const frequencies = new Map([["l1", -1]]);
    expect(() => cutTree(tree, vectors, { focus: null, budget: 2, frequencies })).toThrow(/"l1" is -1/);
  });
});

describe("nodeVectors", () => {
  it("gives a group the mean of its children, whatever they hold", () => {
    const tree = randomTree(7, 5);
    const labels = tree.nodes.flatMap(({ label }) => label ?? []);
    const vectors = nodeVectors(tree, labels, matrixFromRows(labels.map((_, i) => [i, i * i])));
    for (const { id, children } of tree.nodes) {
      if (children.length === 0) continue;
      const mean = children.reduce((sum, child) => sum + (vectors.get(child)?.[1] as number), 0) / children.length;
      expect(vectors.get(id)?.[1]).toBeCloseTo(mean, 4);
    }
    expect(() => nodeVectors(tree, labels.slice(1), matrixFromRows([], 2))).toThrow(/0 vectors for 6 labels/);
  });
});

/** The degrees of interest, raised for all alike so that the least is 3. */
function raisedDegrees(tree: LabelTree, vectors: NodeVectors, foci: readonly string[]): Map<string, number> {
  const plain = tree.nodes.map(({ id }) => Math.max(...foci.map((focus) => plainDegree(tree, vectors, focus, id))));
  return new Map(tree.nodes.map(({ id }, i) => [id, plain[i] - Math.min(...plain) + 3]));
}

/** 1 + frequency for a label, the mean of the children for a group. */
function means(tree: LabelTree, frequencies: ReadonlyMap<string, number>): Map<string, number> {
  const of = (id: string): number => {
    const { label, children } = nodeById(tree, id);
    if (label !== null) return 1 + (frequencies.get(label) as number);
    return children.reduce((sum, child) => sum + of(child), 0) / children.length;
  };
  return new Map(tree.nodes.map(({ id }) => [id, of(id)]));
}
