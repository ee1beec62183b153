import { z } from "zod";
import { THUMBNAILS_PER_MESSAGE, type WorkbenchRequest } from "./workbench-protocol.js";

/** More than any session's map; a message may not hold the kernel up by its size alone. */
const MOST_IDS = 1_000_000;
const LONGEST_TEXT = 10_000;

const request = z.int().min(0);
const id = z.string().max(200);
const ids = z.array(id).max(MOST_IDS);
const text = z.string().max(LONGEST_TEXT);

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ request, kind: z.literal(["hello", "undo", "redo", "refine", "cancel", "review"]) }),
  z.strictObject({ request, kind: z.literal("thumbnails"), ids: z.array(id).max(THUMBNAILS_PER_MESSAGE) }),
  z.strictObject({ request, kind: z.literal("select"), ids }),
  z.strictObject({ request, kind: z.literal(["reject", "want", "clear"]), ids, reason: text.optional() }),
  z.strictObject({ request, kind: z.literal(["picture", "neighbors"]), id }),
  z.strictObject({ request, kind: z.literal("select-mask"), revision: z.int().min(0) }),
  z.strictObject({ request, kind: z.literal("focus"), label: id.nullable() }),
  z.strictObject({ request, kind: z.literal("go-back"), iteration: z.int().min(0) }),
  z.strictObject({ request, kind: z.literal("generate"), perImage: z.int().min(1).max(100) }),
  z.strictObject({ request, kind: z.literal(["accept", "edit"]), promptId: id, text }),
  z.strictObject({ request, kind: z.literal(["discard", "prompt-images"]), promptId: id }),
  z.strictObject({ request, kind: z.literal("transfer"), promptId: id, className: text }),
  z.strictObject({ request, kind: z.literal(["search", "note"]), text }),
  z.strictObject({ request, kind: z.literal(["hide", "restore"]), label: id }),
]);

/** A request that was understood, or what is wrong with it; request is null when not even its number could be read. */
export type ParsedRequest =
  | { readonly request: WorkbenchRequest; readonly problem: null }
  | { readonly request: null; readonly number: number | null; readonly problem: string };

/** Reads a message from a browser. It may hold anything. */
export function parseWorkbenchRequest(content: unknown): ParsedRequest {
  const parsed = schema.safeParse(content);
  if (parsed.success) return { request: parsed.data as WorkbenchRequest, problem: null };
  const number = request.safeParse((content as { request?: unknown } | null)?.request);
  const [issue] = parsed.error.issues;
  const where = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  const what = issue.message.split(". ")[0]; // what follows lists every request there is
  return {
    request: null,
    number: number.success ? number.data : null,
    problem: `The workbench sent a message that cannot be read (${where}${what}); nothing was changed. Reload the page if it happens again.`,
  };
}
