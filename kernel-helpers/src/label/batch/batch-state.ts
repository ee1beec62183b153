import { z } from "zod";
import { badAnswer } from "../../remote/try-error.js";

/** No slash and no dot-dot: it becomes part of an address. Gateways have long ones. */
const id = z.string().regex(/^[\w=+:-]{1,1000}$/);
const count = z.number().nonnegative().catch(0);

const batchSchema = z.object({
  id,
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: id.nullish(),
  error_file_id: id.nullish(),
  request_counts: z.object({ completed: count, failed: count }).nullish().catch(null),
  errors: z
    .object({
      data: z.array(
        z.object({ code: z.string().nullish(), message: z.string().nullish(), line: z.number().nullish() }),
      ),
    })
    .nullish()
    .catch(null),
});

const ENDS = ["completed", "failed", "expired", "cancelled"] as const;
const MOST_ERRORS_TOLD = 3;

/** A batch as the server tells it. */
export interface BatchState {
  readonly id: string;
  /** null while it is not over */
  readonly end: (typeof ENDS)[number] | null;
  readonly inputFileId: string | null;
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  /** requests that are done, well or not */
  readonly done: number;
  /** why it failed, in the server's words; "" where it did not */
  readonly errors: string;
  /** it failed because too much is waiting already: later it may be taken */
  readonly isCrowdedOut: boolean;
}

/** @throws TryError when it is no batch */
export function readBatchState(json: unknown, host: string): BatchState {
  const checked = batchSchema.safeParse(json);
  if (!checked.success) throw badAnswer(`${host} answered with what is no batch.`);
  const { status, request_counts: counts, errors } = checked.data;
  const faults = errors?.data ?? [];
  return {
    id: checked.data.id,
    end: ENDS.find((one) => one === status) ?? null,
    inputFileId: checked.data.input_file_id ?? null,
    outputFileId: checked.data.output_file_id ?? null,
    errorFileId: checked.data.error_file_id ?? null,
    done: (counts?.completed ?? 0) + (counts?.failed ?? 0),
    errors: faults
      .slice(0, MOST_ERRORS_TOLD)
      .map(({ code, message, line }) => {
        const where = typeof line === "number" ? ` (line ${line})` : "";
        return `${(message ?? code ?? "no reason given").replace(/\s+/g, " ").slice(0, 300)}${where}`;
      })
      .join("; "),
    isCrowdedOut: faults.some(({ code }) => code === "token_limit_exceeded"),
  };
}

/** The id of a file that was uploaded. @throws TryError when the answer names none */
export function readFileId(json: unknown, host: string): string {
  const checked = z.object({ id }).safeParse(json);
  if (!checked.success) throw badAnswer(`${host} answered the upload without a file's id.`);
  return checked.data.id;
}
