import fc from "fast-check";
import { JSDOM } from "jsdom";
import sharp from "sharp";
import { decodeRgb } from "../../kernel-helpers/src/images/sharp.js";
import { escapeXml, shorten, textWidth } from "../../kernel-helpers/src/images/svg-text.js";
import { type LayoutPictureOptions, layoutPicture } from "../../kernel-helpers/src/jupyter/layout-picture.js";
import { sideBySide } from "../../kernel-helpers/src/jupyter/side-by-side.js";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import type { Feedback, ImageRef, Layout } from "../../kernel-helpers/src/types.js";
import { picture, put, temporaryFolders } from "../dataset/image-files.js";

const parser = new new JSDOM("").window.DOMParser();
const newFolder = temporaryFolders();
let root: string;
beforeAll(async () => {
  root = await newFolder();
  await put(root, "wide.png", await picture(1, "png", 60, 30));
  await put(root, "broken.png", "not an image");
});

interface Drawn extends ImageRef {
  readonly origin?: "original" | "generated";
  readonly feedback?: Feedback;
}

const CLASSES = ["cat", "dog", "owl"];
const COLORS = ["#4477aa", "#cc6677", "#117733"];
const imagesOf = (n: number, file = "wide.png"): Drawn[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${i}`, path: `${root}/${file}`, className: CLASSES[i % 3] }));

/** Uneven: half of the points crowd around the middle. */
function scatter(n: number, m: number, seed = 1): Layout {
  const random = createRandom(seed);
  const positions = (count: number): Float32Array =>
    Float32Array.from({ length: 2 * count }, () => (random() - 0.5) * (random() < 0.5 ? 40 : 4));
  return { images: positions(n), labels: positions(m) };
}

/** Strict: what is not well-formed XML throws. */
function parse(svg: string): Element {
  const root = parser.parseFromString(svg, "image/svg+xml").documentElement;
  if (root.tagName !== "svg") throw new Error(`not well-formed: ${root.textContent}`);
  return root;
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const numberOf = (element: Element, name: string): number => Number(element.getAttribute(name));

function rectangles(svg: string, selector: string): Rectangle[] {
  return [...parse(svg).querySelectorAll(selector)].map((element) => ({
    x: numberOf(element, "x"),
    y: numberOf(element, "y"),
    width: numberOf(element, "width"),
    height: numberOf(element, "height"),
  }));
}

/** The room a text takes, by its own estimate. */
const labelBoxes = (svg: string): Rectangle[] =>
  [...parse(svg).querySelectorAll('g[text-anchor="middle"] text')].map((text) => {
    const width = textWidth(text.textContent!, 12);
    return { x: numberOf(text, "x") - width / 2, y: numberOf(text, "y") - 12, width, height: 16 };
  });
const thumbnailFrames = (svg: string): Rectangle[] => rectangles(svg, "image + rect, image");

function overlappingPairs(boxes: readonly Rectangle[]): number {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
  ).length;
}

function expectInside(boxes: readonly Rectangle[], width: number, height: number): void {
  for (const { x, y, width: wide, height: high } of boxes) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(x + wide).toBeLessThanOrEqual(width);
    expect(y + high).toBeLessThanOrEqual(height);
  }
}

/** Marks of the map: the legend has its own group, ends of lines are smaller. */
const marks = (svg: string): Element[] => [
  ...parse(svg).querySelectorAll('svg > circle:not([r="1.6"]), svg > polygon'),
];

describe("layoutPicture", () => {
  it("draws each image once, in its place, on one scale for both axes, y upwards", async () => {
    const layout = { images: new Float32Array([0, 0, 4, 0, 0, 2]), labels: new Float32Array() };
    const { svg } = await layoutPicture(imagesOf(3), layout);
    const places = new Map(
      marks(svg).map((mark) => [mark.getAttribute("fill"), { x: numberOf(mark, "cx"), y: numberOf(mark, "cy") }]),
    );
    const [origin, right, above] = COLORS.map((color) => places.get(color)!);
    expect(right.x - origin.x).toBeGreaterThan(100);
    expect(right.y).toBe(origin.y);
    expect(above.x).toBe(origin.x);
    expect((origin.y - above.y) / (right.x - origin.x)).toBeCloseTo(0.5, 2);
  });

  it("keeps all points inside the picture, whatever the layout", async () => {
    const layouts = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 2,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(layouts, fc.integer({ min: 200, max: 2000 }), async (values, width) => {
        const n = Math.floor(values.length / 2);
        const layout = { images: Float32Array.from(values.slice(0, 2 * n)), labels: new Float32Array() };
        const drawn = await layoutPicture(imagesOf(n), layout, { width });
        expect(marks(drawn.svg)).toHaveLength(n);
        for (const mark of marks(drawn.svg)) {
          const [x, y, r] = ["cx", "cy", "r"].map((name) => numberOf(mark, name));
          expectInside([{ x: x - r, y: y - r, width: 2 * r, height: 2 * r }], drawn.width, drawn.height);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("gives each class a colour, and classes beyond ten another shape", async () => {
    const images = Array.from({ length: 12 }, (_, i): Drawn => ({ ...imagesOf(1)[0], className: `class ${i + 10}` }));
    const drawn = marks((await layoutPicture(images, scatter(12, 0))).svg);
    expect(new Set(drawn.map((mark) => `${mark.tagName} ${mark.getAttribute("fill")}`)).size).toBe(12);
    const only = await layoutPicture(images.slice(3, 4), scatter(1, 0), { classes: images.map((i) => i.className) });
    expect(marks(only.svg)[0].getAttribute("fill")).toBe("#ddaa33"); // the fourth, as among all
  });

  it("draws generated images hollow and rejected ones as crosses", async () => {
    const [first, second, third] = imagesOf(3);
    const images: Drawn[] = [
      { ...first, origin: "original" },
      { ...second, origin: "generated", feedback: "wanted" },
      { ...third, origin: "generated", feedback: "rejected" },
    ];
    const { svg } = await layoutPicture(images, scatter(3, 0));
    expect(marks(svg).map((mark) => mark.getAttribute("fill"))).toEqual(["#4477aa", "#fff"]);
    expect([...parse(svg).querySelectorAll("svg > path")].map((path) => path.getAttribute("stroke"))).toEqual(["#999"]);
  });

  it("places label texts without overlap and inside, with a line where one had to move", async () => {
    for (const seed of [1, 2, 3]) {
      const labelTexts = Array.from({ length: 40 }, (_, i) => `${"label".repeat(1 + (i % 3))} ${i}`);
      const { svg, width, height } = await layoutPicture(imagesOf(60), scatter(60, 40, seed), { labelTexts });
      const boxes = labelBoxes(svg);
      expect(boxes.length).toBeGreaterThan(30);
      expect(overlappingPairs(boxes)).toBe(0);
      expectInside(boxes, width, height);
      expect(parse(svg).querySelectorAll("svg > path").length).toBeGreaterThan(3);
    }
  });

  it("leaves out labels without room, the last first, and says how many it drew", async () => {
    const labelTexts = Array.from({ length: 200 }, (_, i) => `label number ${i}`);
    const heap = { images: new Float32Array([-9, -9, 9, 9]), labels: new Float32Array(400) };
    const { svg, text } = await layoutPicture(imagesOf(2), heap, { labelTexts });
    const drawn = labelBoxes(svg).length;
    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(100);
    expect(text).toBe(`2 images in 2 classes, 200 labels (${drawn} had room)`);
    expect(svg).toContain(">label number 0<");
    expect(svg).not.toContain(">label number 199<");
  });

  it("shows some images as small pictures that cover neither one another nor a label", async () => {
    const labelTexts = Array.from({ length: 12 }, (_, i) => `label ${i}`);
    const options = { labelTexts, thumbnails: 25 };
    const { svg, width, height } = await layoutPicture(imagesOf(200), scatter(200, 12), options);
    const pictures = rectangles(svg, "image");
    expect(pictures.length).toBeGreaterThan(15);
    expect(pictures.length).toBeLessThanOrEqual(25);
    expect(overlappingPairs([...pictures, ...labelBoxes(svg)])).toBe(0);
    expectInside(thumbnailFrames(svg), width, height);
    for (const { width: wide, height: high } of pictures) expect(wide / high).toBeCloseTo(2, 1); // proportions kept
    const uri = parse(svg).querySelector("image")!.getAttribute("href")!;
    expect(uri).toMatch(/^data:image\/jpeg;base64,/);
    const jpeg = Buffer.from(uri.split(",")[1], "base64");
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: "jpeg", width: 40, height: 20 });
  });

  it("takes pictures from every class, however the list is sorted", async () => {
    const images = imagesOf(90).sort((a, b) => (a.className < b.className ? -1 : 1));
    const { svg } = await layoutPicture(images, scatter(90, 0), { thumbnails: 9 });
    const colors = [...parse(svg).querySelectorAll("image + rect")].map((frame) => frame.getAttribute("stroke"));
    expect(new Set(colors).size).toBe(3);
  });

  it("shows the others where a file cannot be read", async () => {
    const images = [...imagesOf(2), ...imagesOf(1, "broken.png"), ...imagesOf(1, "gone.png")];
    const { svg } = await layoutPicture(images, scatter(4, 0, 3), { thumbnails: 4 });
    expect(parse(svg).querySelectorAll("image")).toHaveLength(2);
    expect(marks(svg).filter((mark) => mark.getAttribute("r") === "4")).toHaveLength(4);
  });

  it.each([
    ["a script", '<script>alert("1")</script>', '<script>alert("1")<'],
    ["an image from elsewhere", '"/><image href="http://example.com/x.png"/>', '"/><image href="htt'],
    ["the end of the picture", "</text></svg><b onclick='x'>&amp;]]>", "</text></svg><b on"],
    ["comments and sections", "<!-- --><![CDATA[x]]>", "<!-- --><![CDATA[x"],
    ["what XML forbids", "\0\ud83d\uffff\u001b[31m", "□□□□[31m"],
    ["other scripts and emoji", "🐱👨‍👩‍👧 كلب 猫".repeat(9), "🐱👨‍👩‍👧 كلب 猫🐱👨‍👩‍👧 كلب 猫"],
    ["a book", "x".repeat(100_000), "xxxxxxxxxxxxxxxxxxx"],
  ])("shows %s as text wherever a stranger's word may stand", async (_, hostile, start) => {
    const options = { title: hostile, labelTexts: [hostile, "second"], classes: [hostile, "dog"] };
    const images = imagesOf(2).map((image, i) => ({ ...image, className: i === 0 ? hostile : "dog" }));
    const { svg } = await layoutPicture(images, scatter(2, 2), options);
    const tags = new Set([...parse(svg).querySelectorAll("*")].map(({ tagName }) => tagName));
    for (const tag of tags) expect(["rect", "text", "circle", "path", "g"]).toContain(tag);
    const texts = [...parse(svg).querySelectorAll("text")].map((text) => text.textContent!);
    expect(texts.filter((text) => text.startsWith(start))).toHaveLength(3); // title, label, legend
    expect(svg.length).toBeLessThan(5000);
  });

  it("cannot be escaped from by any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 30 }), async (label) => {
        const { svg } = await layoutPicture(imagesOf(1), scatter(1, 1), { labelTexts: [label], title: label });
        expect(parse(svg).querySelectorAll("*").length).toBeLessThan(16);
      }),
      { numRuns: 100 },
    );
  });

  it("draws an even sample of very many images, says so, and stays small", async () => {
    const images = imagesOf(20_000);
    const { svg, text } = await layoutPicture(images, scatter(20_000, 0), { thumbnails: 40 });
    expect(marks(svg).length).toBe(3000);
    expect(text).toBe("20000 images (3000 drawn) in 3 classes");
    expect(svg.length).toBeLessThan(500_000);
  });

  it("has a white plate of its own, so that dark pages do not swallow it", async () => {
    const { svg } = await layoutPicture(imagesOf(5), scatter(5, 0));
    const { data } = await decodeRgb(Buffer.from(svg), 72, 60);
    expect([...data.subarray(3 * (72 * 3 + 3), 3 * (72 * 3 + 4))]).toEqual([255, 255, 255]);
    expect(parse(svg).querySelector("text")!.closest("[fill]")!.getAttribute("fill")).toBe("#222");
  });

  it("shows itself as image/svg+xml and in words", async () => {
    const bundle = (
      await layoutPicture(imagesOf(1), scatter(1, 1), { title: "M2M", labelTexts: ["x"] })
    ).toMimeBundle();
    expect(Object.keys(bundle)).toEqual(["image/svg+xml", "text/plain"]);
    expect(bundle["text/plain"]).toBe("M2M: 1 image in 1 class, 1 label");
  });

  it("is the same for the same input", async () => {
    const options = { labelTexts: ["a", "b"], thumbnails: 5 };
    const [first, second] = [1, 2].map(() => layoutPicture(imagesOf(30), scatter(30, 2), options));
    expect((await first).svg).toBe((await second).svg);
  });

  it.each<[string, number, Layout, LayoutPictureOptions, string]>([
    ["no images", 0, scatter(0, 0), {}, "no images"],
    ["too few positions", 3, scatter(2, 0), {}, "3 images, 4 coordinates"],
    ["other labels", 2, scatter(2, 3), { labelTexts: ["a"] }, "1 labels, 6 coordinates"],
    ["NaN", 2, { ...scatter(2, 0), images: new Float32Array([0, 0, 1, NaN]) }, {}, "position 1 of the images is NaN"],
    [
      "infinity",
      1,
      { ...scatter(1, 1), labels: new Float32Array([Infinity, 0]) },
      { labelTexts: ["a"] },
      "position 0 of the labels is Infinity",
    ],
    ["an unlisted class", 2, scatter(2, 0), { classes: ["cat"] }, 'class "dog", which is not among the classes'],
    ["half a picture", 2, scatter(2, 0), { thumbnails: 0.5 }, "thumbnails = 0.5; give a whole number from 0 to 200"],
    ["a stamp", 2, scatter(2, 0), { width: 20 }, "width = 20; give a whole number from 200 to 2000"],
  ])("refuses %s", async (_, n, layout, options, message) => {
    await expect(layoutPicture(imagesOf(n), layout, options)).rejects.toThrow(RangeError);
    await expect(layoutPicture(imagesOf(n), layout, options)).rejects.toThrow(message);
  });
});

describe("sideBySide", () => {
  it("puts pictures in rows, none over another", async () => {
    const pictures = await Promise.all(
      [300, 400, 300].map((width) => layoutPicture(imagesOf(5), scatter(5, 0), { width, title: `${width}` })),
    );
    const joined = sideBySide(pictures, 2);
    const parts = rectangles(joined.svg, "svg > svg");
    expect(parts.map(({ width }) => width)).toEqual([300, 400, 300]);
    expect(overlappingPairs(parts)).toBe(0);
    expectInside(parts, joined.width, joined.height);
    expect(parts[2].y).toBeGreaterThanOrEqual(pictures[1].height);
    expect(joined.toMimeBundle()["text/plain"].split("\n")).toEqual(pictures.map(({ text }) => text));
  });

  it("refuses nothing and half columns", async () => {
    expect(() => sideBySide([])).toThrow("sideBySide: no pictures");
    const one = await layoutPicture(imagesOf(1), scatter(1, 0));
    expect(() => sideBySide([one], 1.5)).toThrow("columns = 1.5");
  });
});

describe("text in SVG", () => {
  it("keeps characters that readers see as one together", () => {
    expect(shorten("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2)).toBe("👨‍👩‍👧…");
    expect(shorten("cat", 3)).toBe("cat");
    expect(escapeXml("<a b='\"'>&")).toBe("&#60;a b=&#39;&#34;&#39;&#62;&#38;");
  });

  it("is given at least the room it takes in DejaVu Sans, and not half as much again", async () => {
    // measured with the font: Pillow 13.0, ImageFont.truetype("DejaVuSans.ttf", 1000).getlength(text) * 12 / 1000
    for (const [text, pixels] of [
      ["low-contrast", 74.3],
      ["British Shorthair", 97.6],
      ["MMMMWWWW", 88.9],
      ["illicit fill", 46],
      ["grayscale", 57.9],
      ["@home 100 %", 88],
    ] as const) {
      const estimated = textWidth(text, 12);
      expect(estimated).toBeGreaterThanOrEqual(pixels);
      expect(estimated).toBeLessThan(1.5 * pixels);
    }
  });
});
