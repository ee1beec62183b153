import { shorten } from "../images/svg-text.js";
import type { PromptTemplate } from "../types.js";
import { type Child, type Element, h } from "./markup.js";
import type { RunStory } from "./run-story.js";
import { wordDiff } from "./word-diff.js";

const MOST_CLASSES = 40;
/** The other classes are opened by the reader, or by printing. */
const OPEN_AT_FIRST = 2;
/** The latest of each class; the earlier ones are counted. */
const MOST_STEPS = 12;
const MOST_REASONS = 12;
const LONGEST_PROMPT = 1000;
const LONGEST_REASON = 400;
const LONGEST_NAME = 60;

const STATUS_WORDS: Readonly<Record<PromptTemplate["status"], string>> = {
  active: "in use",
  proposed: "proposed, not decided on",
  discarded: "discarded",
  replaced: "replaced later",
};

/** How the prompts of each class changed, word by word, and why. */
export function promptHistory({ classes, templates }: RunStory): Element {
  const byId = new Map(templates.map((template) => [template.id, template]));
  const shown = classes.slice(0, MOST_CLASSES);
  const rest = classes.length - shown.length;
  return h(
    "div",
    { class: "prompts" },
    shown.map((name, index) => {
      const steps = templates.filter(({ className }) => className === name);
      const latest = steps.slice(-MOST_STEPS);
      const earlier = steps.length - latest.length;
      const made = `${steps.length} ${steps.length === 1 ? "prompt" : "prompts"}`;
      return h(
        "details",
        { open: index < OPEN_AT_FIRST },
        h("summary", null, h("h3", null, shorten(name, LONGEST_NAME)), h("span", { class: "quiet" }, ` ${made}`)),
        earlier > 0 ? h("p", { class: "quiet" }, `${earlier} earlier prompts are not shown.`) : null,
        latest.length === 0 ? h("p", { class: "quiet" }, "No prompt: this class has no training image.") : null,
        h(
          "ol",
          { class: "steps" },
          latest.map((template) => oneStep(template, byId)),
        ),
      );
    }),
    rest > 0 ? h("p", { class: "quiet" }, `${rest} more classes are not shown.`) : null,
  );
}

function oneStep(template: PromptTemplate, byId: ReadonlyMap<string, PromptTemplate>): Child {
  const text = shorten(template.text, LONGEST_PROMPT);
  const parent = template.parentId === null ? undefined : byId.get(template.parentId);
  const when = template.iteration === 0 ? "At the start" : `After iteration ${template.iteration}`;
  const isOfOther = parent !== undefined && parent.className !== template.className;
  const from = isOfOther ? `, from the prompt of ${shorten(parent.className, LONGEST_NAME)}` : "";
  return h(
    "li",
    { class: `step ${template.status}` },
    h("p", { class: "quiet" }, `${when}${from} · ${STATUS_WORDS[template.status]}`),
    h("p", null, parent ? wordDiff(shorten(parent.text, LONGEST_PROMPT), text) : h("span", { class: "prompt" }, text)),
    template.why.length > 0
      ? h(
          "ul",
          { class: "why" },
          template.why.slice(0, MOST_REASONS).map((reason) => h("li", null, shorten(reason, LONGEST_REASON))),
        )
      : null,
  );
}
