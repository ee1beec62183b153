import fc from "fast-check";
import { buildHierarchy, type HierarchyOptions } from "../../../kernel-helpers/src/label/hierarchy/build-hierarchy";
import { cutTree } from "../../../kernel-helpers/src/label/hierarchy/cut-tree";
import { labelFeatures } from "../../../kernel-helpers/src/label/hierarchy/label-features";
import { checkTree, type LabelTree, leavesUnder } from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { nodeVectors } from "../../../kernel-helpers/src/label/hierarchy/node-vectors";
import { createMatrix, matrixFromRows } from "../../../kernel-helpers/src/linalg/matrix";
import { createRandom, shuffle } from "../../../kernel-helpers/src/linalg/random";
import {
  HOSTILE_LABELS,
  labelsOfCut,
  type MadeUpLabels,
  madeUpLabels,
  pickLabels,
  plantedLabels,
} from "./made-up-trees";
import pets from "./pets-labels.json";

const SETTINGS = fc.record({ limit: fc.integer({ min: 2, max: 8 }), seed: fc.nat() });

function build({ labels, texts, images, relation }: MadeUpLabels, options: HierarchyOptions = {}): LabelTree {
  return buildHierarchy(labels, texts, images, relation, options);
}

/** Pets labels as the captions use them together: no vectors of a model, only counts. */
const petsLabels: MadeUpLabels = {
  labels: pets.labels,
  texts: matrixFromRows(pets.together.map((row) => row.map(Math.sqrt))),
  images: createMatrix(0, 2),
  relation: { imageLabels: [] },
};

