import { createHash } from "node:crypto";
import type { Seen } from "../../remote/fake-server.js";
import type { Fault } from "./chat-faults.js";
import { type Answer, Rejected } from "./chat-rules.js";

/** How one batch goes. Left out: validating, in_progress, finalizing, completed, one status a look. */
export interface BatchPlan {
  readonly end?: "completed" | "expired" | "failed" | "cancelled";
  /** looks while it is in progress; default 1; Infinity: until release() */
  readonly looks?: number;
  /** share of the requests that were worked on when an expired or cancelled one ends; default 0.5 */
  readonly share?: number;
  /** for "failed" */
  readonly error?: { readonly code: string; readonly message: string };
  /** changes the text of the result file */
  readonly mangle?: (text: string) => string;
}

export interface Batch {
  readonly id: string;
  readonly number: number;
  readonly plan: BatchPlan;
  readonly lines: readonly string[];
  status: string;
  looks: number;
  fields: Record<string, unknown>;
}

export interface BatchRoom {
  readonly files: ReadonlyMap<string, { readonly bytes: Buffer; readonly filename: string; readonly purpose: string }>;
  readonly batches: readonly Batch[];
  /** how many files were uploaded, deleted ones included */
  uploads(): number;
  /** Lets the batches that are held (looks: Infinity) go on. */
  release(): void;
  handle(seen: Seen): Promise<Answer>;
}

const MOST_LINES = 50_000;
const MOST_BYTES = 200 * 1000 * 1000;

