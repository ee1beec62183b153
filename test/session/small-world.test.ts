import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeCritters } from "../../kernel-helpers/src/dataset/critters/judge-critters.js";
import { loadCritters } from "../../kernel-helpers/src/dataset/critters/load-critters.js";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import { descriptors } from "../../kernel-helpers/src/embed/descriptors.js";
import { filters } from "../../kernel-helpers/src/generate/filters.js";
import { defaultTemplate } from "../../kernel-helpers/src/refine/default-template.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { smallWorld } from "../../kernel-helpers/src/session/small-world.js";
import type { Dataset } from "../../kernel-helpers/src/types.js";

let home: string;
let critters: Dataset;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "small-world-session-"));
  critters = await loadCritters(join(home, "critters"), { perClass: 2, testPerClass: 2 });
});
afterAll(async () => {
  await rm(home, { recursive: true });
});

describe("a session of critters, when no provider is named", () => {
  it("makes, labels and embeds images with the small world's models", async () => {
    const session = await openSession(join(home, "default"), { dataset: critters });
    expect(session.prompts[0].text).toContain("a photo of");
    await session.expand({ perImage: 1 });
    const made = session.images.filter(({ origin }) => origin === "generated");
    expect(made).toHaveLength(20);
    expect(new Set(made.map(({ generator }) => generator))).toEqual(new Set([smallWorld().generator.name]));
    // what a person sees in them, by a judge that had no part in it
    const seen = await judgeCritters(made);
    const right = made.filter(({ className }, i) => seen[i].kind === className).length;
    expect(right).toBeGreaterThanOrEqual(17);
    expect(session.images.filter(({ labels, className }) => labels.includes(className)).length).toBeGreaterThan(30);
    expect(session.failures(1)).toEqual([]);
    await session.close();
    // the folder knows, even where the dataset is not given again
    const again = await openSession(join(home, "default"));
    await again.expand({ perImage: 1 });
    const later = again.images.filter(({ iteration }) => iteration === 2);
    expect(new Set(later.map(({ generator }) => generator))).toEqual(new Set([smallWorld().generator.name]));
    await again.close();
  });

  it("keeps the providers that are named, and their prompts", async () => {
    const session = await openSession(join(home, "named"), { dataset: critters, generator: filters() });
    expect(session.prompts[0].text).toBe(defaultTemplate());
    await session.expand({ perImage: 1 });
    expect(session.images.find(({ origin }) => origin === "generated")!.generator).toBe("filters");
    const { expanded } = await session.evaluate({ embedder: descriptors() });
    expect(expanded.trainingImages).toBe(40);
    await session.close();
  });
});

describe("a session of other images", () => {
  it("has the filters, even of a folder that is called critters", async () => {
    const dataset = await loadImageFolder(critters.root, { name: "critters" });
    expect(dataset.world).toBeUndefined();
    const session = await openSession(join(home, "other"), { dataset });
    expect(session.prompts[0].text).toBe(defaultTemplate());
    await session.close();
  });
});
