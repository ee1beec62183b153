import { z } from "zod";
import { findJson } from "../../remote/find-json.js";
import { cleanLabel } from "../clean-label.js";
import { nounsOf } from "../nouns-of.js";
import { cleanCaption } from "./clean-caption.js";

/** A list of more is a model that has begun to count things up. */
const MOST_LABELS = 20;
/** A caption and labels take a few hundred; more is another thing altogether. */
const LONGEST_ANSWER = 100_000;

/** What the answer must be, checked here whatever the server promised. */
const answerSchema = z.object({
  caption: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
});

/** A caption and labels, both clean. */
export interface ParsedAnswer {
  /** "" where the model gave none */
  readonly caption: string;
  readonly labels: readonly string[];
}

/**
 * Reads a model's words: JSON, bare, fenced, or with other text around it. Labels that are missing are taken from the caption.
 * @param clean takes out what may not be kept
 * @returns a reason when it is no caption and labels, in words that the model may be told
 */
export function parseAnswer(text: string, clean: (text: string) => string): ParsedAnswer | { readonly reason: string } {
  if (text.length > LONGEST_ANSWER) return { reason: `it has ${text.length} characters` };
  const json = findJson(text);
  if (json === undefined) return { reason: "it is no JSON object" };
  const checked = answerSchema.safeParse(json);
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues;
    return { reason: path.length === 0 ? message : `"${path.join(".")}": ${message}` };
  }
  const caption = cleanCaption(clean(checked.data.caption ?? ""));
  const labels = cleanLabels(checked.data.labels ?? [], clean);
  if (caption === "" && labels.length === 0) return { reason: 'it has neither "caption" nor "labels"' };
  return { caption, labels: labels.length > 0 ? labels : cleanLabels(nounsOf(caption), clean) };
}

/** @returns each label once, in their order, at most 20 */
export function cleanLabels(labels: readonly string[], clean: (text: string) => string = (text) => text): string[] {
  const cleaned = labels.map((label) => cleanLabel(clean(label))).filter((label) => label !== null);
  return [...new Set(cleaned)].slice(0, MOST_LABELS);
}
