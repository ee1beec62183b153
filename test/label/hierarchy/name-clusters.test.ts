import type { ClusterNamer } from "../../../kernel-helpers/src/label/hierarchy/cluster-namer";
import { renameNode } from "../../../kernel-helpers/src/label/hierarchy/edit-tree";
import { checkTree, type LabelTree, nodeById } from "../../../kernel-helpers/src/label/hierarchy/label-tree";
import { nameClusters } from "../../../kernel-helpers/src/label/hierarchy/name-clusters";
import { type Branch, flatten } from "../../../kernel-helpers/src/label/hierarchy/nested-tree";

const node = (id: string, name: string, children: readonly Branch[]): Branch => ({
  ...{ id, name, children, isEdited: false },
  label: children.length === 0 ? name : null,
});
/** pets (cat, dog) and plants (tree, fern), named after members */
const tree: LabelTree = flatten(
  node("root", "all labels", [
    node("g1", "cat and similar", [node("cat", "cat", []), node("dog", "dog", [])]),
    node("g2", "tree and similar", [node("tree", "tree", []), node("fern", "fern", [])]),
  ]),
);
const answering = (...names: readonly (string | null)[]): ClusterNamer => ({ name: async () => names });
const names = (named: LabelTree): string[] => ["g1", "g2"].map((id) => nodeById(named, id).name);

describe("nameClusters", () => {
  it("asks once for all groups but the root, by their labels, and gives them the names", async () => {
    const asked: unknown[] = [];
    const namer: ClusterNamer = {
      name: async (groups) => {
        asked.push(groups);
        return ["Pets", "plants\n"];
      },
    };
    const named = await nameClusters(tree, namer);
    expect(asked).toEqual([
      [
        ["cat", "dog"],
        ["tree", "fern"],
      ],
    ]);
    expect(names(named.tree)).toEqual(["pets", "plants"]);
    expect(named.warnings).toEqual([]);
    checkTree(named.tree, ["cat", "dog", "tree", "fern"]);
    expect(names(tree)).toEqual(["cat and similar", "tree and similar"]);
  });

  it("tells names apart that were given twice, or that a label has", async () => {
    const twice = await nameClusters(tree, answering("thing", "thing"));
    expect(names(twice.tree)).toEqual(["thing", "thing (tree)"]);
    const taken = await nameClusters(tree, answering("dog", "all labels"));
    expect(names(taken.tree)).toEqual(["dog (cat)", "all labels (tree)"]);
    checkTree(taken.tree);
  });

  it.each([
    ["nothing", [null, null]],
    ["too few", ["pets"]],
    ["what cannot be read", ["\u202E\u200B", ""]],
    ["what is no text", [{ name: "pets" } as never, 7 as never]],
  ])("keeps the central member's name where the namer has %s, and says for which groups", async (_, answers) => {
    const named = await nameClusters(tree, answering(...answers));
    checkTree(named.tree);
    expect(nodeById(named.tree, "g2").name).toBe("tree and similar");
    expect(named.warnings).toHaveLength(1);
    expect(named.warnings[0]).toMatch(/groups of labels got no name.*"tree and similar"/);
  });

  it("turns a namer that fails into a warning", async () => {
    const named = await nameClusters(tree, { name: () => Promise.reject(new Error("no server listens.")) });
    expect(named.tree).toEqual(tree);
    expect(named.warnings).toEqual(["Groups of labels keep the names of their central members: no server listens."]);
  });

  it("asks for new groups only: neither for those of the tree before nor for those a person named", async () => {
    const asked: unknown[] = [];
    const namer: ClusterNamer = {
      name: async (groups) => {
        asked.push(groups);
        return groups.map(() => "plants");
      },
    };
    const edited = renameNode(tree, "g1", "my pets");
    expect(names((await nameClusters(edited, namer)).tree)).toEqual(["my pets", "plants"]);
    expect(asked).toEqual([[["tree", "fern"]]]);
    expect(await nameClusters(tree, namer, { previous: tree })).toEqual({ tree, warnings: [] });
    expect(asked).toHaveLength(1);
  });

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const namer: ClusterNamer = {
      name: async (_, options) => {
        controller.abort(new Error("enough"));
        options?.signal?.throwIfAborted();
        return [];
      },
    };
    await expect(nameClusters(tree, namer, { signal: controller.signal })).rejects.toThrow("enough");
  });
});
