import { captionLabels } from "../../kernel-helpers/src/label/caption-labels.js";
import type { ImageRef, Labeler, LabelledImage } from "../../kernel-helpers/src/types.js";

const ref = (id: string): ImageRef => ({ id, path: `/nowhere/${id}.png`, className: "cat" });
const pets = {
  name: "pets",
  images: [
    { id: "a", caption: "two kittens on a red sofa" },
    { id: "b", caption: "a dog eating ice cream" },
    { id: "c", caption: null },
    { id: "d", caption: "  " },
    { id: "e", caption: "very quickly" },
    { id: "__proto__", caption: "an owl" },
  ],
};
/** Says for each image which it is, the last first. */
const namer: Labeler = {
  name: "namer",
  expected: { seconds: 2 },
  async label(images, options) {
    const found = images.map(({ id }) => ({ labels: [`is ${id}`] }));
    images.forEach((_, i) => {
      options?.onAttempt?.(i, { outcome: "made", reason: "", seconds: 1, waitSeconds: null });
      options?.onImage?.(images.length - 1 - i, found[images.length - 1 - i]);
      options?.onProgress?.(i + 1, images.length);
    });
    return found;
  },
};

describe("captionLabels", () => {
  it("takes the nouns of each image's caption, in the order of the images, and keeps the caption", async () => {
    const found = await captionLabels(pets).label([ref("b"), ref("a"), ref("__proto__")]);
    expect(found).toEqual([
      { labels: ["dog", "ice cream"], caption: "a dog eating ice cream" },
      { labels: ["kitten", "sofa"], caption: "two kittens on a red sofa" },
      { labels: ["owl"], caption: "an owl" },
    ]);
  });

  it("says why an image has no labels, and goes on", async () => {
    const [missing, empty, noNoun, unknown, good] = await captionLabels(pets).label(
      ["c", "d", "e", "generated", "a"].map(ref),
    );
    for (const found of [missing, empty, unknown]) {
      expect(found.labels).toEqual([]);
      expect(found.failure).toMatch(/has no caption; name a labeler/);
    }
    expect(noNoun).toMatchObject({
      labels: [],
      caption: "very quickly",
      failure: expect.stringMatching(/no noun.*English/),
    });
    expect(good.failure).toBeUndefined();
  });

  it("never reads a prompt", async () => {
    const generated = { ...ref("g"), prompt: "a photo of a zeppelin", caption: "a zeppelin" };
    expect((await captionLabels(pets).label([generated]))[0].labels).toEqual([]);
  });

  it("hands images without a caption to the labeler named for them, and tells all by their own place", async () => {
    const told = new Map<number, LabelledImage>();
    const tried: number[] = [];
    const progress: [number, number][] = [];
    const found = await captionLabels(pets, { otherwise: namer }).label(["g1", "a", "g2", "b"].map(ref), {
      onImage: (index, one) => told.set(index, one),
      onAttempt: (index) => tried.push(index),
      onProgress: (...step) => progress.push(step),
    });
    expect(found.map(({ labels }) => labels[0])).toEqual(["is g1", "kitten", "is g2", "dog"]);
    expect([0, 1, 2, 3].map((index) => told.get(index))).toEqual(found);
    expect(tried).toEqual([0, 2]);
    expect(progress).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
  });

  it("expects of an image what the other labeler does, and nothing alone", () => {
    expect(captionLabels(pets, { otherwise: namer }).expected).toEqual({ seconds: 2 });
    expect(captionLabels(pets).expected).toBeUndefined();
  });

  it("keeps adjectives and leaves out stop labels as told", async () => {
    const found = await captionLabels(pets, { adjectives: true, stopLabels: new Set(["sofa"]) }).label([ref("a")]);
    expect(found[0].labels).toEqual(["kitten", "red"]);
  });

  it("has another name for other captions and other options, the same for the same", () => {
    const edited = { ...pets, images: [{ id: "a", caption: "three kittens" }, ...pets.images.slice(1)] };
    const turned = { ...pets, images: [...pets.images].reverse() };
    const names = [
      captionLabels(pets),
      captionLabels(edited),
      captionLabels(pets, { adjectives: true }),
      captionLabels(pets, { stopLabels: new Set(["sofa"]) }),
      captionLabels(pets, { otherwise: namer }),
    ].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(captionLabels(turned).name).toBe(names[0]);
  });

  it("stops with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(captionLabels(pets).label([ref("a")], { signal })).rejects.toThrow("enough");
  });

  it("says what to do when no image has a caption", () => {
    expect(() => captionLabels({ name: "bare", images: [{ id: "a", caption: null }] })).toThrow(
      /none of the 1 images of "bare" has a caption; give captions in metadata\.jsonl/,
    );
  });
});
