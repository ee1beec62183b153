import type { ClusterNamer } from "../../kernel-helpers/src/label/hierarchy/cluster-namer.js";
import { checkTree, type LabelTree, leavesUnder } from "../../kernel-helpers/src/label/hierarchy/label-tree.js";
import { seedFrom } from "../../kernel-helpers/src/linalg/random.js";
import type { LabelEdit } from "../../kernel-helpers/src/session/edit-labels.js";
import type { SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { Labeler } from "../../kernel-helpers/src/types.js";
import { fakeProviders } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

const CAT_WORDS = ["whiskers", "paw", "purr", "sofa", "milk"];
const DOG_WORDS = ["bone", "leash", "bark", "stick", "fetch"];

/** Words of each class, all of them on some images, so that there are enough for groups. */
function wordy(extra: readonly string[] = []): Labeler {
  return {
    name: "wordy",
    label: async (images) =>
      images.map(({ id, className }) => {
        const words = className === "cat" ? CAT_WORDS : DOG_WORDS;
        const start = seedFrom(id) % words.length;
        const own = words.map((_, i) => words[(start + i) % words.length]).slice(0, 4);
        return { labels: ["animal", ...own, ...(seedFrom(id) % 2 ? extra : [])] };
      }),
  };
}

const { open } = sessionBench({ train: 4, test: 0 }, { labeler: wordy() });

async function expanded(options: SessionOptions = {}): Promise<Session> {
  const session = await open(options);
  await session.expand({ perImage: 1 });
  return session;
}

function treeOf({ labelTree }: Session): LabelTree {
  if (!labelTree) throw new Error("no tree");
  return labelTree;
}

const labelsOf = (tree: LabelTree): string[] => tree.nodes.flatMap(({ label }) => label ?? []).sort();
const groupsOf = (tree: LabelTree) => tree.nodes.filter(({ id, label }) => label === null && id !== tree.rootId);
const nodeNamed = (session: Session, name: string) => treeOf(session).nodes.find((node) => node.name === name);
const parentOf = (session: Session, name: string): string | undefined => {
  const { nodes } = treeOf(session);
  return nodes.find(({ id }) => id === nodeNamed(session, name)?.parentId)?.name;
};

describe("session.labelTree", () => {
  it("holds every label of the map once, in groups, and is there again after closing", async () => {
    const session = await open();
    expect(session.labelTree).toBeNull();
    await session.expand({ perImage: 1 });
    const tree = treeOf(session);
    checkTree(tree, ["animal", ...CAT_WORDS, ...DOG_WORDS]);
    expect(groupsOf(tree).length).toBeGreaterThan(1);
    await session.close();
    expect((await open()).labelTree).toEqual(tree);
  });

  it("keeps every place when images come, and takes new labels in", async () => {
    const first = await expanded();
    const before = treeOf(first);
    await first.close();
    const session = await open({ labeler: { ...wordy(["leaf"]), name: "wordy" } });
    await session.expand({ perImage: 3 });
    const after = treeOf(session);
    checkTree(after, [...labelsOf(before), "leaf"]);
    for (const { id, name, parentId } of before.nodes) {
      expect(after.nodes.find((node) => node.id === id)).toMatchObject({ name, parentId });
    }
  });

  it("is of the session's labeler: another one has another", async () => {
    await (await expanded()).close();
    const other = await open({ labeler: fakeProviders().labeler });
    expect(other.labelTree).toBeNull();
    await other.expand({ perImage: 1 });
    expect(labelsOf(treeOf(other))).toEqual(["animal", "cat", "cold", "dog", "warm"]);
    await other.close();
    expect(labelsOf(treeOf(await open()))).toContain("whiskers");
  });

  it("is an empty root where nothing could be labelled", async () => {
    const labeler: Labeler = { name: "blind", label: async (images) => images.map(() => ({ labels: [] })) };
    const session = await expanded({ labeler });
    expect(treeOf(session).nodes).toHaveLength(1);
    expect(await session.cut()).toEqual([]);
  });

  it("has the namer's names for its groups, and says when it has none", async () => {
    const asked: string[][] = [];
    const labelNamer: ClusterNamer = {
      name: async (groups) => {
        asked.push(...groups.map((group) => [...group]));
        return groups.map((_, i) => (i === 0 ? "Cat Things\u202E" : null));
      },
    };
    const session = await expanded({ labelNamer });
    expect(asked).toHaveLength(groupsOf(treeOf(session)).length);
    expect(nodeNamed(session, "cat things")?.label).toBeNull();
    expect(session.notice).toEqual({ level: "warning", text: expect.stringContaining("got no name") });
    await session.expand({ perImage: 1 });
    expect(nodeNamed(session, "cat things")).toBeDefined();
  });
});

describe("session.editLabels", () => {
  /** Each edit, and what is true after it. */
  const EDITS: readonly [LabelEdit["kind"], (session: Session) => LabelEdit, (session: Session) => unknown][] = [
    [
      "rename",
      () => ({ kind: "rename", node: "whiskers", name: "  Long  Whiskers\n" }),
      (session) => expect(nodeNamed(session, "long whiskers")?.label).toBe("whiskers"),
    ],
    [
      "group",
      () => ({ kind: "group", nodes: ["label:bone", "paw"], name: "small things" }),
      (session) =>
        expect([parentOf(session, "bone"), parentOf(session, "paw")]).toEqual(["small things", "small things"]),
    ],
    [
      "move",
      (session) => ({ kind: "move", node: "animal", into: groupsOf(treeOf(session))[0].name }),
      (session) => expect(nodeNamed(session, "animal")?.isEdited).toBe(true),
    ],
    [
      "merge",
      (session) => ({
        kind: "merge",
        nodes: groupsOf(treeOf(session))
          .slice(0, 2)
          .map(({ id }) => id),
        name: "both",
      }),
      (session) => expect(leavesUnder(treeOf(session), nodeNamed(session, "both")!.id).length).toBeGreaterThan(4),
    ],
    ["ungroup", (session) => ({ kind: "ungroup", node: groupsOf(treeOf(session))[0].id }), () => undefined],
    ["hide", () => ({ kind: "hide", node: "milk" }), (session) => expect(session.hiddenLabels).toEqual(["milk"])],
  ];

  it.each(EDITS)(
    "%s: is kept, survives closing and the next iteration, and is undone as one act",
    async (kind, edit, check) => {
      const session = await expanded();
      const before = treeOf(session);
      session.editLabels(edit(session));
      check(session);
      const after = treeOf(session);
      const edited = after.nodes.filter(({ isEdited }) => isEdited);
      checkTree(after, labelsOf(before));
      expect(session.events.at(-1)).toMatchObject({ kind: `${kind} labels`, isUndone: false });
      await session.close();
      const again = await open();
      expect(again.labelTree).toEqual(after);
      await again.expand({ perImage: 1 });
      check(again);
      for (const { id, name, parentId } of edited) {
        expect(treeOf(again).nodes.find((node) => node.id === id)).toMatchObject({ name, parentId, isEdited: true });
      }
      expect(again.undo()).toBe(again.events.at(-1)?.label.replace("undo: ", ""));
      expect(again.labelTree).toEqual(before);
      expect(again.hiddenLabels).toEqual([]);
      expect(again.undo()).toBeNull();
      expect(again.redo()).not.toBeNull();
      check(again);
      expect(again.labelTree).toEqual(after);
    },
  );

  it("takes a label off the map and out of cuts, and brings it back", async () => {
    const session = await expanded();
    const names = async (): Promise<string[]> => (await session.cut({ budget: 99 })).map(({ name }) => name);
    expect(await names()).toContain("milk");
    session.editLabels({ kind: "hide", node: "milk" });
    expect(await names()).not.toContain("milk");
    await expect(session.cut({ focus: "milk" })).rejects.toThrow(/no label or group "milk"/);
    expect(nodeNamed(session, "milk")).toBeDefined(); // its place waits for it
    session.editLabels({ kind: "restore", node: "milk" });
    expect(await names()).toContain("milk");
    const group = groupsOf(treeOf(session))[0];
    session.editLabels({ kind: "hide", node: group.name });
    expect(session.hiddenLabels).toEqual(
      leavesUnder(treeOf(session), group.id)
        .map(({ label }) => label)
        .sort(),
    );
    expect(await names()).not.toContain(group.name);
  });

  it("keeps a label that a person placed, however rare it becomes", async () => {
    const session = await expanded({ labeler: wordy() });
    const many = Array.from({ length: 70 }, (_, i) => `common ${i}`);
    session.editLabels({ kind: "rename", node: "milk", name: "warm milk" });
    await session.close();
    const label: Labeler["label"] = async (images) => images.map(() => ({ labels: many }));
    const again = await open({ labeler: { name: "wordy", label } });
    await again.expand({ perImage: 8 });
    expect(nodeNamed(again, "warm milk")?.label).toBe("milk");
    expect(labelsOf(treeOf(again)).length).toBeLessThan(65);
  });

  it("brings back an earlier tree with the labels that came since", async () => {
    const first = await expanded();
    const earlier = treeOf(first);
    first.editLabels({ kind: "rename", node: "paw", name: "soft paw" });
    await first.close();
    const session = await open({ labeler: wordy(["leaf"]) });
    await session.expand({ perImage: 2 });
    expect(session.undo()).toBe('rename "paw"');
    checkTree(treeOf(session), [...labelsOf(earlier), "leaf"]);
    expect(nodeNamed(session, "paw")).toBeDefined();
  });

  it.each<[string, LabelEdit, RegExp]>([
    ["an unknown node", { kind: "hide", node: "<b>unicorn" }, /no label or group "<b>unicorn"; session\.labelTree has/],
    ["a taken name", { kind: "rename", node: "paw", name: "bone" }, /"bone" is the name of a label already/],
    ["an unknown edit", { kind: "melt", node: "paw" } as unknown as LabelEdit, /kind = "melt"; use "rename"/],
  ])("refuses %s and changes nothing", async (_, edit, message) => {
    const session = await expanded();
    const before = treeOf(session);
    expect(() => session.editLabels(edit)).toThrow(message);
    expect(session.labelTree).toEqual(before);
    expect(session.undo()).toBeNull();
  });

  it("needs labels", async () => {
    const session = await open();
    expect(() => session.editLabels({ kind: "hide", node: "paw" })).toThrow(/no labels are arranged yet; call expand/);
  });
});

describe("session.cut", () => {
  it("covers every label once within its budget, and shows the focus", async () => {
    const session = await expanded();
    const tree = treeOf(session);
    for (const focus of [undefined, "paw", groupsOf(tree)[0].id, ["paw", "bone"]]) {
      for (const budget of [1, 3, 5, 20]) {
        const cut = await session.cut({ focus, budget });
        const covered = cut.flatMap(({ id }) => leavesUnder(tree, id).map(({ label }) => label));
        expect(covered.sort()).toEqual(labelsOf(tree));
        expect(cut.length).toBeLessThanOrEqual(budget);
        if (focus === "paw" && budget === 20) expect(cut.map(({ name }) => name)).toContain("paw");
      }
    }
  });

  it("takes the labels' texts into account where the embedder knows texts, each asked for once", async () => {
    const asked: string[] = [];
    const embedTexts = async (texts: readonly string[]) => {
      asked.push(...texts);
      return {
        rows: texts.length,
        columns: 2,
        data: Float32Array.from({ length: 2 * texts.length }, (_, i) => (i % 3) + 1),
      };
    };
    const session = await expanded({ embedder: { ...fakeProviders().embedder, embedTexts } });
    await session.cut({ focus: "paw" });
    expect(asked.sort()).toEqual(
      ["animal", ...CAT_WORDS, ...DOG_WORDS].map((label) => `an image of a ${label}`).sort(),
    );
  });
});
