import { z } from "zod";

const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number().int(), body: z.unknown() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

/** What came of one request of a batch. */
export interface BatchResult {
  readonly id: string;
  /** null when the request was never made */
  readonly response: { readonly status: number; readonly body: unknown } | null;
  /** e.g. "batch_expired"; "" where there is none */
  readonly code: string;
  /** the server's words; "" where there are none */
  readonly message: string;
}

/** One line of a file of results. @returns null for nonsense */
export function readResult(line: string): BatchResult | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null; // the image has no result then, and is asked for again
  }
  const checked = lineSchema.safeParse(json);
  if (!checked.success) return null;
  const { custom_id: id, response, error } = checked.data;
  return {
    id,
    response: response ? { status: response.status_code, body: response.body } : null,
    code: error?.code ?? "",
    message: (error?.message ?? "").replace(/\s+/g, " ").slice(0, 300),
  };
}
