import { askOpenai, type OpenaiAccess } from "./openai-client.js";
import type { Sink } from "./save-body.js";

/** OpenAI's files and batches. Answers are unchecked JSON. */

/** The newest so many are looked through for one that may be ours. */
const NEWEST = 100;

/**
 * Uploads a file of requests, one JSON object a line.
 * @param name ends in .jsonl
 * @returns the file object
 * @throws TryError
 */
export async function uploadRequests(access: OpenaiAccess, requests: Blob, name: string): Promise<unknown> {
  const file = new File([requests], name, { type: "application/jsonl" });
  const upload = await askOpenai(access, ({ files }, options) => files.create({ file, purpose: "batch" }, options));
  return upload.json;
}

/** Writes a file of the server to the disk. @throws TryError */
export async function downloadFile(access: OpenaiAccess, id: string, sink: Sink): Promise<void> {
  await askOpenai(access, ({ files }, options) => files.content(id, options), sink);
}

/** Deletes a file of the server. @throws TryError */
export async function deleteFile(access: OpenaiAccess, id: string): Promise<void> {
  await askOpenai(access, ({ files }, options) => files.delete(id, options));
}

/** Has an uploaded file of chat requests worked on. @returns the batch @throws TryError */
export async function createChatBatch(access: OpenaiAccess, inputFileId: string): Promise<unknown> {
  const body = {
    input_file_id: inputFileId,
    endpoint: "/v1/chat/completions",
    completion_window: "24h",
  } as const;
  return (await askOpenai(access, ({ batches }, options) => batches.create(body, options))).json;
}

/** @returns the batch as it stands @throws TryError */
export async function retrieveBatch(access: OpenaiAccess, id: string): Promise<unknown> {
  return (await askOpenai(access, ({ batches }, options) => batches.retrieve(id, options))).json;
}

/** @returns the newest batches, at most 100 @throws TryError */
export async function listBatches(access: OpenaiAccess): Promise<readonly unknown[]> {
  const { json } = await askOpenai(access, ({ batches }, options) => batches.list({ limit: NEWEST }, options));
  const { data } = Object(json) as { data?: unknown };
  return Array.isArray(data) ? data : [];
}

/** Asks that a batch be stopped; what was done until then is kept. @returns the batch @throws TryError */
export async function cancelBatch(access: OpenaiAccess, id: string): Promise<unknown> {
  return (await askOpenai(access, ({ batches }, options) => batches.cancel(id, options))).json;
}
