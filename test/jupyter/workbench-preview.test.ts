import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sanitizer } from "@jupyterlab/apputils/lib/sanitizer";
import { installKernelBridge, type MimeBundle } from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import { previewHtml } from "../../kernel-helpers/src/report/preview-html.js";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { HOSTILE, madeUpImages, madeUpMap, madeUpStory } from "../report/made-up-story.js";
import { fakeProviders, makeDataset } from "../session/fakes.js";
import { widgetBrowser } from "./widget-browser.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const WIDGET = "application/vnd.jupyter.widget-view+json";
/** Asks the extension to show the HTML where the widget cannot be shown. */
const SAVED = "application/vnd.datacrafter.output+json";
const preview = { png: new Uint8Array(90_000), thumbnails: new Map<string, string>() };
/** What a notebook that is not trusted shows of HTML, and GitHub nearly so. */
const sanitize = (html: string): string => new Sanitizer().sanitize(html);

describe("the output of session.show()", () => {
  it("carries text, a picture and HTML beside the widget, from the first map on and after opening again", async () => {
    const displayed: MimeBundle[] = [];
    installKernelBridge({
      registerTarget: () => undefined,
      interruptSignal: () => new AbortController().signal,
      display: (bundle) => void displayed.push(bundle),
      openComm: (opening) => widgetBrowser(opening).comm,
    });
    const folder = await mkdtemp(join(tmpdir(), "preview-"));
    const dataset = await makeDataset(join(folder, "data"), { test: 1 });
    const session = await openSession(join(folder, "run"), { dataset, ...fakeProviders() });
    session.show();
    await session.expand({ perImage: 1 });
    session.show();
    await session.close();
    const again = await openSession(join(folder, "run"), { ...fakeProviders() });
    again.show();
    await again.close();
    await rm(folder, { recursive: true, force: true });
    const types = displayed.filter((bundle) => WIDGET in bundle).map((bundle) => Object.keys(bundle));
    expect(types).toEqual([
      [SAVED, "text/plain", "text/html", WIDGET],
      [SAVED, "text/plain", "text/html", "image/png", WIDGET],
      [SAVED, "text/plain", "text/html", "image/png", WIDGET],
    ]);
    expect(displayed[0]["text/html"]).not.toContain("<img");
    expect(displayed.at(-1)!["text/html"]).toContain("data-dc-map");
  });
});

describe("the HTML of a saved notebook", () => {
  it("keeps picture, tables and prompts where HTML is cleaned, and nothing of the program", () => {
    const cleaned = sanitize(previewHtml(madeUpStory(), preview, "A run of pets."));
    expect(cleaned).toContain("<p>A run of pets.</p>");
    expect(cleaned).toContain('<img src="data:image/png;base64,');
    expect(cleaned).toContain("<caption>Images by class</caption>");
    expect(cleaned).toContain("a [bright] {class}");
    expect(cleaned).not.toMatch(/iframe|script|DecompressionStream|dc-map/);
  });

  it("gives its map a frame of its own, without the page's origin", () => {
    const html = previewHtml(madeUpStory(), preview, "");
    expect(html.match(/<iframe /g)).toHaveLength(1);
    expect(html).toContain('sandbox="allow-scripts"');
    expect(html).not.toMatch(/https?:\/\//);
  });

  it("counts images by class and iteration, and verdicts", () => {
    const cleaned = sanitize(previewHtml(madeUpStory(), preview, ""));
    const rows = cleaned.match(/<tr>.*?<\/tr>/g)!.map((row) =>
      row
        .replace(/<[^>]+>/g, " ")
        .trim()
        .split(/\s+/)
        .join(" "),
    );
    expect(rows[0]).toBe("Class Originals Iteration 1 Iteration 2 Rejected Wanted");
    expect(rows[3]).toBe("All 2 11 11 4 3");
  });

  it("shows text of strangers as text", () => {
    const images = madeUpImages(8, [HOSTILE], () => HOSTILE).map((image) => ({ ...image, labels: [HOSTILE] }));
    const html = previewHtml(
      madeUpStory({ name: HOSTILE, classes: [HOSTILE], images, maps: [madeUpMap(images, 1)] }),
      preview,
      HOSTILE,
    );
    expect(html).not.toContain("<img src=x");
    expect(html).not.toContain("<script>window");
    // the frame's page stands in an attribute: it is read once more
    const frame = /srcdoc="([^"]*)"/
      .exec(html)![1]
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
    expect(frame).not.toContain("<img src=x");
    expect(frame.match(/<script/g)).toHaveLength(1);
  });

  it("of 10,000 images stays below 1.3 MB, so the notebook below 2 MB", () => {
    const classes = ["cat", "dog"];
    const images = madeUpImages(10_000, classes, (i) => `an oil painting of a ${i % 7} bright cat on street ${i}`);
    const thumbnails = new Map(images.slice(0, 48).map(({ id }) => [id, `data:image/webp;base64,${"A".repeat(3000)}`]));
    const html = previewHtml(
      madeUpStory({ images, maps: [madeUpMap(images, 1)] }),
      { png: new Uint8Array(150_000), thumbnails },
      "",
    );
    expect(JSON.stringify(html).length).toBeLessThan(1_300_000);
  });
});
