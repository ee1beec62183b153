import type { PromptEditor } from "../types.js";
import { type EvolvePromptsOptions, evolveTemplate } from "./evolution/evolve-template.js";
import type { TrialSettings } from "./evolution/try-finalists.js";
import { forgivingRewriter } from "./forgiving-rewriter.js";
import { proposeForEach } from "./propose-for-each.js";

/**
 * The refiner: from images that were rejected or wanted to better prompts, by an evolutionary algorithm.
 *
 * Phrases of the template are judged first, as reweightPhrases does: dropped where their rejections are more than chance, else drawn more or less often.
 * Then come the content labels that rejected (or wanted) images carry more than chance explains, which the prompt may not mention at all. Each suggests changes: not to say it, to say in its place what stands
 * beside it in the labels' hierarchy, to say it more. Where images and texts have vectors in one space, leaving out single words of the plain text is tried as well. A population of choices among these changes evolves;
 * its fitness is how strongly the marks speak for the changes, less a price for each, and, where there are such vectors, whether the prompts lie nearer to kept and wanted images than to rejected ones.
 *
 * Like reweightPhrases it is a function of the hand-written template and of all feedback: asking twice proposes nothing new, and feedback that is taken back takes its effect back. It makes images only where it is told to (trials: the best templates are tried with a few each), and asks a language model only where it is given one (rewriter), whose templates are suggestions like any other.
 * Each proposal says in one line per change why.
 * @throws RangeError for trials of fewer than two finalists or images
 */
export function evolvePrompts(settings: EvolvePromptsOptions = {}): PromptEditor {
  const { trials, rewriter } = settings;
  checkTrials(trials);
  const demand = {
    images: trials ? trials.finalists * trials.images : 0,
    calls: rewriter ? 1 : 0,
    dollarsPerCall: rewriter?.dollarsPerCall ?? 0,
  };
  return {
    name: "evolve-prompts",
    demand,
    propose: (templates, images, options = {}) => {
      const heard = rewriter ? { ...settings, rewriter: forgivingRewriter(rewriter, options) } : settings;
      const classNames = new Set(templates.map(({ className }) => className.toLowerCase()));
      return proposeForEach(
        templates,
        images,
        (root, evidence) => evolveTemplate(root, { ...evidence, classNames }, options, heard),
        options,
      );
    },
  };
}

/** @throws RangeError for numbers that try nothing */
function checkTrials(trials: TrialSettings | undefined): void {
  if (!trials) return;
  for (const name of ["finalists", "images"] as const) {
    if (!(Number.isInteger(trials[name]) && trials[name] >= 2)) {
      throw new RangeError(`evolvePrompts: trials.${name} = ${trials[name]}; give a whole number from 2.`);
    }
  }
}
