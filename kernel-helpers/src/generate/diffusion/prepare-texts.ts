import { warnUnknownWords } from "../warn-unknown-words.js";
import type { DiffusionImage } from "./diffusion-input.js";
import type { DiffusionModel } from "./open-model.js";

export interface PreparedTexts extends Pick<DiffusionImage, "ids" | "negativeIds"> {
  readonly warnings: readonly string[];
}

/** Longer than any prompt: what is cut off beyond it is not counted. */
const LONGEST = 4096;

/** A prompt and a negative prompt as the model's tokens; a warning where the model does not read to the end, or does not know words. */
export function prepareTexts(model: DiffusionModel, prompt: string, negativePrompt: string): PreparedTexts {
  const encode = (text: string): Int32Array[] => model.tokenizers.map((t) => t.encode(text, model.textLength).ids);
  const isZero = negativePrompt === "" && model.isEmptyZero;
  return {
    ids: encode(prompt),
    negativeIds: isZero ? null : encode(negativePrompt),
    warnings: [
      ...warnIfLong(model, "prompt", prompt),
      ...warnIfLong(model, "negative prompt", negativePrompt),
      ...warnUnknownWords("the model does", model.tokenizers[0].unknownWords(`${prompt} ${negativePrompt}`)),
    ],
  };
}

function warnIfLong({ tokenizers, textLength }: DiffusionModel, what: string, text: string): string[] {
  const tokens = tokenizers[0].encode(text, LONGEST).mask.reduce((sum, one) => sum + one, 0);
  if (tokens <= textLength) return [];
  return [`The ${what} has ${tokens} tokens; the model reads the first ${textLength} and does not see its end.`];
}
