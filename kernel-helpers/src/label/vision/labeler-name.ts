import { createHash } from "node:crypto";
import { checkQuestion, type Question } from "./question.js";

/** Enough to tell a person's questions apart, hex digits. */
const DIGEST_LENGTH = 8;

/**
 * The name by which a session keeps labels. Another question has another name, so that a session asks anew.
 * @param who e.g. "visionLanguage"
 * @returns e.g. "visionLanguage(gpt-4.1-mini)" for the built-in question, else "visionLanguage(gpt-4.1-mini, 3f2a9c1d)"
 */
export function labelerName(who: string, question: Question): string {
  const { model, baseURL } = question;
  const shape = shapeOf(question);
  if (shape === shapeOf(checkQuestion({ model, baseURL }))) return `${who}(${model})`;
  return `${who}(${model}, ${createHash("sha256").update(shape).digest("hex").slice(0, DIGEST_LENGTH)})`;
}

function shapeOf({ prompt, structured, temperature, maxTokens, longestSide, extra }: Question): string {
  return JSON.stringify([prompt, structured, temperature, maxTokens, longestSide, extra]);
}
