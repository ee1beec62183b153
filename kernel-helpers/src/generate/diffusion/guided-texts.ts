import type { ModelSession } from "../../inference/job.js";
import type { DiffusionInput } from "./diffusion-input.js";
import { encodeTexts, type TextStates } from "./encode-texts.js";
import { join, split } from "./tensors.js";

/** Whether the UNet is asked twice, with and without the prompt. Latent consistency models take guidance as an input instead. */
export function isGuided({ guidance, facts }: Pick<DiffusionInput, "guidance" | "facts">): boolean {
  return guidance > 1 && facts.guidanceSize === null;
}

/** The prompts' states; with guidance the negative prompts' before them. */
export async function guidedTexts(input: DiffusionInput, encoders: readonly ModelSession[]): Promise<TextStates> {
  const { images, facts } = input;
  const prompts = await encodeTexts(
    encoders,
    images.map(({ ids }) => ids),
    facts.isXl,
  );
  if (!isGuided(input)) return prompts;
  const negative = await negativeTexts(input, encoders);
  return {
    ...prompts,
    states: join([negative.states, prompts.states]),
    pooled: prompts.pooled && negative.pooled ? join([negative.pooled, prompts.pooled]) : null,
  };
}

async function negativeTexts(
  { images, facts }: DiffusionInput,
  encoders: readonly ModelSession[],
): Promise<TextStates> {
  // the prompt stands in where zeros will stand: shapes stay those of the others
  const texts = await encodeTexts(
    encoders,
    images.map(({ negativeIds, ids }) => negativeIds ?? ids),
    facts.isXl,
  );
  images.forEach(({ negativeIds }, i) => {
    if (negativeIds) return;
    split(texts.states, images.length)[i].fill(0);
    if (texts.pooled) split(texts.pooled, images.length)[i].fill(0);
  });
  return texts;
}
