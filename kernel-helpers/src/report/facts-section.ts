import { shorten } from "../images/svg-text.js";
import { costText } from "../session/cost-text.js";
import { type Child, type Element, h } from "./markup.js";
import type { ReportStory, StoryEffort, StoryEvaluation, StoryNote } from "./run-story.js";

const MOST_GENERATORS = 6;
const MOST_NOTES = 40;
const LONGEST_NAME = 120;
const LONGEST_NOTE = 1000;

/** Trained without and with the new images, on the same test images. */
export function accuracyTable({ testImages, embedder, iteration, original, expanded }: StoryEvaluation): Element {
  const rows = [
    ["Originals", original],
    ["Originals and new images", expanded],
  ] as const;
  const difference = (name: "linearProbe" | "nearestNeighbours"): string =>
    `${signed(expanded[name] - original[name])} points`;
  return h(
    "table",
    null,
    h(
      "caption",
      null,
      `Accuracy on ${testImages} test images after iteration ${iteration} (vectors: ${shorten(embedder, LONGEST_NAME)})`,
    ),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, "Trained on"),
        ["Images", "Linear probe", "Nearest neighbours"].map((text) => h("th", { scope: "col", align: "right" }, text)),
      ),
    ),
    h(
      "tbody",
      null,
      rows.map(([name, { trainingImages, linearProbe, nearestNeighbours }]) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, name),
          [String(trainingImages), percent(linearProbe), percent(nearestNeighbours)].map(number),
        ),
      ),
      h(
        "tr",
        null,
        h("th", { scope: "row" }, "Difference"),
        ["", difference("linearProbe"), difference("nearestNeighbours")].map(number),
      ),
    ),
  );
}

/** @returns how far an accuracy on so many images may be off by chance, 95 %, percentage points */
export function marginOf({ testImages, expanded }: StoryEvaluation): number {
  const share = Math.min(Math.max(expanded.linearProbe, 0.05), 0.95);
  return 196 * Math.sqrt((share * (1 - share)) / Math.max(testImages, 1));
}

/** What each iteration took; only what the generator and the clock say. */
export function costTable({ spent }: ReportStory): Element {
  const cost = (seconds: number | null, dollars: number | null): string => costText(seconds, dollars) || "not counted";
  return h(
    "table",
    null,
    h("caption", null, "What generating took"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, "Iteration"),
        h("th", { scope: "col" }, "Started"),
        ["Made", "Failed", "Time and cost"].map((text) => h("th", { scope: "col", align: "right" }, text)),
      ),
    ),
    h(
      "tbody",
      null,
      spent.map(({ index, startedAt, generated, failed, seconds, dollars, status, isActive }) =>
        h(
          "tr",
          null,
          h(
            "th",
            { scope: "row" },
            [index, ...(status === "complete" ? [] : [status]), ...(isActive ? [] : ["set aside"])].join(", "),
          ),
          h("td", null, minuteText(startedAt)),
          [String(generated), String(failed), cost(seconds, dollars)].map(number),
        ),
      ),
    ),
  );
}

/** What the person did after each iteration; null where nobody did anything. */
export function effortTable({ effort }: ReportStory): Element | null {
  const rows = effort.map((row) => ({ ...row, counts: countsOf(row) }));
  const acted = rows.filter(({ counts }) => counts.some((count) => count > 0));
  if (acted.length === 0) return null;
  return h(
    "table",
    null,
    h("caption", null, "What the person did, or a notebook that pointed for one"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, "After iteration"),
        ["Images selected", "Rejected", "Wanted", "Prompts accepted", "Prompts edited", "Time"].map((text) =>
          h("th", { scope: "col", align: "right" }, text),
        ),
      ),
    ),
    h(
      "tbody",
      null,
      acted.map(({ iteration, counts, seconds }) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, iteration === 0 ? "before the first" : String(iteration)),
          [...counts.map(String), costText(seconds, null)].map(number),
        ),
      ),
    ),
  );
}

function countsOf(row: StoryEffort): number[] {
  return [row.imagesSelected, row.imagesRejected, row.imagesWanted, row.promptsAccepted, row.promptsEdited];
}

/** What people wrote down, in order. */
export function noteList(notes: readonly StoryNote[]): Element {
  return h(
    "ul",
    null,
    notes
      .slice(-MOST_NOTES)
      .map(({ text, at, by }) =>
        h(
          "li",
          null,
          h("span", { class: "quiet" }, `${minuteText(at)}${by === null ? "" : `, ${shorten(by, LONGEST_NAME)}`}: `),
          shorten(text, LONGEST_NOTE),
        ),
      ),
  );
}

/** What made the images, so that somebody can make them again. */
export function provenanceList({ helpers, seed, version, images }: ReportStory): Element {
  const generators = [...new Set(images.flatMap(({ generator }) => (generator === null ? [] : [generator])))];
  const named =
    generators.length > 0 ? generators.slice(0, MOST_GENERATORS).join(", ") : `${helpers.generator} (nothing made yet)`;
  const facts = [
    ["Generator", named],
    ["Vectors", helpers.embedder],
    ["Labels", helpers.labeler],
    ["Prompts refined by", helpers.editor],
    ["Seed", String(seed)],
    ["DataCrafter", version],
  ];
  return h(
    "dl",
    { class: "facts" },
    facts.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, shorten(value, LONGEST_NAME)))),
  );
}

/** @returns e.g. "2026-11-30 01:40 UTC" */
export function minuteText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** @returns a difference of shares in percentage points: "+3.0" */
export function signed(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${Math.abs(100 * difference).toFixed(1)}`;
}

function number(text: string): Child {
  return h("td", { align: "right" }, text);
}
