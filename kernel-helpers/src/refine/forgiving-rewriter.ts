import type { RefineOptions } from "../types.js";
import type { PromptRewriter } from "./language-model-rewriter.js";

/**
 * A rewriter that is left out once it fails: the marks alone lead to prompts too. What went wrong is told once.
 * @param onTrouble absent: nobody would hear of it, so the error is thrown
 */
export function forgivingRewriter(
  rewriter: PromptRewriter,
  { onTrouble }: Pick<RefineOptions, "onTrouble">,
): PromptRewriter {
  if (!onTrouble) return rewriter;
  let hasFailed = false;
  return {
    rewrite: async (task, call) => {
      if (hasFailed) return [];
      try {
        return await rewriter.rewrite(task, call);
      } catch (error) {
        call?.signal?.throwIfAborted();
        hasFailed = true;
        onTrouble(`The language model was left out. ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    },
  };
}
