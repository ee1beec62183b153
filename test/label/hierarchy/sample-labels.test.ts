import fc from "fast-check";
import { ancestorsOf, indexNodes, type LabelTree } from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { flatten } from "../../../kernel-helpers/src/label/hierarchy/nested-tree";
import { type LabelBox, sampleLabels } from "../../../kernel-helpers/src/label/hierarchy/sample-labels";
import { createRandom, randomInteger, shuffle } from "../../../kernel-helpers/src/linalg/random";
import { randomTree } from "./made-up-trees";

interface View {
  readonly tree: LabelTree;
  readonly boxes: readonly LabelBox[];
  readonly selected: readonly string[];
}

/** A tree whose nodes have boxes in a small picture, some of them none. */
const view: fc.Arbitrary<View> = fc
  .record({
    leaves: fc.integer({ min: 1, max: 25 }),
    seed: fc.nat(),
    spread: fc.constantFrom(20, 200, 1000),
    missing: fc.constantFrom(0, 0.2),
    selected: fc.array(fc.nat(), { maxLength: 2 }),
  })
  .map(({ leaves, seed, spread, missing, selected }) => {
    const tree = randomTree(leaves, seed);
    const random = createRandom(seed);
    const boxes = tree.nodes.flatMap(({ id }): LabelBox[] => {
      const [x, y] = [randomInteger(random, spread), randomInteger(random, spread)];
      const size = { width: 5 + randomInteger(random, 80), height: 10 + randomInteger(random, 4) };
      return random() < missing ? [] : [{ id, x, y, ...size, priority: randomInteger(random, 4) }];
    });
    return { tree, boxes, selected: selected.map((place) => tree.nodes[place % tree.nodes.length].id) };
  });

function zoomed(boxes: readonly LabelBox[], factor: number, dx = 0, dy = 0): LabelBox[] {
  return boxes.map((box) => ({ ...box, x: factor * box.x + dx, y: factor * box.y + dy }));
}

function meet(a: LabelBox, b: LabelBox, gap: number): boolean {
  const isAcross = Math.abs(a.x - b.x) < (a.width + b.width) / 2 + gap - 1e-6;
  return isAcross && Math.abs(a.y - b.y) < (a.height + b.height) / 2 + gap - 1e-6;
}

const box = (id: string, x: number, y: number, priority = 1): LabelBox => ({
  id,
  x,
  y,
  width: 40,
  height: 12,
  priority,
});

/** animals (cat, dog, cow), car */
const farm: LabelTree = flatten({
  ...{ id: "root", name: "all labels", label: null, isEdited: false },
  children: [
    {
      ...{ id: "animals", name: "animals", label: null, isEdited: false },
      children: ["cat", "dog", "cow"].map((id) => ({ id, name: id, label: id, isEdited: false, children: [] })),
    },
    { id: "car", name: "car", label: "car", isEdited: false, children: [] },
  ],
});
const farmBoxes = [box("cat", 0, 0), box("dog", 6, 2), box("cow", 3, 6, 9), box("animals", 3, 3), box("car", 200, 0)];

