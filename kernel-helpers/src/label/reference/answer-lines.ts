import { z } from "zod";
import { cleanLabels } from "./clean-labels.js";

/** What a person said about one image. */
export interface Answer {
  readonly id: string;
  /** [] when none of the labels is in it; null when the person skipped it */
  readonly labels: readonly string[] | null;
  /** how long the person looked at it, seconds */
  readonly seconds: number;
  /** milliseconds since 1970 */
  readonly at: number;
}

/** Which images are asked about, in which order. */
export interface ReferenceSet {
  readonly sample: number;
  readonly seed: number;
  readonly ids: readonly string[];
}

/** One line of the file: what was drawn, an answer, or the last answer taken back. */
export type AnswerLine =
  | ({ readonly kind: "set"; readonly version: 1 } & ReferenceSet)
  | ({ readonly kind: "answer" } & Answer)
  | { readonly kind: "undo"; readonly at: number };

/** An answer, and the one that it replaced. */
export interface Act {
  readonly answer: Answer;
  readonly before: Answer | null;
}

/** What the lines of a file come to. */
export interface Answers {
  readonly set: ReferenceSet | null;
  readonly byId: ReadonlyMap<string, Answer>;
  /** what undo takes back, the last first to go */
  readonly acts: readonly Act[];
}

const schema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("set"),
    version: z.literal(1),
    sample: z.int().min(1),
    seed: z.number(),
    ids: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("answer"),
    id: z.string(),
    // anybody may have written into the file
    labels: z.array(z.string()).transform(cleanLabels).nullable(),
    seconds: z.number().min(0),
    at: z.number(),
  }),
  z.object({ kind: z.literal("undo"), at: z.number() }),
]);

/**
 * Reads a file's lines, each with its line end.
 * @throws Error naming the first line that is none of ours
 */
export function readAnswerLines(text: string, path: string): AnswerLine[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, index) => readLine(line, `${path}, line ${index + 1}`));
}

/** @returns the line as it stands in the file, with its end */
export function writeAnswerLine(line: AnswerLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Takes one line in. */
export function withLine(answers: Answers, line: AnswerLine): Answers {
  if (line.kind === "set") return { ...answers, set: { sample: line.sample, seed: line.seed, ids: line.ids } };
  const byId = new Map(answers.byId);
  if (line.kind === "answer") {
    const { kind: _, ...answer } = line;
    byId.set(answer.id, answer);
    return { ...answers, byId, acts: [...answers.acts, { answer, before: answers.byId.get(answer.id) ?? null }] };
  }
  const last = answers.acts.at(-1);
  if (!last) return answers;
  if (last.before) byId.set(last.answer.id, last.before);
  else byId.delete(last.answer.id);
  return { ...answers, byId, acts: answers.acts.slice(0, -1) };
}

export const NO_ANSWERS: Answers = { set: null, byId: new Map(), acts: [] };

function readLine(line: string, place: string): AnswerLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(unreadable(place, "it is no JSON"), { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(unreadable(place, parsed.error.issues[0].message), { cause: parsed.error });
}

function unreadable(place: string, why: string): string {
  return `${place} is no line of annotations (${why}). Take it out or put it right, or annotate into another directory.`;
}
