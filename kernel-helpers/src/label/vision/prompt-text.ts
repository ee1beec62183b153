import { cleanLabel } from "../clean-label.js";

/** A longer list costs more than it helps, with every image. */
const MOST_WORDS = 500;

/** A caption of about 15 words is the paper's. @source arXiv 2412.16839 */
const QUESTION = `You describe one image of a dataset.
"caption": one plain English sentence of about 15 words that says what can be seen: things and their parts, colours, actions, surroundings, and the kind of picture where it is no photograph.
"labels": 3 to 10 content labels, the most important first: lower-case nouns or noun phrases of one to three words, in the singular, each for something that can be seen.
Name only what can be seen. Leave out guesses, opinions, and words such as "image" or "photo".`;

/** The form of the answer, in words: not every server takes a schema. */
export const ANSWER_FORM = 'Answer with JSON only, in this form: {"caption": "...", "labels": ["...", "..."]}';

/**
 * The whole question that goes with each image.
 * @param prompt instead of the built-in words     @param vocabulary labels to prefer where they fit
 * @throws RangeError for a vocabulary that is too long
 */
export function promptText(prompt: string | undefined, vocabulary: readonly string[] = []): string {
  if (vocabulary.length > MOST_WORDS) {
    throw new RangeError(
      `visionLanguage: ${vocabulary.length} words in vocabulary; give at most ${MOST_WORDS}, they go out with every image.`,
    );
  }
  const words = [...new Set(vocabulary.map(cleanLabel).filter((word) => word !== null))];
  const hint = words.length === 0 ? [] : [`Where one of these labels fits, use it word for word: ${words.join("; ")}.`];
  return [prompt?.trim() || QUESTION, ...hint, ANSWER_FORM].join("\n");
}
