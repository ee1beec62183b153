import { builtFile } from "../../inference/built-file.js";
import type { Inference } from "../../inference/job.js";
import { normalizeRows } from "../../linalg/matrix.js";
import type { CallOptions, Matrix } from "../../types.js";
import type { ClipFiles } from "./clip-files.js";
import type { ClipModel, ClipRequest } from "./clip-job.js";
import type { LogitScale } from "./fit-logits.js";

/** A model as the kernel sees it: what goes in and comes out, wherever it runs. Rows are L2-normalised. */
export interface ClipRunner {
  embedImages(paths: readonly string[], options: CallOptions): Promise<Matrix>;
  /** @throws Error for a folder without a text model */
  embedTexts(texts: readonly string[], options: CallOptions): Promise<Matrix>;
  /** null when the model's files do not show it; asked once */
  measureLogits(options: CallOptions): Promise<LogitScale | null>;
}

/** Runs the model's jobs in the inference process. */
export function createClipRunner(files: ClipFiles, inference: Inference): ClipRunner {
  const { directory, family, vision, text, imageSettings, textLength } = files;
  const model: ClipModel = { directory, family, vision, text: text ?? "", imageSettings, textLength };
  const ask = (request: ClipRequest, total: number, { signal, onProgress }: CallOptions): Promise<unknown> => {
    const onMessage = (done: unknown): void => onProgress?.(done as number, total);
    return inference.run(builtFile("embed/clip/clip-job"), request, { signal, onMessage });
  };
  let measured: Promise<LogitScale | null> | undefined;
  return {
    embedImages: async (paths, options) => {
      return normalizeRows((await ask({ kind: "images", model, paths }, paths.length, options)) as Matrix);
    },
    embedTexts: async (texts, options) => {
      if (text === null) {
        throw new Error(
          `clip: ${directory} holds ${vision} but no text_model.onnx of the same variant; texts need it. Copy it there from where the model came from.`,
        );
      }
      return normalizeRows((await ask({ kind: "texts", model, texts }, texts.length, options)) as Matrix);
    },
    measureLogits: async (options) => {
      measured ??= ask({ kind: "logits", model }, 1, options) as Promise<LogitScale | null>;
      return measured.catch((error: unknown) => {
        measured = undefined; // an abort is no answer
        throw error;
      });
    },
  };
}
