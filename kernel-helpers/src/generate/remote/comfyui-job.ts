import { createHash } from "node:crypto";
import { words } from "../../remote/answer-words.js";
import type { Clock } from "../../remote/clock.js";
import { requestJson } from "../../remote/json-request.js";
import { judgeStatus } from "../../remote/judge-answer.js";
import { send } from "../../remote/send.js";
import { badAnswer, TryError } from "../../remote/try-error.js";
import type { ComfyuiWorkflow } from "./comfyui-workflow.js";

const POLL_SECONDS = 0.5;
/** Cancelling is a courtesy to the server; it may not hold anything up. */
const CANCEL_MS = 2000;

/** A ComfyUI server, and when to leave it. */
export interface ComfyuiCall {
  readonly url: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Puts an image among the server's input files, under a name made of its content: the same image is kept once. @returns the name a LoadImage node takes */
export async function uploadImage(png: Uint8Array, { url, signal, clock }: ComfyuiCall): Promise<string> {
  const form = new FormData();
  const name = `datacrafter-${createHash("sha256").update(png).digest("hex").slice(0, 16)}.png`;
  form.append("image", new File([new Uint8Array(png)], name, { type: "image/png" }));
  form.append("overwrite", "true");
  const answer = await requestJson(`${url}/upload/image`, form, signal, clock.now);
  const { name: stored, subfolder } = Object(answer) as { name?: unknown; subfolder?: unknown };
  if (typeof stored !== "string") throw badAnswer(`${new URL(url).host} did not say how it named the source image.`);
  return subfolder ? `${String(subfolder)}/${stored}` : stored;
}

/** An image a workflow made. */
export interface ComfyuiImage {
  readonly image: Uint8Array;
  /** the server's id of the job */
  readonly promptId: string;
  readonly warnings: readonly string[];
}

/**
 * Queues a workflow, waits for it, and fetches its first image, one that is saved before one that is only a preview.
 * A job that is given up is taken from the queue, or interrupted where it runs.
 * @throws RefusedError, TryError
 */
export async function runWorkflow(workflow: ComfyuiWorkflow, call: ComfyuiCall): Promise<ComfyuiImage> {
  const { url, signal, clock } = call;
  const { host } = new URL(url);
  const queued = await requestJson(`${url}/prompt`, { prompt: workflow, client_id: "datacrafter" }, signal, clock.now);
  const { prompt_id: promptId, node_errors: errors } = Object(queued) as Record<string, unknown>;
  if (typeof promptId !== "string")
    throw badAnswer(`${host} did not queue the workflow: ${words(queued) || "it gave no prompt_id"}.`);
  const complaints = words({ node_errors: errors });
  const warnings = complaints === "" ? [] : [`${host} ran only a part of the workflow: ${complaints}.`];
  try {
    const place = await waitForImage(promptId, call);
    const answer = await send(`${url}/view?${new URLSearchParams(place)}`, {}, signal);
    judgeStatus(answer, clock.now());
    return { image: answer.body, promptId, warnings };
  } catch (error) {
    await cancel(promptId, call);
    throw error;
  }
}

async function waitForImage(promptId: string, { url, signal, clock }: ComfyuiCall): Promise<Record<string, string>> {
  for (;;) {
    const history = await requestJson(`${url}/history/${encodeURIComponent(promptId)}`, undefined, signal, clock.now);
    const job = (Object(history) as Record<string, unknown>)[promptId];
    if (job !== undefined) return readJob(job, new URL(url).host);
    await clock.sleep(POLL_SECONDS, signal);
  }
}

/** @returns the query of the image's address */
function readJob(job: unknown, host: string): Record<string, string> {
  const { status, outputs } = Object(job) as {
    status?: { status_str?: string; messages?: unknown[] };
    outputs?: object;
  };
  if (status?.status_str === "error") {
    const failure = (status.messages ?? []).find(
      (message) => Array.isArray(message) && message[0] === "execution_error",
    );
    const said = Array.isArray(failure) ? words(failure[1]) : "it does not say why";
    throw new TryError(`${host} could not run the workflow: ${said.trim()}`, { isRetryable: true });
  }
  const images = Object.values(outputs ?? {}).flatMap(
    (output) => (Object(output).images ?? []) as Record<string, unknown>[],
  );
  const image = images.find(({ type }) => type === "output") ?? images[0];
  if (!image) throw badAnswer(`${host} ran the workflow, and no image came of it; has it a SaveImage node?`);
  const { filename, subfolder = "", type = "output" } = image;
  return { filename: String(filename), subfolder: String(subfolder), type: String(type) };
}

/** Stops one job and no other: the server may have users beside us. */
async function cancel(promptId: string, { url, clock }: ComfyuiCall): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS);
  const post = (path: string, body: object): Promise<unknown> => requestJson(`${url}${path}`, body, signal, clock.now);
  try {
    await post("/queue", { delete: [promptId] });
    const { queue_running: running } = Object(
      await requestJson(`${url}/queue`, undefined, signal, clock.now),
    ) as Record<string, unknown>;
    const isOurs = Array.isArray(running) && running.some((entry) => Array.isArray(entry) && entry[1] === promptId);
    if (isOurs) await post("/interrupt", { prompt_id: promptId });
  } catch {
    // the try has failed already, for a better reason than this
  }
}
