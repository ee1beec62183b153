import { shorten } from "../images/svg-text.js";
import { ratios } from "../measure/measure-generated.js";
import type { Measures } from "../types.js";
import { type Element, h } from "./markup.js";
import type { RunStory, StoryImage } from "./run-story.js";

const MOST_CLASSES = 40;
/** Columns of the latest iterations; the earlier ones are told together. */
const MOST_ITERATIONS = 8;
const MOST_PROMPTS = 40;
const LONGEST_NAME = 60;
const LONGEST_PROMPT = 600;

export const MEASURE_NAMES: Readonly<Record<keyof Measures, string>> = {
  informativeness: "Informativeness",
  diversity: "Diversity",
  distance: "Distance",
  classConsistency: "Class consistency",
};
export const MEASURES = Object.keys(MEASURE_NAMES) as readonly (keyof Measures)[];

/** A number that stands in a row below others. */
function cell(value: number | string): Element {
  return h("td", { align: "right" }, String(value));
}

function heading(text: string, isNumber: boolean = true): Element {
  return h("th", { scope: "col", align: isNumber ? "right" : "left" }, text);
}

function rowHeading(text: string): Element {
  return h("th", { scope: "row", align: "left" }, text);
}

/** Images by class and iteration, and what the person said of them; the last row is all classes. */
export function classTable({ classes, images, iterations }: RunStory): Element {
  const training = images.filter(({ split }) => split === "train");
  const latest = iterations.slice(-MOST_ITERATIONS).map(({ index }) => index);
  const first = latest[0] ?? 1;
  const hasTests = training.length < images.length;
  const row = (name: string, members: readonly StoryImage[], tests: number): Element => {
    const count = (isCounted: (image: StoryImage) => boolean): number => members.filter(isCounted).length;
    return h(
      "tr",
      null,
      rowHeading(shorten(name, LONGEST_NAME)),
      cell(count(({ origin }) => origin === "original")),
      first > 1 ? cell(count(({ iteration }) => iteration > 0 && iteration < first)) : null,
      latest.map((index) => cell(count(({ iteration }) => iteration === index))),
      cell(count(({ feedback }) => feedback === "rejected")),
      cell(count(({ feedback }) => feedback === "wanted")),
      hasTests ? cell(tests) : null,
    );
  };
  const testsOf = (name: string): number =>
    images.filter(({ split, className }) => split === "test" && className === name).length;
  const shown = classes.slice(0, MOST_CLASSES);
  const rest = classes.length - shown.length;
  return h(
    "table",
    null,
    h("caption", null, "Images by class"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        heading("Class", false),
        heading("Originals"),
        first > 1 ? heading(`Iterations 1 to ${first - 1}`) : null,
        latest.map((index) => heading(`Iteration ${index}`)),
        heading("Rejected"),
        heading("Wanted"),
        hasTests ? heading("Test images") : null,
      ),
    ),
    h(
      "tbody",
      null,
      shown.map((name) =>
        row(
          name,
          training.filter(({ className }) => className === name),
          testsOf(name),
        ),
      ),
      row(rest > 0 ? `All ${classes.length} classes` : "All", training, images.length - training.length),
    ),
  );
}

/** The measures of each iteration, and what became of them since the first; null before any iteration. */
export function measureTable({ iterations, images }: RunStory): Element | null {
  if (iterations.length === 0) return null;
  const first = iterations.find(({ measures }) => measures !== null)?.measures ?? null;
  return h(
    "table",
    null,
    h("caption", null, "Measures of what was generated (in brackets: ratio to the first iteration)"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        heading("Iteration", false),
        heading("Images"),
        heading("Rejected"),
        MEASURES.map((name) => heading(MEASURE_NAMES[name])),
      ),
    ),
    h(
      "tbody",
      null,
      iterations.map(({ index, generated, measures }) => {
        const ratio = measures && first ? ratios(measures, first) : null;
        const rejected = images.filter(({ iteration, feedback }) => iteration === index && feedback === "rejected");
        return h(
          "tr",
          null,
          rowHeading(String(index)),
          cell(generated),
          cell(rejected.length),
          MEASURES.map((name) => cell(measures ? measureText(measures[name], ratio?.[name]) : "not measured")),
        );
      }),
    ),
  );
}

function measureText(value: number, ratio: number | undefined): string {
  const digits = value.toFixed(3);
  return ratio === undefined || !Number.isFinite(ratio) ? digits : `${digits} (${ratio.toFixed(2)})`;
}

/** The prompts in use, by class. */
export function promptTable({ templates, classes }: RunStory): Element | null {
  const active = templates.filter(({ status }) => status === "active");
  if (active.length === 0) return null;
  const inOrder = [...active].sort((a, b) => classes.indexOf(a.className) - classes.indexOf(b.className));
  const rest = inOrder.length - MOST_PROMPTS;
  return h(
    "table",
    null,
    h("caption", null, rest > 0 ? `Prompts in use (${MOST_PROMPTS} of ${inOrder.length})` : "Prompts in use"),
    h("thead", null, h("tr", null, heading("Class", false), heading("Prompt", false))),
    h(
      "tbody",
      null,
      inOrder
        .slice(0, MOST_PROMPTS)
        .map(({ className, text }) =>
          h(
            "tr",
            null,
            rowHeading(shorten(className, LONGEST_NAME)),
            h("td", { align: "left" }, shorten(text, LONGEST_PROMPT)),
          ),
        ),
    ),
  );
}
