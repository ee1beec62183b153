import type { Session } from "../../kernel-helpers/src/session/session.js";
import { generatedOf, idsOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench();

describe("prompts", () => {
  async function refined(): Promise<Session> {
    const session = await bench.open();
    await session.expand({ perImage: 10 });
    session.reject(idsOf(generatedOf(session).filter(({ phrases }) => phrases?.includes("solarized"))));
    await session.refine();
    return session;
  }

  it("are proposed from feedback, accepted, and used by the next iteration", async () => {
    const session = await refined();
    const proposals = session.prompts.filter(({ status }) => status === "proposed");
    expect(proposals.length).toBeGreaterThan(0);
    for (const { id } of proposals) session.accept(id);
    expect(session.notice).toBeNull(); // "n prompts proposed" would be stale
    expect(session.prompts.every(({ status }) => status === "active")).toBe(true);
    await session.expand({ perImage: 10 });
    const classes = new Set(proposals.map(({ className }) => className));
    const later = generatedOf(session).filter(({ iteration, className }) => iteration === 2 && classes.has(className));
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter(({ phrases }) => phrases?.includes("solarized"))).toEqual([]);
  });

  it("say why when there is nothing to learn from", async () => {
    const session = await bench.open();
    expect(await session.refine()).toEqual([]);
    expect(session.notice?.text).toMatch(/generate some images first/);
  });

  it("can be accepted in other words, edited and discarded, each undone as one act", async () => {
    const session = await refined();
    const before = session.prompts;
    const proposal = before.find(({ status }) => status === "proposed")!;
    session.accept(proposal.id, "a lovely {class}");
    const mine = session.prompts.find(({ text }) => text === "a lovely {class}");
    expect(mine).toMatchObject({ status: "active", parentId: proposal.id, why: [] });
    session.edit(mine!.id, "my {class}");
    expect(session.prompts.map(({ text }) => text)).toContain("my {class}");
    session.undo();
    session.undo();
    expect(session.prompts).toEqual(before);
    session.discard(proposal.id);
    expect(idsOf(session.prompts)).not.toContain(proposal.id);
    session.undo();
    expect(session.prompts).toEqual(before);
  });

  it("take nothing from an editor that proposes nonsense", async () => {
    const proposal = { className: "cat", text: "a [broken {class}", parentId: "", why: ["because"] };
    const nonsense = [{ ...proposal, parentId: "nope" }, proposal];
    const editor = {
      name: "a model",
      propose: async (templates: readonly { readonly id: string }[]) => [{ ...nonsense[1], parentId: templates[0].id }],
    };
    const session = await bench.open({ editor });
    const before = session.prompts;
    await expect(session.refine()).rejects.toThrow(/a model: proposed "a \[broken \{class\}".*never closed/);
    await session.close();
    const again = await bench.open({ editor: { name: "a model", propose: async () => [nonsense[0]] } });
    await expect(again.refine()).rejects.toThrow(/in the place of "nope", which is no active prompt/);
    expect(again.prompts).toEqual(before);
  });

  it("refuses what is no template, an unknown prompt, and to leave a class without a prompt", async () => {
    const session = await bench.open();
    const [prompt] = session.prompts;
    expect(() => session.edit(prompt.id, "a [broken {class}")).toThrow(SyntaxError);
    expect(() => session.edit("nope", "a {class}")).toThrow(/no prompt "nope"/);
    expect(() => session.accept(prompt.id)).toThrow(/is active; it must be proposed/);
    expect(() => session.discard(prompt.id)).toThrow(/only prompt of "cat"/);
    expect(session.prompts[0]).toEqual(prompt);
  });
});
