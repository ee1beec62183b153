import { shorten } from "../images/svg-text.js";
import { costText } from "../session/cost-text.js";
import { EXPLORER_STYLE, explorerScript, inlineCode } from "./explorer.js";
import {
  accuracyTable,
  costTable,
  effortTable,
  marginOf,
  minuteText,
  noteList,
  percent,
  provenanceList,
  signed,
} from "./facts-section.js";
import { packMap } from "./make-map-data.js";
import { type Child, type Element, h, toHtml } from "./markup.js";
import { measuresChart } from "./measures-chart.js";
import { chooseRejected, chooseSamples, rejectedList, sampleTable } from "./picture-rows.js";
import { promptHistory } from "./prompt-section.js";
import { REPORT_STYLE } from "./report-style.js";
import type { ReportStory, StoryImage, Thumbnails } from "./run-story.js";
import { classTable, measureTable } from "./summary-tables.js";

/** By this line a later report knows that it may take this one's place. */
export const REPORT_MARK = '<meta name="generator" content="DataCrafter report"/>';

const MOST_MAP_BYTES = 1_800_000;
/** Pictures that stand on the map when it is zoomed, beside those of the samples. */
const MOST_ON_MAP = 200;
const LONGEST_NAME = 120;

/** Pictures that a report shows. */
export interface ReportPictures {
  readonly thumbnails: Thumbnails;
  /** the latest map as a PNG; null before the first */
  readonly map: Uint8Array | null;
}

/** The images of which a report needs thumbnails, each once. */
export function imagesShown(story: ReportStory): StoryImage[] {
  const samples = chooseSamples(story).flatMap(({ cells }) => cells.flatMap(({ images }) => images));
  return [...new Set([...samples, ...chooseRejected(story)])];
}

/**
 * The story of a run for somebody who has no Jupyter: one page that needs no network, no kernel and, but for exploring the map, no script.
 */
export function reportPage(story: ReportStory, pictures: ReportPictures): string {
  const name = shorten(story.name, LONGEST_NAME);
  const sections = [
    section("images", "The images", imagesSection(story, pictures.thumbnails)),
    section("map", "The map", mapSection(story, pictures)),
    section("measures", "What generating changed", measuresSection(story)),
    section("prompts", "Prompts, and why they changed", promptsSection(story)),
    section("rejected", "What was rejected", rejectedSection(story, pictures.thumbnails)),
    section("accuracy", "Does it help?", accuracySection(story)),
    section("cost", "Time, cost and effort", costSection(story)),
    section("made", "How it was made", madeSection(story)),
  ];
  const head = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"/>${REPORT_MARK}<meta name="viewport" content="width=device-width,initial-scale=1"/>`,
    // nothing of this page may ask for anything from anywhere, whatever is in it
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>`,
    toHtml(h("title", null, `${name}: report of an expansion`)),
    toHtml(inlineCode("style", EXPLORER_STYLE + REPORT_STYLE)),
    "</head><body>",
  ];
  const body = [
    toHtml(h("header", null, opening(story, name), contents(sections))),
    toHtml(
      h(
        "main",
        null,
        sections.map(({ element }) => element),
      ),
    ),
    toHtml(inlineCode("script", explorerScript())),
  ];
  return `${[...head, ...body].join("\n")}</body></html>\n`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly element: Element;
}

function section(id: string, title: string, content: Child): Section {
  const heading = h("h2", { id }, title);
  return { id, title, element: h("section", { "aria-labelledby": id }, heading, content) };
}

function contents(sections: readonly Section[]): Element {
  const items = sections.map(({ id, title }) => h("li", null, h("a", { href: `#${id}` }, title)));
  return h("nav", { "aria-label": "Contents" }, h("ul", null, items));
}

/** A table may be wider than a small screen: it scrolls by itself, with keys too. */
function wide(name: string, table: Element | null): Element | null {
  return table && h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": name }, table);
}

function opening(story: ReportStory, name: string): Child {
  const { images, iterations, evaluation, spent } = story;
  const training = images.filter(({ split }) => split === "train");
  const generated = training.filter(({ origin }) => origin === "generated");
  const rejected = generated.filter(({ feedback }) => feedback === "rejected").length;
  const cost = costText(sum(spent.map(({ seconds }) => seconds)), sum(spent.map(({ dollars }) => dollars)));
  const tiles = [
    [training.length - generated.length, "originals"],
    [generated.length, "generated"],
    [generated.length - rejected, "kept"],
    [rejected, "rejected"],
    [iterations.length, iterations.length === 1 ? "iteration" : "iterations"],
    ...(cost === "" ? [] : [[cost, "for generating"]]),
    ...(evaluation
      ? [[signed(evaluation.expanded.linearProbe - evaluation.original.linearProbe), "points of accuracy"]]
      : []),
  ];
  return [
    h("p", { class: "quiet" }, `DataCrafter report · ${minuteText(story.writtenAt)}`),
    h("h1", null, name),
    h("p", null, inShort(story, training.length - generated.length, generated.length, rejected)),
    h(
      "ul",
      { class: "tiles" },
      tiles.map(([value, words]) => h("li", null, h("b", null, value), words)),
    ),
  ];
}

