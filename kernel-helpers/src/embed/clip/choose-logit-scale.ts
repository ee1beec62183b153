import type { LogitScale } from "./fit-logits.js";
import type { ZeroShotHead } from "./zero-shot-probabilities.js";

/** What OpenAI's CLIP models, and most trained after them, ended at. */
const USUAL_SCALE = 100;

/**
 * The scale and bias to turn cosines into logits with: those given, then the model's own, then 100 and none.
 * @param measure asks the model; not called when all that is needed is given
 * @throws Error for "sigmoid" where SigLIP's bias is not known: any other would make probabilities that mean nothing
 */
export async function chooseLogitScale(
  given: Partial<LogitScale>,
  head: ZeroShotHead,
  family: string,
  measure: () => Promise<LogitScale | null>,
): Promise<LogitScale> {
  // a bias makes no difference to softmax
  const isComplete = given.scale !== undefined && (given.bias !== undefined || head === "softmax");
  const own = isComplete ? null : await measure();
  const scale = given.scale ?? own?.scale;
  const bias = given.bias ?? own?.bias;
  if (head === "sigmoid" && family.startsWith("siglip") && (scale === undefined || bias === undefined)) {
    throw new Error(
      'zeroShot: "sigmoid" needs the model\'s scale and bias, which SigLIP in two ONNX files does not show; give clip() the logitScale and logitBias of the original model, or use head "softmax".',
    );
  }
  return { scale: scale ?? USUAL_SCALE, bias: bias ?? 0 };
}
