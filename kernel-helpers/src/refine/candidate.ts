import type { TemplatePart } from "./parse-template.js";

/** What an editor makes of a template, and the reasons for its changes. */
export interface Candidate {
  readonly parts: readonly TemplatePart[];
  /** one line for each change, for the person */
  readonly why: readonly string[];
}
