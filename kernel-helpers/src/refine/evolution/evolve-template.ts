import { createRandom, seedFrom } from "../../linalg/random.js";
import type { JudgedImage, LabelledOriginal, PromptTemplate, RefineOptions } from "../../types.js";
import type { Candidate } from "../candidate.js";
import { formatTemplate } from "../format-template.js";
import { judgedTemplate } from "../judged-template.js";
import type { PromptRewriter } from "../language-model-rewriter.js";
import type { Evidence } from "../propose-for-each.js";
import { type EvolutionSettings, evolveGenomes } from "./evolve-genomes.js";
import { findSubstitutes } from "./find-substitutes.js";
import { type LabelVerdict, labelEvidence } from "./label-evidence.js";
import { suggestLabels } from "./suggest-labels.js";
import { suggestRewritings } from "./suggest-rewritings.js";
import { suggestWordDrops } from "./suggest-word-drops.js";
import { express, type Suggestion } from "./suggestion.js";
import { textFitness } from "./text-fitness.js";
import { type TrialSettings, tryFinalists } from "./try-finalists.js";
import { wishedLabels } from "./wished-labels.js";

export interface EvolvePromptsOptions extends EvolutionSettings {
  /** a language model that writes whole templates, as further suggestions; default none */
  readonly rewriter?: PromptRewriter;
  /** Makes a few images of the best templates before one is proposed; default: none. They cost what finalists x images x prompts cost. */
  readonly trials?: TrialSettings;
}

/** What is known of all judged classes, and how all classes are called. */
export interface NamedEvidence extends Evidence {
  /** lower case */
  readonly classNames: ReadonlySet<string>;
}

/** What is known of the class of one template, and how far it is to be trusted. */
interface ClassEvidence {
  readonly className: string;
  readonly undesired: readonly LabelVerdict[];
  /** without those that were left though they show what is undesired */
  readonly images: readonly JudgedImage[];
  readonly originals: readonly LabelledOriginal[];
  readonly seed: number;
}

/** What one power of ten of a label's chance is worth beside one standard deviation of the proxy. */
const SUPPORT_WEIGHT = 0.25;
/** Each change must be worth this much: a prompt that says less is easier to read. */
const COST_OF_CHANGE = 0.25;

/** The best that evolution makes of one hand-written template; the template itself, with its phrases judged, where there is nothing to suggest. */
export async function evolveTemplate(
  root: PromptTemplate,
  evidence: NamedEvidence,
  options: RefineOptions,
  settings: EvolvePromptsOptions,
): Promise<Candidate> {
  const base = judgedTemplate(root, evidence.images, evidence.choices);
  const seen = classEvidence(root.className, evidence, options);
  const { vectors, embedTexts, signal, beforeCall } = options;
  const proxy = vectors && embedTexts ? textFitness({ ...seen, vectors, embedTexts, signal }) : null;
  const { rewriter } = settings;
  const suggestions = [
    ...(rewriter ? await suggestRewritings(rewriter, root, evidence.images, { signal, beforeCall }) : []),
    ...labelSuggestions(seen, evidence, options),
    ...(proxy ? suggestWordDrops(base.parts) : []),
  ].filter((suggestion) => suggestion.apply(base.parts) !== null);
  if (suggestions.length === 0) return base;
  const ranked = await evolveGenomes(
    suggestions.length,
    async (genomes) => {
      const candidates = genomes.map((each) => express(base, suggestions, each));
      const promises = proxy ? await proxy(candidates.map(({ parts }) => parts)) : candidates.map(() => 0);
      return genomes.map((each, i) => promises[i] + worthOf(each, suggestions));
    },
    createRandom(seen.seed),
    settings,
  );
  const candidates = distinct(ranked.map(({ genome }) => express(base, suggestions, genome)));
  return settings.trials ? chooseByTrial(candidates, settings.trials, seen, options) : candidates[0];
}

/** Nobody marks every image that is wrong: one that shows what was rejected elsewhere was not kept, only left. */
function classEvidence(
  className: string,
  evidence: NamedEvidence,
  { originals = [], seed = 1 }: RefineOptions,
): ClassEvidence {
  // a class's name is in every image of it
  const undesired = labelEvidence(className, evidence.images, originals, evidence.classNames);
  const refused = new Set(undesired.map(({ label }) => label));
  const images = evidence.images.filter(
    ({ feedback, labels }) => feedback !== "none" || !labels.some((label) => refused.has(label)),
  );
  return { undesired, className, images, originals, seed: seedFrom(`${seed}/${className}`) };
}

/** @param candidates the best first @returns the first where nothing can be tried */
async function chooseByTrial(
  candidates: readonly Candidate[],
  trials: TrialSettings,
  seen: ClassEvidence,
  { vectors, tryPrompts, signal }: RefineOptions,
): Promise<Candidate> {
  const finalists = candidates.slice(0, trials.finalists);
  if (finalists.length < 2 || !vectors || !tryPrompts) return finalists[0];
  const templates = finalists.map(({ parts }) => parts);
  const values = await tryFinalists(templates, trials, { ...seen, vectors, tryPrompts }, { signal });
  return values === null ? finalists[0] : finalists[values.indexOf(Math.max(...values))];
}

/** Each text once, the first of it. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const known = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const text = formatTemplate(candidate.parts);
    if (!known.has(text)) known.set(text, candidate);
  }
  return [...known.values()];
}

function labelSuggestions(
  { className, undesired, images: clear, originals }: ClassEvidence,
  { images, classNames }: NamedEvidence,
  { neighboursOf = () => [] }: RefineOptions,
): readonly Suggestion[] {
  // another class's name must not get into this one's prompts
  const refused = new Set([...classNames, ...undesired.map(({ label }) => label)]);
  const kept = clear.filter(({ feedback }) => feedback !== "rejected");
  const substitutes = findSubstitutes([...images, ...originals], [...kept, ...originals]);
  return suggestLabels(undesired, wishedLabels(className, images, originals, refused), {
    // the nearest that can stand in its place: further away are labels of another kind
    substitutesFor: (label) =>
      neighboursOf(label)
        .map((group) => substitutes(label, group).filter((other) => !refused.has(other)))
        .find(({ length }) => length > 0) ?? [],
  });
}

function worthOf(genome: readonly boolean[], suggestions: readonly Suggestion[]): number {
  return suggestions.reduce(
    (sum, { support }, i) => (genome[i] ? sum + SUPPORT_WEIGHT * support - COST_OF_CHANGE : sum),
    0,
  );
}
