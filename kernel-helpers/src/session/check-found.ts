import { cleanLabel } from "../label/clean-label.js";
import type { LabelledImage } from "../types.js";
import { LONGEST_REASON } from "./keep-attempts.js";

/**
 * What a labeler says of one image, fit to be kept, whoever wrote the labeler: clean labels without repeats, none where it failed.
 * @throws Error naming the labeler when it is no such answer
 */
export function checkFound(labeler: string, found: LabelledImage): LabelledImage {
  const { labels, caption, raw, failure } = (found ?? {}) as Partial<LabelledImage>;
  if (!Array.isArray(labels) || labels.some((label) => typeof label !== "string")) {
    throw new Error(
      `${labeler}: gave ${JSON.stringify(found)?.slice(0, 80)} for an image; it must be { labels: ["grass", "sky"] }.`,
    );
  }
  if (failure !== undefined)
    return { ...asText({ caption, raw }), labels: [], failure: String(failure).slice(0, LONGEST_REASON) };
  const clean = labels.flatMap((label: string) => cleanLabel(label) ?? []);
  return { ...asText({ caption, raw }), labels: [...new Set(clean)] };
}

function asText(said: Pick<LabelledImage, "caption" | "raw">): Pick<LabelledImage, "caption" | "raw"> {
  return Object.fromEntries(
    Object.entries(said).flatMap(([name, text]) => (text == null ? [] : [[name, String(text)]])),
  );
}
