import type { JudgedImage } from "../types.js";

/**
 * Why an editor may have found nothing to change, in a sentence for the person.
 * @param images every generated image
 */
export function explainNoProposals(images: readonly JudgedImage[]): string {
  const marked = images.filter(({ feedback }) => feedback !== "none");
  if (images.length === 0) return "There is nothing to learn from yet: generate some images first.";
  if (marked.length === 0) {
    return "There is nothing to learn from yet: reject images you do not want, or mark some you want more of, then refine.";
  }
  const rejected = marked.filter(({ feedback }) => feedback === "rejected").length;
  if (rejected === images.length) {
    return `All ${rejected} generated images are rejected, so no phrase stands out; edit the prompts by hand, or take back some rejections.`;
  }
  return `The prompts stay as they are: no phrase stands out among the ${rejected} rejected and ${marked.length - rejected} wanted images. Mark a few more, or edit a prompt by hand.`;
}
