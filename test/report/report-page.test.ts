/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import { imagesShown, reportPage } from "../../kernel-helpers/src/report/report-page.js";
import type { ReportStory } from "../../kernel-helpers/src/report/run-story.js";
import { HOSTILE, madeUpImages, madeUpMap, madeUpStory } from "./made-up-story.js";

const PIXEL = "data:image/webp;base64,AAAA";

function write(story: ReportStory): { html: string; page: Document } {
  const thumbnails = new Map(imagesShown(story).map(({ id }) => [id, PIXEL]));
  const html = reportPage(story, { thumbnails, map: new Uint8Array([1, 2, 3]) });
  return { html, page: new DOMParser().parseFromString(html, "text/html") };
}

const textOf = (page: Document, id: string): string => page.querySelector(`#${id}`)!.parentElement!.textContent!;

describe("a report", () => {
  it("tells the run in numbers, sections with headings, and pictures with texts", () => {
    const { page } = write(madeUpStory());
    expect(page.title).toBe("pets: report of an expansion");
    expect(page.querySelector("header p:nth-of-type(2)")?.textContent).toBe(
      "This run started from 2 pictures in 2 classes. 22 new images were generated in 2 iterations; 4 were rejected by pointing at them. Whether the new images help a classifier has not been evaluated yet.",
    );
    expect([...page.querySelectorAll("nav a")].every((a) => page.querySelector(a.getAttribute("href")!))).toBe(true);
    expect([...page.querySelectorAll("img")].every((image) => image.alt !== "")).toBe(true);
    expect(page.querySelectorAll(".samples img").length).toBeGreaterThan(10);
    expect(page.querySelectorAll(".rejected > li")).toHaveLength(4);
    expect(textOf(page, "cost")).toContain("12 s, $0.50");
  });

  it("shows what came and went in a prompt, and why", () => {
    const { page } = write(madeUpStory());
    expect(page.querySelector("#prompts ~ .prompts del")?.textContent).toContain("dark");
    expect(page.querySelector(".why")?.textContent).toBe("'dark' is in 9 of 11 rejected");
    expect(page.querySelector(".step.active .prompt")?.textContent).toBe("a [bright| dark] {class}");
  });

  it("draws the measures as ratios to the first iteration, named in its text", () => {
    const { page } = write(madeUpStory());
    expect(page.querySelector("svg.chart")?.getAttribute("aria-label")).toContain("diversity 2.00, distance 1.00");
    expect(page.querySelectorAll("svg.chart .series circle")).toHaveLength(8);
    const [one] = madeUpStory().iterations;
    expect(write(madeUpStory({ iterations: [one] })).page.querySelector("svg.chart")).toBeNull();
  });

  it("tells accuracies, and how far chance goes", () => {
    const accuracy = { trainingImages: 10, linearProbe: 0.5, nearestNeighbours: 0.4 };
    const evaluation = {
      testImages: 100,
      embedder: "fake-2d",
      iteration: 2,
      original: accuracy,
      expanded: { ...accuracy, trainingImages: 28, linearProbe: 0.625 },
    };
    const { page } = write(madeUpStory({ evaluation }));
    const text = textOf(page, "accuracy");
    expect(text).toContain("after iteration 2");
    expect(text).toContain("+12.5 points");
    expect(text).toContain("±9 points"); // 1.96 sqrt(0.625 * 0.375 / 100) = 0.0949
  });

  it("counts what the person did, tells the notes, and what was paid for and set aside", () => {
    const nothing = {
      imagesSelected: 0,
      imagesRejected: 0,
      imagesWanted: 0,
      promptsAccepted: 0,
      promptsEdited: 0,
      seconds: 0,
    };
    const [first, second] = madeUpStory().iterations;
    const { page } = write(
      madeUpStory({
        effort: [
          { iteration: 0, ...nothing },
          { iteration: 1, ...nothing, imagesRejected: 35, promptsAccepted: 2, seconds: 75 },
        ],
        notes: [{ text: HOSTILE, at: Date.UTC(2026, 0, 1), by: "ann" }],
        spent: [first, { ...second, isActive: false }],
      }),
    );
    const rows = [...page.querySelectorAll("#cost ~ * tr")].map((row) =>
      [...row.children].map(({ textContent }) => textContent).join(" | "),
    );
    expect(rows).toContain("1 | 0 | 35 | 0 | 2 | 0 | 1 min 15 s");
    expect(rows).toContain("2, set aside | 2026-01-02 00:00 UTC | 11 | 0 | 12 s, $0.50");
    expect(rows.some((row) => row.startsWith("before the first"))).toBe(false);
    expect(textOf(page, "cost")).toContain(`2026-01-01 00:00 UTC, ann: ${HOSTILE}`);
  });

  it("says the reason of a rejection where there is one", () => {
    const reasons = new Map([["image-5", "three ears"]]);
    expect(textOf(write(madeUpStory({ reasons })).page, "rejected")).toContain("Why: three ears");
    expect(textOf(write(madeUpStory()).page, "rejected")).not.toContain("Why:");
  });

  it("shows text of strangers as text, everywhere", () => {
    const classes = [HOSTILE];
    const images = madeUpImages(12, classes, () => HOSTILE).map((image) => ({ ...image, labels: [HOSTILE] }));
    const plain = madeUpStory();
    const story = madeUpStory({
      name: HOSTILE,
      classes,
      images,
      maps: [madeUpMap(images, 1)],
      templates: plain.templates.map((template) => ({
        ...template,
        className: HOSTILE,
        text: HOSTILE + template.text,
        why: [HOSTILE],
      })),
      reasons: new Map(images.map(({ id }) => [id, HOSTILE])),
      helpers: { generator: HOSTILE, embedder: HOSTILE, labeler: HOSTILE, editor: HOSTILE },
    });
    const { html, page } = write(story);
    expect(page.querySelectorAll("script")).toHaveLength(1);
    expect(page.querySelectorAll("style")).toHaveLength(1);
    expect(
      [...page.querySelectorAll("*")]
        .flatMap((element) => element.getAttributeNames())
        .filter((name) => name.startsWith("on")),
    ).toEqual([]);
    expect([...page.querySelectorAll("img")].every(({ src }) => src.startsWith("data:image/"))).toBe(true);
    expect(page.querySelector(".why li")?.textContent).toBe(HOSTILE);
    expect(page.querySelector(".step .prompt")?.textContent?.startsWith(HOSTILE)).toBe(true);
    expect(html.match(/window\.hacked/g)!.length).toBeGreaterThan(50);
  });

  it("asks nothing of the network, and forbids it", () => {
    const { html, page } = write(madeUpStory());
    expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content")).toMatch(
      /^default-src 'none'/,
    );
    expect(html).not.toMatch(/https?:\/\//);
  });

  it("stays below 5 MB with 40 classes of many images", () => {
    const classes = Array.from({ length: 60 }, (_, i) => `class ${i}`);
    const images = madeUpImages(20_000, classes, (i) => `an oil painting of animal ${i}`);
    const story = madeUpStory({ classes, images, maps: [madeUpMap(images, 1)] });
    expect(imagesShown(story).length).toBeLessThan(400);
    const picture = `data:image/webp;base64,${"A".repeat(5000)}`; // 96 px of a photograph
    const thumbnails = new Map(imagesShown(story).map(({ id }) => [id, picture]));
    const html = reportPage(story, { thumbnails, map: new Uint8Array(150_000) });
    expect(html.length).toBeLessThan(5_000_000);
  });

  it("says what is missing of a run that has not begun", () => {
    const { images } = madeUpStory();
    const { page } = write(madeUpStory({ iterations: [], maps: [], images: images.slice(0, 2), templates: [] }));
    expect(page.querySelector("[data-dc-map]")).toBeNull();
    expect(page.body.textContent).toContain("No image has been generated yet.");
    expect(page.body.textContent).toContain("There is no map yet");
  });
});
