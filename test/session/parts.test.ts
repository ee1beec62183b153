import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCritters } from "../../kernel-helpers/src/dataset/critters/load-critters.js";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import { makeSmallJpeg } from "../../kernel-helpers/src/images/sharp.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { Embedder, ImageRecord } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, fakeProviders, makeDataset, tinyPng } from "./fakes.js";

let folder: string;
const opened: Session[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parts-"));
});
afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(dataset: Awaited<ReturnType<typeof makeDataset>>): Promise<Session> {
  const session = await openSession(join(folder, "run"), { dataset, ...fakeProviders() });
  opened.push(session);
  return session;
}

describe("session.measures", () => {
  it("tells each class's and each prompt's measures, images and rejections", async () => {
    const session = await open(await makeDataset(join(folder, "data"), { train: 4, test: 0 }));
    await session.expand({ perImage: 2 });
    const [cat] = session.prompts;
    session.edit(cat.id, "a sketch of a {class}");
    await session.expand({ perImage: 1 });
    const cats = session.images.filter((image) => image.origin === "generated" && image.className === "cat");
    session.reject(cats.slice(0, 3).map(({ id }) => id));
    const byClass = await session.measures("class");
    expect(
      byClass.map(({ className, templateId, images, rejected }) => [className, templateId, images, rejected]),
    ).toEqual([
      ["cat", null, 12, 3],
      ["dog", null, 12, 0],
    ]);
    const byPrompt = await session.measures("prompt");
    expect(
      byPrompt.map(({ className, images, prompt }) => [className, images, prompt?.startsWith("a sketch") ?? null]),
    ).toEqual([
      ["cat", 8, false],
      ["cat", 4, true],
      ["dog", 12, false],
    ]);
    expect((await session.measures("class", { iteration: 2 })).map(({ images }) => images)).toEqual([4, 4]);
    for (const part of [...byClass, ...byPrompt]) {
      expect(part.classConsistency).toBeGreaterThanOrEqual(0);
      expect(part.classConsistency).toBeLessThanOrEqual(1);
      expect(part.distance).toBeGreaterThan(0);
    }
  });
});

describe("session.duplicates", () => {
  it("finds a picture that was saved anew, and one that is in the test images too", async () => {
    const { root } = await loadCritters(join(folder, "critters"), { perClass: 3, testPerClass: 2 });
    await writeFile(join(root, "train/cat/again.jpg"), await makeSmallJpeg(join(root, "train/cat/000.png"), 64));
    await copyFile(join(root, "train/dog/001.png"), join(root, "test/dog/same.png"));
    const session = await open(await loadImageFolder(root));
    const { sets, leaks } = await session.duplicates();
    const imageOf = (id: string) => session.images.find((image) => image.id === id)!;
    expect(sets).toHaveLength(1);
    expect(sets[0]).toHaveLength(2);
    expect(sets[0].map((id) => imageOf(id).className)).toEqual(["cat", "cat"]);
    expect(leaks).toHaveLength(1);
    expect(leaks[0].similarity).toBeCloseTo(1, 6);
    expect(imageOf(leaks[0].id).className).toBe("dog");
    // test images are on no map
    expect(session.images.some(({ id }) => id === leaks[0].testId)).toBe(false);
    await expect(session.duplicates({ atLeast: 0 })).rejects.toThrow(RangeError);
  });
});

describe("session.suspects", () => {
  /** The direction of each image's class, but of the first generated cat that of dogs, and of the second one far from both. */
  function embedder(): Embedder {
    let cats = 0;
    return {
      name: "by-hand",
      async embed(images) {
        const rows = (images as readonly ImageRecord[]).map(({ className, origin }, i) => {
          const noise = 0.01 * (i % 3);
          if (origin === "generated" && className === "cat") cats++;
          else return className === "cat" ? [1, noise, 0] : [noise, 1, 0];
          return (
            [
              [0, 1, 0],
              [1, 0.2, 3],
            ][cats - 1] ?? [1, noise, 0]
          );
        });
        return { rows: rows.length, columns: 3, data: Float32Array.from(rows.flat()) };
      },
    };
  }

  it("finds what looks like another class, what lies far out, copies and leaks, with the reasons; a verdict takes them off", async () => {
    const dataset = await makeDataset(join(folder, "data"), { train: 3, test: 1 });
    const train = dataset.images.filter(({ split, className }) => split === "train" && className === "dog");
    const test = dataset.images.find(({ split }) => split === "test")!;
    let dogs = 0;
    const generator = {
      ...fakeGenerator(),
      generate: async (request: { readonly seed: number; readonly source: { readonly className: string } }) => {
        const isDog = request.source.className === "dog";
        const copied = isDog ? [train[0].path, test.path][dogs++] : undefined;
        const png = copied ? await readFile(copied) : await tinyPng(`made ${request.seed}`);
        return { png, parameters: {}, warnings: [] };
      },
    };
    const session = await openSession(join(folder, "run"), {
      dataset,
      ...fakeProviders(),
      generator,
      embedder: embedder(),
    });
    opened.push(session);
    expect(await session.suspects()).toEqual([]);
    await session.expand({ perImage: 1 });
    const suspects = await session.suspects();
    const reasonsOf = (className: string, nth: number): readonly string[] | undefined => {
      const image = session.images.filter((each) => each.origin === "generated" && each.className === className)[nth];
      return suspects.find(({ id }) => id === image.id)?.reasons;
    };
    expect(reasonsOf("cat", 0)?.[0]).toMatch(/^Looks like dog; cat is \d+ % likely\.$/);
    expect(reasonsOf("cat", 1)).toContainEqual(
      expect.stringMatching(/^Lies [\d.]+ times as far from the middle of cat as its farthest original\.$/),
    );
    expect(reasonsOf("cat", 2)).toBeUndefined();
    expect(reasonsOf("dog", 0)).toEqual(["Nearly the same as an original."]);
    expect(reasonsOf("dog", 1)).toEqual(["Nearly the same as a test image: trained on, it makes accuracies too good."]);
    expect(reasonsOf("dog", 2)).toBeUndefined();
    const weights = suspects.map(({ suspicion }) => suspicion);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(Math.min(...weights)).toBeGreaterThan(0);
    expect(Math.max(...weights)).toBeLessThanOrEqual(1);
    session.want([suspects[0].id]);
    session.reject([suspects[1].id]);
    expect((await session.suspects()).map(({ id }) => id)).toEqual(suspects.slice(2).map(({ id }) => id));
  });
});