/** OpenAI's files and batches, in memory. @param ask answers one request of a batch */
export function openBatchRoom(
  plan: (number: number) => BatchPlan,
  ask: (fields: unknown, authorization: string) => Promise<Fault>,
): BatchRoom {
  const files = new Map<string, { bytes: Buffer; filename: string; purpose: string }>();
  const batches: Batch[] = [];
  let uploads = 0;
  let made = 0;
  let isReleased = false;

  function addFile(bytes: Buffer, filename: string, purpose: string): string {
    const id = `file-${createHash("sha256").update(`${made++} ${filename}`).digest("hex").slice(0, 22)}`;
    files.set(id, { bytes, filename, purpose });
    return id;
  }

  async function upload(seen: Seen): Promise<Answer> {
    const { file, purpose } = await seen.fields();
    if (!(file instanceof File))
      throw new Rejected(400, "Missing required parameter: 'file'.", "missing_required_parameter", "file");
    if (purpose !== "batch")
      throw new Rejected(
        400,
        `'${String(purpose)}' is not one of ['fine-tune', 'assistants', 'batch', 'vision'] - 'purpose'`,
      );
    if (!file.name.endsWith(".jsonl")) {
      throw new Rejected(400, `Invalid extension of file ${file.name}. Supported formats: "jsonl"`);
    }
    uploads++;
    const id = addFile(Buffer.from(await file.arrayBuffer()), file.name, purpose);
    return { status: 200, body: fileObject(id, files.get(id)!) };
  }

  async function create(seen: Seen): Promise<Answer> {
    const fields = await seen.fields();
    const { input_file_id: input, endpoint, completion_window: window } = fields;
    const file = files.get(String(input));
    if (!file)
      throw new Rejected(
        400,
        `Invalid input file: ${String(input)} was not found.`,
        "invalid_request",
        "input_file_id",
      );
    if (endpoint !== "/v1/chat/completions")
      throw new Rejected(400, "Unsupported endpoint.", "invalid_endpoint", "endpoint");
    if (window !== "24h") throw new Rejected(400, "Only '24h' is supported.", "invalid_value", "completion_window");
    const number = batches.length + 1;
    const batch: Batch = {
      id: `batch_${String(number).padStart(4, "0")}`,
      number,
      plan: plan(number),
      lines: file.bytes.toString().split("\n").filter(Boolean),
      status: "validating",
      looks: 0,
      fields: { input_file_id: input, endpoint, completion_window: window, metadata: fields.metadata ?? null },
    };
    batches.push(batch);
    return { status: 200, body: batchObject(batch) };
  }

  async function look(batch: Batch, authorization: string): Promise<Answer> {
    const held = batch.plan.looks === Infinity && !isReleased;
    if (batch.status === "validating") validate(batch, files.get(String(batch.fields.input_file_id))!.bytes.length);
    else if (batch.status === "in_progress" && held) batch.looks++;
    else if (batch.status === "in_progress" && ++batch.looks >= (isReleased ? 0 : (batch.plan.looks ?? 1))) {
      await work(batch, authorization);
    } else if (batch.status === "finalizing") batch.status = batch.plan.end ?? "completed";
    else if (batch.status === "cancelling") await work(batch, authorization, "cancelled");
    return { status: 200, body: batchObject(batch) };
  }

  /** Answers every request, or a share of them, and writes the two files in another order. */
  async function work(batch: Batch, authorization: string, end = batch.plan.end ?? "completed"): Promise<void> {
    const isWhole = end === "completed";
    const count = isWhole ? batch.lines.length : Math.floor(batch.lines.length * (batch.plan.share ?? 0.5));
    const good: string[] = [];
    const bad: string[] = [];
    for (const [i, line] of batch.lines.entries()) {
      const { custom_id, body } = JSON.parse(line) as { custom_id: string; body: unknown };
      const id = `batch_req_${batch.number}_${i}`;
      if (i >= count) {
        const error = { code: `batch_${end}`, message: `This request could not be executed: the batch is ${end}.` };
        bad.push(JSON.stringify({ id, custom_id, response: null, error }));
        continue;
      }
      const answer = await ask(body, authorization);
      // a server's hang and its broken connections end inside the service, as a 500
      const { status, body: said } =
        typeof answer === "string" ? { status: 500, body: { error: { message: answer } } } : answer;
      const response = { status_code: status, request_id: `req_${i}`, body: said };
      (status === 200 ? good : bad).push(JSON.stringify({ id, custom_id, response, error: null }));
    }
    const add = (lines: readonly string[], name: string): string | null =>
      lines.length === 0
        ? null
        : addFile(Buffer.from(lines.map((line) => `${line}\n`).join("")), `${batch.id}_${name}.jsonl`, "batch_output");
    const output = shuffled(good);
    const mangled = batch.plan
      .mangle?.(output.map((line) => `${line}\n`).join(""))
      .split("\n")
      .filter(Boolean);
    batch.fields.output_file_id = add(mangled ?? output, "output");
    batch.fields.error_file_id = add(shuffled(bad), "error");
    const completed = good.length;
    batch.fields.request_counts = {
      total: batch.lines.length,
      completed,
      failed: isWhole ? bad.length : count - completed,
    };
    batch.status = isWhole ? "finalizing" : end;
  }

  function route(seen: Seen): Promise<Answer> | Answer {
    const { method } = seen;
    const [, kind, id, act] =
      /^\/v1\/(files|batches)(?:\/([^/?]+))?(?:\/(content|cancel))?$/.exec(seen.path.replace(/\?.*/, "")) ?? [];
    if (kind === "files" && !id && method === "POST") return upload(seen);
    if (kind === "files" && id) return fileAct(id, method, act);
    if (kind === "batches" && !id && method === "POST") return create(seen);
    if (kind === "batches" && !id && method === "GET") {
      return { status: 200, body: { object: "list", data: [...batches].reverse().map(batchObject), has_more: false } };
    }
    const batch = batches.find((one) => one.id === id);
    if (kind === "batches" && id && !batch) throw new Rejected(404, `No batch found with id '${id}'.`, "not_found");
    if (batch && method === "POST" && act === "cancel") {
      if (/validating|in_progress|finalizing/.test(batch.status)) batch.status = "cancelling";
      return { status: 200, body: batchObject(batch) };
    }
    if (batch && method === "GET" && !act) return look(batch, seen.headers.authorization ?? "");
    throw new Rejected(404, `Invalid URL (${method} ${seen.path})`);
  }

  function fileAct(id: string, method: string, act: string | undefined): Answer {
    const file = files.get(id);
    if (!file) throw new Rejected(404, `No such File object: ${id}`, null, "id");
    if (method === "GET" && act === "content") {
      return { status: 200, headers: { "content-type": "application/octet-stream" }, body: file.bytes };
    }
    if (method === "DELETE") {
      files.delete(id);
      return { status: 200, body: { id, object: "file", deleted: true } };
    }
    return { status: 200, body: fileObject(id, file) };
  }

  let before: Promise<unknown> = Promise.resolve();
  const handle = async (seen: Seen): Promise<Answer> => {
    // one request after another: two looks at one time must not work on a batch twice
    const answer = before.then(() => route(seen));
    before = answer.catch(() => undefined);
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Rejected) return error.answer;
      throw error;
    }
  };
  const release = (): void => {
    isReleased = true;
  };
  return { files, batches, uploads: () => uploads, release, handle };
}

