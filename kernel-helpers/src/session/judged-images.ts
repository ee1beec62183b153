import type { JudgedImage } from "../types.js";
import type { SessionState } from "./session-state.js";

/** The generated images as a prompt editor may see them. */
export function judgedImages(state: SessionState): JudgedImage[] {
  return state.mapImages().flatMap((image) => {
    if (image.templateId === null || image.phrases === null) return [];
    const { id, className, templateId, phrases, labels, caption, feedback } = image;
    return [{ id, className, templateId, phrases, labels, caption, feedback }];
  });
}
