import fc from "fast-check";
import {
  groupLabels,
  mergeNodes,
  moveNode,
  removeNode,
  renameNode,
} from "../../../kernel-helpers/src/label/hierarchy/edit-tree";
import {
  ancestorsOf,
  checkTree,
  type LabelTree,
  nodeById,
} from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { flatten } from "../../../kernel-helpers/src/label/hierarchy/nested-tree";
import { HOSTILE_LABELS, labelsOfCut, randomTree } from "./made-up-trees";

interface Step {
  readonly kind: "rename" | "move" | "merge" | "group" | "remove";
  readonly places: readonly number[];
  readonly name: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("rename", "move", "merge", "group", "remove"),
  places: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
  name: fc.oneof(fc.constantFrom(...HOSTILE_LABELS), fc.string()),
});

function apply(tree: LabelTree, { kind, places, name }: Step): LabelTree {
  const ids = places.map((place) => tree.nodes[place % tree.nodes.length].id);
  if (kind === "rename") return renameNode(tree, ids[0], name);
  if (kind === "move") return moveNode(tree, ids[0], ids[1]);
  if (kind === "merge") return mergeNodes(tree, ids, places[0] % 2 ? name : undefined);
  if (kind === "group") return groupLabels(tree, ids, name);
  return removeNode(tree, ids[0]);
}

/** animals (pets (cat, dog), cow), car */
const farm: LabelTree = flatten({
  ...{ id: "root", name: "all labels", label: null, isEdited: false },
  children: [
    {
      ...{ id: "animals", name: "animals", label: null, isEdited: false },
      children: [
        { id: "pets", name: "pets", label: null, isEdited: false, children: [leaf("cat"), leaf("dog")] },
        leaf("cow"),
      ],
    },
    leaf("car"),
  ],
});

function leaf(name: string) {
  return { id: name, name, label: name, isEdited: false, children: [] };
}

/** "name: child, child; ..." of all groups, from the root down. */
function outline(tree: LabelTree): string {
  const nameOf = (id: string): string => nodeById(tree, id).name;
  const groups = tree.nodes.filter(({ label }) => label === null);
  return groups.map(({ name, children }) => `${name}: ${children.map(nameOf).join(", ")}`).join("; ");
}

describe("the edits of a hierarchy", () => {
  it("make a valid tree of the same labels or say clearly why not, and leave the tree they were given alone", () => {
    let [made, refused] = [0, 0];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.array(step, { maxLength: 12 }),
        (leaves, seed, steps) => {
          let tree = randomTree(leaves, seed);
          const labels = labelsOfCut(tree, [tree.rootId]);
          for (const next of steps) {
            const before = structuredClone(tree);
            try {
              const edited = apply(tree, next);
              checkTree(edited, labels);
              expect(tree).toEqual(before);
              tree = edited;
              made++;
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
              expect(error.message).toMatch(/^(The label tree|renameNode|moveNode|mergeNodes|groupLabels|removeNode)/);
              expect(tree).toEqual(before);
              refused++;
            }
          }
        },
      ),
    );
    expect(made).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(50);
  });

  it("rename: cleans the name and marks the node", () => {
    const tree = renameNode(farm, "pets", "  House\u202E\nPets ");
    expect(nodeById(tree, "pets")).toMatchObject({ name: "house pets", isEdited: true });
    expect(renameNode(farm, "pets", "pets").nodes.map(({ name }) => name)).toEqual(farm.nodes.map(({ name }) => name));
  });

  it("move: to the end of another group; a group that is left empty goes", () => {
    expect(outline(moveNode(farm, "car", "pets"))).toBe("all labels: animals; animals: pets, cow; pets: cat, dog, car");
    const emptied = moveNode(moveNode(farm, "cat", "root"), "dog", "root");
    expect(outline(emptied)).toBe("all labels: animals, car, cat, dog; animals: cow");
    expect(nodeById(emptied, "cat").isEdited).toBe(true);
  });

  it("merge: into the first, with its id and name unless another is given", () => {
    const two = groupLabels(farm, ["car"], "machines");
    const machines = two.nodes.find(({ name }) => name === "machines")?.id as string;
    const merged = mergeNodes(two, ["pets", machines]);
    expect(outline(merged)).toBe("all labels: animals; animals: pets, cow; pets: cat, dog, car");
    expect(nodeById(mergeNodes(two, ["pets", machines], "Mixed"), "pets").name).toBe("mixed");
    expect(nodeById(mergeNodes(two, ["pets", machines], "machines"), "pets").name).toBe("machines");
  });

  it("group: below the lowest node above all, at the place of the first", () => {
    expect(outline(groupLabels(farm, ["cow", "dog"], "loud"))).toBe(
      "all labels: animals, car; animals: pets, loud; pets: cat; loud: cow, dog",
    );
    expect(outline(groupLabels(farm, ["dog", "car"], "loud"))).toBe(
      "all labels: loud, animals; loud: dog, car; animals: pets, cow; pets: cat",
    );
    const group = groupLabels(farm, ["cat"], "felines");
    expect(ancestorsOf(group, "cat").map(({ name }) => name)).toEqual(["felines", "pets", "animals", "all labels"]);
  });

  it("remove: what a group held goes to its place in its parent", () => {
    expect(outline(removeNode(farm, "pets"))).toBe("all labels: animals, car; animals: cat, dog, cow");
  });

  it.each([
    ["an unknown node", () => renameNode(farm, "bird", "x"), /no node "bird"/],
    ["a name that is taken", () => renameNode(farm, "pets", "CAR"), /"car" is the name of a label already/],
    ["a name without anything to read", () => renameNode(farm, "pets", "\u200B"), /nothing that can be read/],
    ["a group moved into itself", () => moveNode(farm, "animals", "pets"), /lies inside/],
    ["a move into a label", () => moveNode(farm, "cat", "dog"), /"dog" is a label/],
    ["a move of the root", () => moveNode(farm, "root", "pets"), /whole tree/],
    ["the merging of labels", () => mergeNodes(farm, ["cat", "dog"]), /is a label/],
    ["the merging of one", () => mergeNodes(farm, ["pets", "pets"]), /1 nodes; give 2/],
    [
      "the merging of a group and its part",
      () => mergeNodes(farm, ["animals", "pets"]),
      /"pets" lies inside "animals"/,
    ],
    ["the removing of a label", () => removeNode(farm, "cat"), /images carry it/],
    ["the removing of the root", () => removeNode(farm, "root"), /whole tree/],
  ])("refuse %s", (_, act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});
