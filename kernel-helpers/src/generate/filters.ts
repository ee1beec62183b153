import { setImmediate } from "node:timers/promises";
import { decodeRgbInside, encodePng, type RgbImage } from "../images/sharp.js";
import { createRandom, seedFrom } from "../linalg/random.js";
import type { CallOptions, GeneratedImage, GenerationRequest, Generator } from "../types.js";
import { parsePrompt } from "./filters/parse-prompt.js";
import { FILTERS } from "./filters/vocabulary.js";
import { warnUnknownWords } from "./warn-unknown-words.js";

/** Generated images are at most this wide or high, pixels. */
const LONGEST_SIDE = 1024;

/** Every word and phrase the filters know, sorted. */
export const filterWords: readonly string[] = FILTERS.flatMap((filter) => filter.words).sort();

/**
 * A generator that needs no model: it takes the prompt's words for image operations ("bright", "sketch of", "orange") and applies them to
 * the source image, each with a strength drawn from the seed. It changes how a thing is pictured, never what is pictured:
 * no new poses, places or things; words it does not know are named in warnings.
 */
export function filters(): Generator {
  return {
    name: "filters",
    capabilities: {
      seed: true,
      imageToImage: true,
      textToImage: false,
      strength: false,
      guidance: false,
      negativePrompt: false,
    },
    generate,
  };
}

async function generate(
  { prompt, source, seed }: GenerationRequest,
  { signal }: CallOptions = {},
): Promise<GeneratedImage> {
  signal?.throwIfAborted();
  const { filters: wanted, unknownWords } = parsePrompt(prompt, source.className);
  let image = await decodeSource(source.path);
  const parameters: Record<string, string> = {};
  for (const filter of wanted) {
    await setImmediate(); // the kernel answers between two filters
    signal?.throwIfAborted();
    // a random of its own: one word more in the prompt leaves the others' strengths alone
    const filtered = filter.apply(image, createRandom(seedFrom(`${seed}/${filter.name}`)));
    image = filtered.image;
    parameters[filter.name] = filtered.strength;
  }
  signal?.throwIfAborted();
  return { png: await encodePng(image), parameters, warnings: warnUnknownWords("the filters do", unknownWords) };
}

async function decodeSource(path: string): Promise<RgbImage> {
  return decodeRgbInside(path, LONGEST_SIDE).catch((error: Error) => {
    throw new Error(`filters: ${path} cannot be read as an image (${error.message}); load the folder again.`, {
      cause: error,
    });
  });
}
