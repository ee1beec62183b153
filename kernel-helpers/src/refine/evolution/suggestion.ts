import type { Candidate } from "../candidate.js";
import type { TemplatePart } from "../parse-template.js";

/** One change to a template that the feedback speaks for: a gene, which an individual of the population has or has not. */
export interface Suggestion {
  /** The template with the change; null where it changes nothing. */
  apply(parts: readonly TemplatePart[]): readonly TemplatePart[] | null;
  /** one line for the person */
  readonly why: string;
  /** how strongly the marks speak for it, 0 or more; in powers of ten of the chance where a test was made */
  readonly support: number;
}

/** A candidate with those suggestions that the genome holds, in their order; one that changes nothing any more is left out. */
export function express(base: Candidate, suggestions: readonly Suggestion[], genome: readonly boolean[]): Candidate {
  return suggestions.reduce<Candidate>((candidate, suggestion, i) => {
    const parts = genome[i] ? suggestion.apply(candidate.parts) : null;
    return parts === null ? candidate : { parts, why: [...candidate.why, suggestion.why] };
  }, base);
}
