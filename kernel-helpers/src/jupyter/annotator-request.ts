import { z } from "zod";
import { type AnnotatorRequest, MOST_LABELS, PICTURES_PER_REQUEST } from "./annotator-protocol.js";

/** Longer ones are no paths of files. */
const LONGEST_ID = 4096;
const LONGEST_TEXT = 10_000;
/** A day: a page may be left open over night. */
const MOST_SECONDS = 86_400;

const request = z.int().min(0);
const id = z.string().max(LONGEST_ID);
const text = z.string().max(LONGEST_TEXT);
const seconds = z.number().min(0).max(MOST_SECONDS);

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ request, kind: z.literal(["hello", "undo"]) }),
  z.strictObject({ request, kind: z.literal("pictures"), ids: z.array(id).max(PICTURES_PER_REQUEST) }),
  z.strictObject({ request, kind: z.literal("label"), text }),
  z.strictObject({ request, kind: z.literal("answer"), id, labels: z.array(text).max(MOST_LABELS), seconds }),
  z.strictObject({ request, kind: z.literal("skip"), id, seconds }),
]);

/** A request that was understood, or what is wrong with it; number is null when not even that could be read. */
export type ParsedAnnotatorRequest =
  | { readonly request: AnnotatorRequest; readonly problem: null }
  | { readonly request: null; readonly number: number | null; readonly problem: string };

/** Reads a message from a browser. It may hold anything. */
export function parseAnnotatorRequest(content: unknown): ParsedAnnotatorRequest {
  const parsed = schema.safeParse(content);
  if (parsed.success) return { request: parsed.data as AnnotatorRequest, problem: null };
  const number = request.safeParse((content as { request?: unknown } | null)?.request);
  const [issue] = parsed.error.issues;
  const where = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return {
    request: null,
    number: number.success ? number.data : null,
    problem: `The annotator sent a message that cannot be read (${where}${issue.message}); nothing was kept. Reload the page if it happens again.`,
  };
}
