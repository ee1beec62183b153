import { EXPLORER_STYLE, explorerScript, inlineCode } from "./explorer.js";
import { packMap } from "./make-map-data.js";
import { type Element, h, several, toHtml } from "./markup.js";
import type { RunStory } from "./run-story.js";
import { classTable, measureTable, promptTable } from "./summary-tables.js";

/** What a notebook keeps of a map's points, packed; with the pictures, the whole output stays under 2 MB. */
const MOST_MAP_BYTES = 900_000;

const FRAME_STYLE = `
html,body{margin:0;height:100%;font-family:system-ui,sans-serif}
[data-dc-map]{height:100%;display:flex;flex-direction:column;box-sizing:border-box}
.dc-explored{background:#fff;padding:1px}
.dc-stage{flex:1;min-height:0}
.dc-classes{flex:none;max-height:22%;overflow:auto;margin:4px 0 0}
`;

/** Pictures that take time to make. */
interface Preview {
  /** the map as a PNG */
  readonly png: Uint8Array;
  /** data URIs by image id */
  readonly thumbnails: ReadonlyMap<string, string>;
}

/**
 * A session as a piece of HTML for a notebook's output. Where HTML is cleaned (GitHub, a notebook that is not trusted) the picture and the tables are left;
 * where scripts may run, a frame with the map to explore lies over the picture. The frame has an origin of its own, so nothing in it reaches the page,
 * and nothing of the page's style reaches it.
 * @param preview null before the first map, and after going back until the next one
 * @param text what it is, in a line
 */
export function previewHtml(story: RunStory, preview: Preview | null, text: string): string {
  const prompts = promptTable(story);
  return toHtml(
    h(
      "div",
      null,
      h("p", null, text),
      story.maps.length > 0 ? mapFrame(story, preview) : null,
      classTable(story),
      measureTable(story),
      prompts && h("details", null, h("summary", null, "Prompts"), prompts),
    ),
  );
}

function mapFrame(story: RunStory, preview: Preview | null): Element {
  const packed = packMap(story, preview?.thumbnails ?? new Map(), MOST_MAP_BYTES);
  const frame = several(
    h("meta", { charset: "utf-8" }),
    inlineCode("style", EXPLORER_STYLE + FRAME_STYLE),
    h("div", { "data-dc-map": packed, "data-name": `Map of ${story.name}` }),
    inlineCode("script", explorerScript()),
  );
  return h(
    "div",
    { style: `position:relative;max-width:720px;margin:0 0 1em${preview ? "" : ";height:520px"}` },
    preview &&
      h("img", {
        src: `data:image/png;base64,${Buffer.from(preview.png).toString("base64")}`,
        alt: `Map of ${story.name}: similar images lie close together. Filled points are originals, hollow ones were generated, crosses were rejected.`,
        width: 720,
        style: "display:block;width:100%;height:auto",
      }),
    h("iframe", {
      title: `Map of ${story.name}, to explore`,
      srcdoc: `<!doctype html>${toHtml(frame)}`,
      sandbox: "allow-scripts",
      style: "position:absolute;inset:0;width:100%;height:100%;border:0",
    }),
  );
}
