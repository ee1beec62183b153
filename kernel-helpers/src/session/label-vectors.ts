import { matrixFromRows, rowOf } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";
import type { SessionState } from "./session-state.js";

/**
 * The labels' texts in the images' space; each text is embedded once while the session is open.
 * @returns shape (texts.length, d); null where the embedder knows no texts, or there are none
 */
export async function labelTextVectors(
  state: SessionState,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<Matrix | null> {
  const { embedder } = state.providers;
  if (!embedder.embedTexts || texts.length === 0) return null;
  const known = state.textVectors;
  const missing = texts.filter((text) => !known.has(text));
  if (missing.length > 0) {
    // "an image": "a photo of a sketch" would put sketches among the photographs
    const prompts = missing.map((text) => `an image of a ${text}`);
    const made = await embedder.embedTexts(prompts, { signal });
    if (made.rows !== missing.length) {
      throw new Error(`${embedder.name}: ${made.rows} vectors for ${missing.length} texts; it must give one for each.`);
    }
    missing.forEach((text, row) => void known.set(text, rowOf(made, row).slice()));
  }
  return matrixFromRows(texts.map((text) => known.get(text)!));
}
