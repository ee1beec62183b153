import type { LabelledImage } from "../../types.js";
import type { KeptAnswer } from "./answer-cache.js";
import { cleanCaption } from "./clean-caption.js";
import { cleanLabels } from "./parse-answer.js";

/** What a kept answer says of an image. Cleaned again: its file may have been changed since it was written. */
export function asLabelled({ outcome, caption, labels, raw, reason }: KeptAnswer): LabelledImage {
  if (outcome === "refused") return failed(reason, raw);
  const words = raw === "" ? {} : { raw };
  const sentence = cleanCaption(caption);
  return { labels: cleanLabels(labels), ...(sentence === "" ? {} : { caption: sentence }), ...words };
}

/** An image that could not be labelled. @param raw the model's words; "" when it said nothing */
export function failed(reason: string, raw: string): LabelledImage {
  return { labels: [], ...(raw === "" ? {} : { raw }), failure: reason };
}

/** An image whose file cannot be used. */
export function unreadable(path: string, { message }: Error): LabelledImage {
  return failed(`${path} cannot be read as an image (${message}); load the folder again.`, "");
}