function inShort(story: ReportStory, originals: number, generated: number, rejected: number): string {
  const { classes, iterations, evaluation } = story;
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const start = `This run started from ${count(originals, "picture", "pictures")} in ${count(classes.length, "class", "classes")}.`;
  if (generated === 0) return `${start} No image has been generated yet.`;
  const made = ` ${count(generated, "new image was", "new images were")} generated in ${count(iterations.length, "iteration", "iterations")}; ${count(rejected, "was", "were")} rejected by pointing at them.`;
  if (!evaluation) return `${start}${made} Whether the new images help a classifier has not been evaluated yet.`;
  const { original, expanded, testImages } = evaluation;
  return `${start}${made} On ${testImages} test images, a linear probe trained on the originals alone was right in ${percent(original.linearProbe)}, with the new images in ${percent(expanded.linearProbe)}.`;
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function imagesSection(story: ReportStory, thumbnails: Thumbnails): Child {
  return [
    wide("Images by class", classTable(story)),
    wide("A few images of each class", sampleTable(chooseSamples(story), thumbnails)),
    h(
      "p",
      { class: "quiet" },
      "Rest the pointer on a picture to read what was asked for. Faded pictures with dashed frames were rejected, those with thick frames wanted.",
    ),
  ];
}

function mapSection(story: ReportStory, { map, thumbnails }: ReportPictures): Child {
  if (!map || story.maps.length === 0) {
    return h(
      "p",
      null,
      "There is no map yet: it is drawn when the first images are generated, or the workbench is opened.",
    );
  }
  const onMap = new Map([...thumbnails].slice(0, MOST_ON_MAP));
  return [
    h(
      "p",
      null,
      "Similar images lie close together, and words near the images that carry them. Filled points are originals, hollow ones were generated, a dot inside says wanted, crosses were rejected.",
    ),
    h(
      "div",
      { "data-dc-map": packMap(story, onMap, MOST_MAP_BYTES), "data-name": `Map of ${story.name}` },
      h("img", {
        src: `data:image/png;base64,${Buffer.from(map).toString("base64")}`,
        alt: `Map of ${story.name} after ${story.iterations.length} iterations`,
      }),
    ),
    h(
      "p",
      { class: "quiet" },
      "Drag to move it; buttons, or Ctrl and the wheel, zoom. With the keyboard: arrows go from point to point, + and − zoom, 0 shows all. A button with the name of a class dims its points.",
    ),
  ];
}

function measuresSection(story: ReportStory): Child {
  if (story.iterations.length === 0) return h("p", null, "Nothing has been generated yet.");
  const chart = measuresChart(story.iterations);
  const words = [
    [
      "Informativeness",
      "How unsure a classifier of the originals is about the new images, in nats. Images it is sure of teach it nothing.",
    ],
    ["Diversity", "How much the new images of a class differ from one another (mean cosine distance)."],
    [
      "Distance",
      "How far the new images have moved from the originals (squared maximum mean discrepancy). Too little is dull; too much means that classes get lost.",
    ],
    ["Class consistency", "The share of new images that still look like their own class."],
  ];
  return [
    chart
      ? [h("p", null, "Each measure, divided by its value in the first iteration: above 1 there is more of it."), chart]
      : h("p", null, "A chart needs two measured iterations."),
    wide("Measures", measureTable(story)),
    h(
      "dl",
      { class: "words" },
      words.map(([term, meaning]) => [h("dt", null, term), h("dd", null, meaning)]),
    ),
  ];
}

function promptsSection(story: ReportStory): Child {
  return [
    h(
      "p",
      null,
      "Brackets hold alternatives, of which one is drawn for each image; a number says how often. ",
      h("del", null, "Struck"),
      " words went, ",
      h("ins", null, "underlined"),
      " ones came.",
    ),
    promptHistory(story),
  ];
}

function rejectedSection(story: ReportStory, thumbnails: Thumbnails): Child {
  const all = story.images.filter(({ feedback }) => feedback === "rejected").length;
  if (all === 0) return h("p", null, "No image has been rejected.");
  const shown = chooseRejected(story);
  const some = shown.length < all ? ` ${shown.length} of ${all} are shown.` : "";
  return [
    h(
      "p",
      null,
      `Rejected images stay in the session, but are neither trained on nor exported.${some} What was asked for and what was seen stand side by side: the refiner learns from both.`,
    ),
    rejectedList(shown, thumbnails, story.reasons),
  ];
}

function accuracySection({ evaluation }: ReportStory): Child {
  if (!evaluation) {
    return h(
      "p",
      null,
      "Not evaluated yet. session.evaluate() trains the same classifiers with and without the new images and tests both on the same test images; the next report shows it.",
    );
  }
  return [
    wide("Accuracy", accuracyTable(evaluation)),
    h(
      "p",
      { class: "quiet" },
      `With ${evaluation.testImages} test images an accuracy is known to about ±${marginOf(evaluation).toFixed(0)} points (95 %); smaller differences may be chance. The vectors decide too: a model that knows the classes already has nothing to gain.`,
    ),
  ];
}

function costSection(story: ReportStory): Child {
  const effort = effortTable(story);
  return [
    story.spent.length > 0 ? wide("Time and cost", costTable(story)) : h("p", null, "Nothing has been generated yet."),
    effort
      ? [
          wide("Effort", effort),
          h(
            "p",
            { class: "quiet" },
            "Time: between the acts, machine time left out and long pauses cut; acts that were taken back later count, since they were work.",
          ),
        ]
      : h("p", null, "Nobody has judged an image or changed a prompt yet."),
    story.notes.length > 0 ? [h("h3", null, "Notes"), noteList(story.notes)] : null,
  ];
}

function madeSection(story: ReportStory): Child {
  return [
    provenanceList(story),
    h("h3", null, "Rights"),
    h(
      "p",
      null,
      "Generated images start from the originals, so the rights in those apply to them too, beside the terms of the model or server that made them. This page shows small copies of both: mind that before you pass it on. Every image's prompt, seed, source and parameters are in the session, and in metadata.jsonl of its export.",
    ),
  ];
}
