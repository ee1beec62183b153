import { inflateRawSync } from "node:zlib";
import { makeMapData, packMap } from "../../kernel-helpers/src/report/make-map-data.js";
import type { MapData } from "../../kernel-helpers/src/report/map-data.js";
import { HOSTILE, madeUpImages, madeUpMap, madeUpStory } from "./made-up-story.js";

const none: ReadonlyMap<string, string> = new Map();
const unpack = (packed: string): MapData => JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString("utf8"));

describe("the data of an explorable map", () => {
  it("holds each point's place on each map, and -1 where it is on none", () => {
    const { layouts, classOf, flags, iterationOf } = makeMapData(madeUpStory(), none);
    expect(layouts.map(({ title }) => title)).toEqual(["Iteration 1", "Iteration 2"]);
    expect(layouts[0].x.map((x) => x >= 0)).toEqual(Array.from({ length: 24 }, (_, i) => i < 12));
    expect(Math.max(...layouts[1].x, ...layouts[1].y)).toBe(65_535); // fits the frame exactly, in one direction
    expect(layouts[1].x.every((x) => Number.isInteger(x) && x >= 0)).toBe(true);
    expect(classOf.slice(0, 4)).toEqual([0, 1, 0, 1]);
    expect([flags[0], flags[5], flags[7], flags[8]]).toEqual([0, 3, 5, 1]);
    expect(iterationOf.slice(0, 4)).toEqual([0, 0, 1, 2]);
  });

  it("keeps a text that many points share once", () => {
    const images = madeUpImages(50, ["cat"], () => "the same prompt");
    const data = makeMapData({ classes: ["cat"], images, maps: [madeUpMap(images, 1)] }, none);
    expect(data.prompts).toEqual(["the same prompt"]);
    expect(data.promptOf).toEqual([-1, ...Array.from({ length: 49 }, () => 0)]);
    expect(data.words.length).toBeLessThan(62);
  });

  it("leaves out a point whose place is no number", () => {
    const story = madeUpStory();
    const broken = { ...story.maps[1], positions: story.maps[1].positions.slice() };
    broken.positions[6] = Number.NaN;
    const [layout] = makeMapData({ ...story, maps: [broken] }, none).layouts;
    expect(layout.x[3]).toBe(-1);
    expect(layout.x[4]).toBeGreaterThanOrEqual(0);
  });

  it("is a sample of very many points, spread over all classes", () => {
    const classes = ["a", "b", "c"];
    const images = madeUpImages(25_000, classes, () => "p");
    const { classOf } = makeMapData({ classes, images, maps: [] }, none);
    expect(classOf).toHaveLength(0); // on no map
    const shown = makeMapData({ classes, images, maps: [madeUpMap(images, 1)] }, none);
    expect(shown.classOf).toHaveLength(20_000);
    for (const index of [0, 1, 2]) expect(shown.classOf.filter((one) => one === index).length).toBeGreaterThan(6_000);
  });
});

describe("a packed map", () => {
  it("holds nothing but letters and digits, whatever strangers wrote, and comes back as it was", () => {
    const images = madeUpImages(8, [HOSTILE], () => HOSTILE).map((image) => ({ ...image, labels: [HOSTILE] }));
    const story = { classes: [HOSTILE], images, maps: [madeUpMap(images, 1)] };
    const packed = packMap(story, none, 1e6);
    expect(packed).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(unpack(packed)).toEqual(JSON.parse(JSON.stringify(makeMapData(story, none))));
    expect(unpack(packed).prompts[0]).toBe(HOSTILE);
  });

  it("of 10,000 images with a prompt each is below 600 kB", () => {
    const images = madeUpImages(
      10_000,
      ["cat", "dog"],
      (i) => `an oil painting of a ${i % 7} bright cat on street number ${i}`,
    );
    const packed = packMap({ classes: ["cat", "dog"], images, maps: [madeUpMap(images, 1)] }, none, 900_000);
    expect(packed.length).toBeLessThan(600_000);
    expect(unpack(packed).prompts.length).toBeGreaterThan(9_000);
  });

  it("shortens prompts that would make it too large, then leaves them out", () => {
    const noise = (i: number): string =>
      Array.from({ length: 40 }, (_, k) =>
        Math.sin(i * 97 + k)
          .toString(36)
          .slice(3, 11),
      ).join("");
    const images = madeUpImages(2_000, ["cat"], noise);
    const story = { classes: ["cat"], images, maps: [madeUpMap(images, 1)] };
    const whole = packMap(story, none, 1e7).length;
    const shortened = unpack(packMap(story, none, whole - 1));
    expect(Math.max(...shortened.prompts.map((prompt) => prompt.length))).toBe(60);
    expect(unpack(packMap(story, none, 1000)).promptOf.every((place) => place === -1)).toBe(true);
  });
});
