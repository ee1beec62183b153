import type { AskOptions } from "../../remote/json-chat.js";
import type { Feedback, JudgedImage, PromptTemplate } from "../../types.js";
import type { PromptRewriter } from "../language-model-rewriter.js";
import { parseTemplate } from "../parse-template.js";
import type { Suggestion } from "./suggestion.js";

/** A template that a language model wrote with the judged images before it is worth two powers of ten of chance: enough to be proposed where nothing speaks against it. */
const SUPPORT = 2;

/**
 * Whole templates by a rewriter that was told what is in the class's images. They take the place of the template as it is, so they stand first among the suggestions: labels are said and unsaid in them too.
 * @throws what the rewriter throws
 */
export async function suggestRewritings(
  rewriter: PromptRewriter,
  { className, text }: PromptTemplate,
  images: readonly JudgedImage[],
  options: AskOptions,
): Promise<readonly Suggestion[]> {
  const own = images.filter((image) => image.className === className);
  const contents = (mark: Feedback): readonly string[] =>
    own.flatMap(({ feedback, caption, labels }) => (feedback === mark ? [caption || labels.join(", ")] : []));
  const task = {
    className,
    template: text,
    rejected: contents("rejected"),
    wanted: contents("wanted"),
    kept: contents("none"),
  };
  const written = await rewriter.rewrite(task, options);
  return written.map((template) => ({
    apply: () => parseTemplate(template),
    why: "rewritten by a language model that was told what is in the rejected, wanted and kept images",
    support: SUPPORT,
  }));
}