describe("buildHierarchy", () => {
  it("makes a tree with unique names, every label in it once and no group larger than the limit, of whatever comes", () => {
    fc.assert(
      fc.property(madeUpLabels, SETTINGS, (made, settings) => {
        const tree = build(made, settings);
        checkTree(tree, made.labels);
        for (const { children } of tree.nodes) expect(children.length).toBeLessThanOrEqual(settings.limit);
        // a group of one says nothing that its child does not
        const groups = tree.nodes.filter(({ id, label }) => label === null && id !== tree.rootId);
        for (const { children } of groups) expect(children.length).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same for the same input, in whatever order the labels come", () => {
    fc.assert(
      fc.property(madeUpLabels, SETTINGS, fc.nat(), (made, settings, order) => {
        const tree = build(made, settings);
        const rows = shuffle(
          made.labels.map((_, row) => row),
          createRandom(order),
        );
        expect(build(made, settings)).toEqual(tree);
        expect(build(pickLabels(made, rows), settings)).toEqual(tree);
      }),
      { numRuns: 40 },
    );
  });

  it("leaves its input alone", () => {
    const made = plantedLabels(3, 5, 1);
    const before = structuredClone(made);
    build(made);
    expect(made).toEqual(before);
  });

  it.each([[[]], [["dog"]], [["dog", "cat"]]])("has no groups for %j, only the root", (labels: readonly string[]) => {
    const tree = buildHierarchy(labels, null, createMatrix(0, 3), { imageLabels: [] });
    checkTree(tree, labels);
    expect(tree.nodes).toHaveLength(labels.length + 1);
  });

  it.each(
    [1, 2, 3].flatMap((seed) => [
      [3, 6, seed],
      [5, 4, seed],
      [8, 8, seed],
    ]),
  )("finds %i planted groups of %i labels, seed %i", (clusters: number, each: number, seed: number) => {
    const tree = build(plantedLabels(clusters, each, seed));
    const groups = tree.nodes.filter(({ label }) => label === null).map(({ id }) => labelsOfCut(tree, [id]).join());
    for (let c = 0; c < clusters; c++) {
      const members = Array.from({ length: each }, (_, i) => `${c}-${i}`);
      expect(groups).toContain(members.join());
    }
    expect(groups).toHaveLength(clusters + 1);
  });

  it("groups by images alone where there are no texts, and by texts where no image carries a label", () => {
    const made = plantedLabels(3, 5, 4);
    const parts = (tree: LabelTree): string[] =>
      tree.nodes[0].children.map((id) => labelsOfCut(tree, [id]).join()).sort();
    const wanted = parts(build(made));
    expect(wanted).toEqual([0, 1, 2].map((c) => [0, 1, 2, 3, 4].map((i) => `${c}-${i}`).join()));
    expect(parts(build({ ...made, texts: null }))).toEqual(wanted);
    expect(parts(build({ ...made, relation: { imageLabels: made.relation.imageLabels.map(() => []) } }))).toEqual(
      wanted,
    );
  });

  it("names a group after the member nearest to the mean of all, and shows the most frequent first", () => {
    // on a line: "b" is in the middle of a, b, c; far away from them x, y, z
    const texts = [0, 0.1, 0.3, 1.2, 1.3, 1.5].map((angle) => [Math.cos(angle), Math.sin(angle)]);
    const labels = ["a", "b", "c", "x", "y", "z"];
    const relation = { imageLabels: [[3], [3, 4], [3], [4], [5], [2]] };
    const images = matrixFromRows(relation.imageLabels.map(() => [1, 1]));
    const tree = buildHierarchy(labels, matrixFromRows(texts), images, relation, { limit: 3 });
    const nameOf = new Map(tree.nodes.map(({ id, name }) => [id, name]));
    expect(tree.nodes[0].name).toBe("all labels");
    expect(tree.nodes[0].children.map((id) => nameOf.get(id))).toEqual(["y and similar", "b and similar"]);
    expect(leavesUnder(tree, tree.rootId).map(({ label }) => label)).toEqual(["x", "y", "z", "c", "a", "b"]);
  });

  it("shows every hostile text as clean text, and keeps the label itself", () => {
    const texts = matrixFromRows(HOSTILE_LABELS.map((_, i) => [Math.cos(i), Math.sin(i)]));
    const tree = buildHierarchy(HOSTILE_LABELS, texts, createMatrix(0, 1), { imageLabels: [] });
    checkTree(tree, HOSTILE_LABELS);
    for (const { name, label } of tree.nodes) {
      expect(name).not.toMatch(/[\p{Cc}\u202E]/u);
      if (label !== null) expect([...name].length).toBeLessThanOrEqual(80);
    }
    const nameOf = (label: string): string | undefined => tree.nodes.find((node) => node.label === label)?.name;
    expect(nameOf("\u202Egod")).toBe("god");
    expect(nameOf("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
    expect(new Set([nameOf("dog"), nameOf("DOG")])).toEqual(new Set(["dog", "dog (label)"]));
  });

  it.each([
    [
      "a label that is there twice",
      () => build({ ...plantedLabels(2, 2, 1), labels: ["a", "a", "b", "c"] }),
      /"a".*twice/,
    ],
    ["a limit below 2", () => build(plantedLabels(2, 2, 1), { limit: 1 }), /limit = 1/],
    [
      "text vectors that do not fit",
      () => build({ ...plantedLabels(2, 2, 1), texts: createMatrix(1, 2) }),
      /1 text vectors for 4/,
    ],
    [
      "image vectors that do not fit",
      () => build({ ...plantedLabels(2, 2, 1), images: createMatrix(1, 2) }),
      /8 images.*1 image/,
    ],
    [
      "a label index that is none",
      () => build({ ...plantedLabels(2, 2, 1), images: createMatrix(1, 2), relation: { imageLabels: [[4]] } }),
      /label 4/,
    ],
    ["NaN", () => build({ ...plantedLabels(2, 2, 1), texts: matrixFromRows([[1], [1], [NaN], [1]]) }), /row 2.*NaN/],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});

describe("buildHierarchy on labels of real captions", () => {
  const tree = build(petsLabels);

  it("is a tree with unique names that holds every label exactly once", () => {
    checkTree(tree, pets.labels);
    const depths = tree.nodes.map((node) => {
      let depth = 0;
      for (let up = node.parentId; up !== null; depth++) up = tree.nodes.find(({ id }) => id === up)?.parentId ?? null;
      return depth;
    });
    expect(Math.max(...depths)).toBeLessThanOrEqual(4);
    expect(tree.nodes.length).toBeGreaterThan(pets.labels.length + 5);
  });

  it("has a cut of every label for every focus and every budget", () => {
    const features = labelFeatures(pets.labels, petsLabels.texts, petsLabels.images, petsLabels.relation);
    const vectors = nodeVectors(tree, pets.labels, features);
    const frequencies = new Map(pets.labels.map((label, i) => [label, pets.together[i][i]]));
    const below = new Map(tree.nodes.map(({ id }) => [id, labelsOfCut(tree, [id])]));
    for (const focus of [null, ...tree.nodes.map(({ id }) => id)]) {
      for (let budget = 1; budget <= pets.labels.length + 1; budget++) {
        const cut = cutTree(tree, vectors, { focus, budget, frequencies });
        if (cut.length > budget) throw new Error(`${cut.length} nodes for ${budget}`);
        const covered = cut.flatMap((id) => below.get(id) as string[]);
        if (covered.length !== pets.labels.length || new Set(covered).size !== covered.length)
          throw new Error(`focus ${focus}, budget ${budget}`);
      }
    }
  });
});