/** What OpenAI checks before a batch runs; the first fault of each line is told. */
function validate(batch: Batch, bytes: number): void {
  const errors: unknown[] = [];
  const fail = (code: string, message: string, line: number | null = null, param: string | null = null): void => {
    errors.push({ code, message, line, param });
  };
  const seen = new Set<unknown>();
  const models = new Set<unknown>();
  for (const [i, text] of batch.lines.entries()) {
    let line: Record<string, unknown> = {};
    try {
      line = Object(JSON.parse(text)) as Record<string, unknown>;
    } catch {
      fail("invalid_json_line", "This line is not parseable as valid JSON.", i + 1);
      continue;
    }
    const { custom_id: id, method, url, body } = line;
    if (typeof id !== "string" || id === "")
      fail("missing_required_parameter", "Missing required parameter: 'custom_id'.", i + 1, "custom_id");
    else if (id.length > 64) fail("string_above_max_length", "The custom_id is too long.", i + 1, "custom_id");
    else if (seen.has(id))
      fail(
        "duplicate_custom_id",
        `The custom_id '${id}' for this request is a duplicate of another request.`,
        i + 1,
        "custom_id",
      );
    else if (method !== "POST") fail("invalid_method", "Only POST is supported.", i + 1, "method");
    else if (url !== batch.fields.endpoint)
      fail("invalid_url", "The URL does not match the batch's endpoint.", i + 1, "url");
    models.add(Object(body).model);
    seen.add(id);
  }
  if (batch.lines.length === 0)
    fail("empty_file", "The input file is empty. Please ensure that the file has at least one line.");
  if (batch.lines.length > MOST_LINES || bytes > MOST_BYTES) fail("file_too_large", "The input file is too large.");
  if (models.size > 1) fail("mismatched_model", "The provided model does not match the model of the other requests.");
  if (batch.plan.end === "failed")
    fail(batch.plan.error?.code ?? "invalid_request", batch.plan.error?.message ?? "It failed.");
  batch.status = errors.length > 0 ? "failed" : "in_progress";
  batch.fields.errors = errors.length > 0 ? { object: "list", data: errors.slice(0, 100) } : null;
  batch.fields.request_counts = { total: errors.length > 0 ? 0 : batch.lines.length, completed: 0, failed: 0 };
}

function batchObject({ id, status, fields }: Batch): unknown {
  const counts = fields.request_counts ?? { total: 0, completed: 0, failed: 0 };
  return { id, object: "batch", status, created_at: 1_700_000_000, errors: null, ...fields, request_counts: counts };
}

function fileObject(
  id: string,
  { bytes, filename, purpose }: { bytes: Buffer; filename: string; purpose: string },
): unknown {
  return { id, object: "file", bytes: bytes.length, created_at: 1_700_000_000, filename, purpose, status: "processed" };
}

/** In the order of a hash of each line: never the order they were asked in, the same each time. */
function shuffled(lines: readonly string[]): string[] {
  const hash = (line: string): string => createHash("sha256").update(line).digest("hex");
  return [...lines].sort((a, b) => (hash(a) < hash(b) ? -1 : 1));
}
