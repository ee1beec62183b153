import type { Random } from "../types.js";
import { type Alternative, parseTemplate } from "./parse-template.js";

export interface SampledPrompt {
  /** what the generator gets */
  readonly prompt: string;
  /** the alternatives drawn, in the order of the brackets; "" for an empty one */
  readonly phrases: readonly string[];
}

/**
 * Draws one prompt from a template: one alternative of each bracket, by weight, then the class name.
 * @param className as the dataset writes it; it is put in last, so that nothing in it is read as grammar
 * @throws SyntaxError when the template cannot be parsed
 */
export function sampleTemplate(text: string, className: string, random: Random): SampledPrompt {
  const phrases: string[] = [];
  const words = parseTemplate(text).map((part) => {
    if (part.kind === "literal") return part.text;
    if (part.kind === "class") return className;
    const phrase = drawByWeight(part.alternatives, random).text;
    phrases.push(phrase);
    return phrase;
  });
  return { prompt: words.join("").replace(/ +/gu, " ").trim(), phrases };
}

function drawByWeight(alternatives: readonly Alternative[], random: Random): Alternative {
  const total = alternatives.reduce((sum, { weight }) => sum + weight, 0);
  let left = random() * total;
  for (const alternative of alternatives) {
    left -= alternative.weight;
    if (left < 0) return alternative;
  }
  return alternatives[alternatives.length - 1];
}