describe("sampleLabels", () => {
  it("shows no two texts that overlap or are inside one another's group, and lists every label that nobody stands for", () => {
    fc.assert(
      fc.property(view, fc.constantFrom(0.25, 1, 3, 10, 40), ({ tree, boxes: unzoomed, selected }, factor) => {
        const boxes = zoomed(unzoomed, factor);
        const { shown, hidden } = sampleLabels(tree, boxes, { selected });
        const known = new Map(boxes.map((one) => [one.id, one]));
        const at = shown.map((id) => known.get(id) as LabelBox);
        expect(at.filter((a, i) => at.slice(0, i).some((b) => meet(a, b, 2)))).toEqual([]);
        const path = (id: string): string[] => ancestorsOf(tree, id).map((node) => node.id);
        expect(shown.filter((id) => path(id).some((above) => shown.includes(above)))).toEqual([]);
        const alone = tree.nodes.filter(
          ({ id, label }) => label !== null && ![id, ...path(id)].some((node) => shown.includes(node)),
        );
        expect([...hidden].sort()).toEqual(alone.map(({ id }) => id).sort());
      }),
      { numRuns: 200 },
    );
  });

  it("keeps what it shows while one zooms in: labels for good, groups until they give way for good", () => {
    fc.assert(
      fc.property(view, ({ tree, boxes, selected }) => {
        const nodes = indexNodes(tree);
        let before = new Set<string>();
        const over = new Set<string>(); // groups that have given way
        for (const factor of [0.25, 0.5, 0.9, 1, 1.7, 3, 10, 100]) {
          const now = new Set(sampleLabels(tree, zoomed(boxes, factor), { selected }).shown);
          for (const id of before) {
            if (now.has(id)) continue;
            expect(nodes.get(id)?.label).toBeNull();
            over.add(id);
          }
          for (const id of over) expect(now.has(id)).toBe(false);
          before = now;
        }
      }),
    );
  });

  it("is the same wherever the view is moved, and in whatever order the boxes come", () => {
    fc.assert(
      fc.property(view, fc.nat(), ({ tree, boxes, selected }, order) => {
        const sampled = sampleLabels(tree, boxes, { selected });
        expect(sampleLabels(tree, zoomed(boxes, 1, 4096, -512), { selected })).toEqual(sampled);
        expect(sampleLabels(tree, shuffle(boxes, createRandom(order)), { selected })).toEqual(sampled);
      }),
    );
  });

  it("shows a group where its members would overlap, and its members where they do not", () => {
    expect([...sampleLabels(farm, farmBoxes).shown].sort()).toEqual(["animals", "car"]);
    expect(sampleLabels(farm, farmBoxes).hidden).toEqual([]);
    const near = sampleLabels(farm, zoomed(farmBoxes, 20));
    expect([...near.shown].sort()).toEqual(["car", "cat", "cow", "dog"]);
  });

  it("shows no label of a group while the group above it stands for all of it, though there were room", () => {
    const groups = ["ab", "cde", "fgh"].map((members) => ({
      ...{ id: members, name: members, label: null, isEdited: false },
      children: [...members].map((id) => ({ id, name: id, label: id, isEdited: false, children: [] })),
    }));
    const all = { id: "all", name: "all", label: null, isEdited: false, children: groups };
    const tree = flatten({ id: "root", name: "root", label: null, isEdited: false, children: [all] });
    const places = {
      a: 0,
      b: 100,
      c: 300,
      d: 301,
      e: 302,
      f: 500,
      g: 501,
      h: 502,
      ab: 300,
      cde: 301,
      fgh: 302,
      all: 900,
    };
    const boxes = Object.entries(places).map(([id, x]) => box(id, x, 0));
    expect(sampleLabels(tree, boxes).shown).toEqual(["all"]);
    expect([...sampleLabels(tree, zoomed(boxes, 50)).shown].sort()).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
  });

  it("shows the most important of what overlaps, and what is selected before all", () => {
    const boxes = [box("cat", 0, 0, 1), box("dog", 5, 0, 3), box("cow", 2, 0, 2), box("car", 9, 0, 1)];
    expect(sampleLabels(farm, boxes).shown).toEqual(["dog"]);
    expect(sampleLabels(farm, boxes).hidden).toEqual(["cat", "cow", "car"]);
    expect(sampleLabels(farm, farmBoxes, { selected: ["cat"] }).shown).toEqual(["cat", "car"]);
  });

  it("shows nothing of nothing", () => {
    expect(sampleLabels(farm, [])).toEqual({ shown: [], hidden: ["cat", "dog", "cow", "car"] });
  });

  it.each([
    ["a box of an unknown node", [box("bird", 0, 0)], /no node "bird"/],
    ["two boxes of one node", [box("cat", 0, 0), box("cat", 9, 9)], /"cat" has two boxes/],
    ["a place that is no number", [box("cat", Number.NaN, 0)], /"cat".*NaN/],
    ["a size below 0", [{ ...box("cat", 0, 0), width: -1 }], /"cat".*-1/],
  ])("refuses %s", (_, boxes, message) => {
    expect(() => sampleLabels(farm, boxes)).toThrow(RangeError);
    expect(() => sampleLabels(farm, boxes)).toThrow(message);
  });
});
