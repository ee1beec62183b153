import { readFile } from "node:fs/promises";
import { countSpending } from "../../remote/budget.js";
import type { Clock } from "../../remote/clock.js";
import {
  cancelBatch,
  createChatBatch,
  deleteFile,
  downloadFile,
  listBatches,
  retrieveBatch,
  uploadRequests,
} from "../../remote/openai-batches.js";
import type { OpenaiAccess } from "../../remote/openai-client.js";
import { retry } from "../../remote/retry.js";
import { badAnswer } from "../../remote/try-error.js";
import type { BatchSettings } from "./batch-options.js";
import { type BatchState, readBatchState, readFileId } from "./batch-state.js";

/** A transfer of 200 MB may take this long. */
const TRANSFER_SECONDS = 3600;
const FEW = { attempts: 6, seconds: 2 * TRANSFER_SECONDS } as const;
/** A look is repeated until the network is back, or the batch is long over. */
const PATIENT = { attempts: Infinity, seconds: 48 * 3600 } as const;

/** The server's files and batches, each act retried while the reason passes. All throw TryError or the signal's reason. */
export interface BatchServer {
  /** @returns the file's id */
  upload(path: string, name: string): Promise<string>;
  /** Makes the batch of an uploaded file, or finds it where it was made before. */
  create(inputFileId: string, mayExist: boolean): Promise<BatchState>;
  look(batchId: string): Promise<BatchState>;
  download(fileId: string, path: string, mostBytes: number): Promise<void>;
  delete(fileId: string): Promise<void>;
  cancel(batchId: string): Promise<BatchState>;
}

/**
 * @param key null when none is sent
 * @param clean takes the key out of any text
 */
export function openBatchServer(
  { baseURL, host, timeoutSeconds }: BatchSettings,
  key: string | null,
  clean: (text: string) => string,
  clock: Clock,
  signal: AbortSignal | undefined,
): BatchServer {
  const shared = { spending: countSpending("the labeler", {}, 0), quietUntil: 0 };
  const ask = async <Made>(
    what: string,
    call: (access: OpenaiAccess, attempt: number) => Promise<Made>,
    budget: { readonly attempts: number; readonly seconds: number } = FEW,
    seconds: number = timeoutSeconds,
  ): Promise<Made> => {
    let attempt = 0;
    const tryOnce = (stop: AbortSignal): Promise<Made> =>
      call({ baseURL, key, signal: stop, now: clock.now }, ++attempt);
    const plan = { clock, signal, timeoutSeconds: seconds, budget, dollarsPerTry: 0, shared, what };
    return (await retry(tryOnce, plan)).made;
  };
  const readState = (json: unknown): BatchState => {
    const state = readBatchState(json, host);
    // ids are written to the disk
    if (clean(JSON.stringify(state)) === JSON.stringify(state)) return state;
    throw badAnswer(`${host} answered with the key in the batch.`);
  };
  return {
    async upload(path, name) {
      const requests = new Blob([await readFile(path)]);
      const send = async (access: OpenaiAccess): Promise<string> => {
        const id = readFileId(await uploadRequests(access, requests, name), host);
        if (clean(id) !== id) throw badAnswer(`${host} answered with the key as a file's id.`);
        return id;
      };
      return ask("the upload", send, FEW, TRANSFER_SECONDS);
    },
    create: (inputFileId, mayExist) =>
      ask("the batch", async (access, attempt) => {
        // an answer that was lost may stand for a batch that runs: made twice, it is paid twice
        if (mayExist || attempt > 1) {
          const made = (await listBatches(access)).find((batch) => isMadeOf(inputFileId, batch));
          if (made !== undefined) return readState(made);
        }
        return readState(await createChatBatch(access, inputFileId));
      }),
    look: (id) => ask("the batch", async (access) => readState(await retrieveBatch(access, id)), PATIENT),
    download: (id, path, mostBytes) =>
      ask("the download", (access) => downloadFile(access, id, { path, mostBytes }), FEW, TRANSFER_SECONDS),
    delete: (id) => ask("the file", (access) => deleteFile(access, id), { attempts: 2, seconds: 60 }),
    cancel: (id) => ask("the batch", async (access) => readState(await cancelBatch(access, id))),
  };
}

/** A batch that failed was never worked on: its file may be offered again. */
function isMadeOf(inputFileId: string, batch: unknown): boolean {
  const { input_file_id: id, status } = Object(batch) as { input_file_id?: unknown; status?: unknown };
  return id === inputFileId && status !== "failed";
}
