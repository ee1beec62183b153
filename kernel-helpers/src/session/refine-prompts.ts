import { type LabelTree, leavesUnder } from "../label/hierarchy/label-tree.js";
import { explainNoProposals } from "../refine/explain-no-proposals.js";
import { readEmbeddings } from "../store/vector-table.js";
import type { LabelledOriginal, PromptTemplate, RefineOptions } from "../types.js";
import { addProposals } from "./change-prompts.js";
import { costText } from "./cost-text.js";
import { estimateRefining, type RefineEstimate } from "./estimate-refining.js";
import { judgedImages } from "./judged-images.js";
import { visibleTree } from "./label-arrangement.js";
import { countRefining, type RefineBudget } from "./refine-spending.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";
import { tryPrompts } from "./try-prompts.js";

/**
 * Lets the editor propose better prompts from all feedback so far, and keeps its proposals beside the prompts they would replace.
 * @returns the proposals; none when there is nothing to learn, and state.notice says why
 */
export async function refinePrompts(
  state: SessionState,
  control: JobControl,
  budget: RefineBudget = {},
): Promise<readonly PromptTemplate[]> {
  const judged = judgedImages(state);
  const { editor, generator } = state.providers;
  const prices = {
    dollarsPerImage: generator.expected?.dollars ?? 0,
    dollarsPerCall: editor.demand?.dollarsPerCall ?? 0,
  };
  const spending = countRefining(budget, prices, state.now);
  reportPlan(estimateRefining(state, judged), control);
  let trouble = "";
  const proposals = await editor.propose(state.templates, judged, {
    ...knowledgeOf(state),
    tryPrompts: (trials, options) => tryPrompts(state, trials, control, spending, options),
    beforeCall: spending.takeCall,
    onTrouble: (reason) => {
      trouble = reason;
    },
    signal: control.signal(),
    onProgress: (done, total) => control.report("refine", done, total),
  });
  const kept = proposals.length > 0 ? addProposals(state, proposals) : [];
  const outcome =
    kept.length > 0
      ? `${kept.length} ${kept.length === 1 ? "prompt" : "prompts"} proposed; accept those you like.`
      : explainNoProposals(judged);
  const spent = String(spending);
  const sentences = [outcome, spent && `It took ${spent}.`, trouble].filter((sentence) => sentence !== "");
  state.say(sentences.join(" "), trouble === "" ? "info" : "warning");
  return kept;
}

/** What it will take at most is said before anything is spent. */
function reportPlan({ prompts, images, calls, seconds, dollars }: RefineEstimate, control: JobControl): void {
  if (prompts === 0 || images + calls === 0) return;
  const parts = [
    images > 0 ? `${images} images` : "",
    calls > 0 ? `${calls} questions` : "",
    costText(images > 0 ? seconds : null, dollars),
  ];
  control.report("refine", 0, prompts, `at most ${parts.filter((part) => part !== "").join(", ")}`);
}

/** What the session knows beside the verdicts. */
function knowledgeOf(state: SessionState): RefineOptions {
  const { embedder } = state.providers;
  const originals = state
    .mapImages()
    .flatMap(({ origin, id, className, labels }): LabelledOriginal[] =>
      origin === "original" ? [{ id, className, labels }] : [],
    );
  const tree = state.arrangement ? visibleTree(state.arrangement) : null;
  return {
    originals,
    neighboursOf: (label) => (tree ? labelsNear(tree, label) : []),
    vectors: readEmbeddings(state.store, embedder.name),
    ...(embedder.embedTexts ? { embedTexts: embedder.embedTexts.bind(embedder) } : {}),
    seed: state.facts.seed,
  };
}

/** The other labels of the tree: those of the smallest group that holds this one, then what each larger group adds. */
function labelsNear(tree: LabelTree, label: string): readonly (readonly string[])[] {
  const parents = new Map(tree.nodes.map(({ id, parentId }) => [id, parentId]));
  const known = new Set([label]);
  const groups: string[][] = [];
  for (
    let at = tree.nodes.find((node) => node.label === label)?.id ?? null;
    at !== null;
    at = parents.get(at) ?? null
  ) {
    const added = leavesUnder(tree, at).flatMap((leaf) =>
      leaf.label !== null && !known.has(leaf.label) ? [leaf.label] : [],
    );
    for (const each of added) known.add(each);
    groups.push(added);
  }
  return groups;
}
