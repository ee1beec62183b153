import type { SessionState } from "../../kernel-helpers/src/session/session-state.js";
import { tellStory } from "../../kernel-helpers/src/session/tell-story.js";
import { madeUpImages, madeUpStory } from "../report/made-up-story.js";

const images = madeUpImages(24, ["cat", "dog"], (i) => `prompt ${i}`);
const [first, second] = madeUpStory().iterations;
/** What is read of a session. */
const state = {
  facts: { name: "pets", classes: ["cat", "dog"], seed: 1 },
  images,
  templates: [],
  iterations: [first, { ...second, isActive: false }],
  arrangement: null,
  findImage: (id: string) => images.find((image) => image.id === id),
} as unknown as SessionState;
const stored = {
  iteration: 1,
  embedder: "fake",
  imageIds: images.map(({ id }) => id),
  labelTexts: ["label 1", "on no image", "label 2"],
  layout: {
    images: Float32Array.from({ length: 48 }, (_, i) => i),
    labels: Float32Array.of(1, 2, 3, 4, 5, 6),
  },
};

describe("the story of a session", () => {
  it("leaves out iterations that were set aside, and labels that no image of the map carries", () => {
    const { iterations, maps } = tellStory(state, [stored]);
    expect(iterations.map(({ index }) => index)).toEqual([1]);
    expect(maps[0].labels.map(({ text, x, y }) => [text, x, y]).sort()).toEqual([
      ["label 1", 1, 2],
      ["label 2", 5, 6],
    ]);
  });

  it("tells of an even sample of very many images, the same on every map, each with its own place", () => {
    const early = {
      ...stored,
      imageIds: stored.imageIds.slice(0, 12),
      layout: { ...stored.layout, images: stored.layout.images.slice(0, 24) },
    };
    const { maps, images: all } = tellStory(state, [early, stored], 8);
    expect(all).toHaveLength(24); // tables count every image
    expect(maps.map(({ imageIds }) => imageIds)).toEqual([
      ["image-0", "image-3", "image-6", "image-9"],
      ["image-0", "image-3", "image-6", "image-9", "image-12", "image-15", "image-18", "image-21"],
    ]);
    expect([...maps[1].positions.slice(0, 4)]).toEqual([0, 1, 6, 7]);
  });
});
