import { comparePrompts } from "../refine/compare-prompts.js";
import { type Element, h } from "./markup.js";

const TAGS = { added: "ins", removed: "del" } as const;

/** What came and went between two prompts, word by word, marked as <ins> and <del>. */
export function wordDiff(before: string, after: string): Element {
  const parts = comparePrompts(before, after).parts.map(({ kind, text }) =>
    // the space after a word is not marked
    kind === "same" ? text : [h(TAGS[kind], null, text.trimEnd()), text.slice(text.trimEnd().length)],
  );
  return h("span", { class: "prompt" }, parts);
}
