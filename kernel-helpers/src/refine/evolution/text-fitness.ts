import { dot, rowOf } from "../../linalg/matrix.js";
import { createRandom } from "../../linalg/random.js";
import type { RefineOptions } from "../../types.js";
import { formatTemplate } from "../format-template.js";
import type { TemplatePart } from "../parse-template.js";
import { sampleTemplate } from "../sample-template.js";
import { type JudgedVectors, keptDirection } from "./kept-direction.js";
import { mean, spread } from "./vectors.js";

/** Prompts drawn from each template, with the same chance for all. */
const PROMPTS = 16;

/** What the proxy needs. */
export interface TextFitnessInput extends JudgedVectors {
  readonly className: string;
  readonly embedTexts: NonNullable<RefineOptions["embedTexts"]>;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/**
 * A cheap judgement of templates without making an image: how far their prompts lie towards the kept and wanted images and away from the rejected ones, in a space of texts and images (CLIP).
 * The direction is the difference of the two groups' mean vectors; a template's value is the mean over its prompts of their place on it, in standard deviations of the images' own places,
 * plus the logarithm of how different its prompts are, so that a template that says one thing only does not win by saying nothing else.
 * Texts lie apart from images in such spaces, so values mean something beside each other only.
 * @returns null where too few images are known on either side
 */
export function textFitness(
  input: TextFitnessInput,
): ((templates: readonly (readonly TemplatePart[])[]) => Promise<readonly number[]>) | null {
  const direction = keptDirection(input.className, input);
  if (direction === null) return null;
  const known = new Map<string, Float32Array>();
  return async (templates) => {
    const prompts = templates.map((parts) => drawPrompts(parts, input));
    const missing = [...new Set(prompts.flat())].filter((prompt) => !known.has(prompt));
    if (missing.length > 0) {
      const made = await input.embedTexts(missing, { signal: input.signal });
      missing.forEach((prompt, row) => void known.set(prompt, rowOf(made, row).slice()));
    }
    return prompts.map((some) => {
      const rows = some.map((prompt) => known.get(prompt)!);
      return mean(rows.map((row) => dot(row, direction))) + Math.log1p(spread(rows));
    });
  };
}

function drawPrompts(parts: readonly TemplatePart[], { className, seed }: TextFitnessInput): readonly string[] {
  const text = formatTemplate(parts);
  return Array.from({ length: PROMPTS }, (_, i) => sampleTemplate(text, className, createRandom(seed + i)).prompt);
}
