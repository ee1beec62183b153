import { constants } from "node:fs";
import { type FileHandle, type open, readFile, rm, writeFile } from "node:fs/promises";
import { addFile, type ContentHash, type ContentHasher, hashContent, isExpected } from "./content-hash.js";
import { formatBytes } from "./format-bytes.js";
import type { Hub } from "./hub.js";
import { answerError, connectionError, HubError } from "./hub-error.js";
import type { ListedFile } from "./list-repository.js";
import { type HubAnswer, requestHub } from "./request-hub.js";
import { guardAgainstStall, type StallGuard } from "./stall-guard.js";
import { type Wait, withRetries } from "./with-retries.js";

/** One file to fetch, and how. */
export interface Download {
  readonly hub: Hub;
  readonly repository: string;
  readonly commit: string;
  readonly file: ListedFile;
  /** the unfinished file; what it holds already is not fetched again */
  readonly part: string;
  readonly signal: AbortSignal;
  readonly wait: Wait;
  readonly stallMs: number;
  readonly openFile: typeof open;
  /** bytes that came */
  readonly onCame: (bytes: number) => void;
  /** bytes of the part that were there already; negative when they turn out useless */
  readonly onFound: (bytes: number) => void;
}

/** The unfinished file while it grows. */
interface Part {
  readonly handle: FileHandle;
  hasher: ContentHasher;
  position: number;
}

/**
 * Fetches a file into its part, going on where an earlier attempt ended, and checks length and hash of the whole.
 * @returns once the part is complete and flushed to the disk; the caller renames it
 * @throws Error when the content is not the listed one (the part is removed then), HubError, the signal's reason, or what the disk says (the part stays)
 */
export async function downloadFile(download: Download): Promise<ContentHash> {
  const { file, part: path } = download;
  const part = await openPart(download);
  try {
    let furthest = part.position;
    await withRetries(
      async (cameFurther) => {
        await fetchRest(download, part, (position) => {
          if (position <= furthest) return;
          furthest = position;
          cameFurther();
        });
      },
      download.wait,
      download.signal,
    );
    await part.handle.sync();
  } finally {
    await part.handle.close();
  }
  const content = part.hasher.end();
  await rm(etagPath(path), { force: true });
  if (isExpected(content, file)) return content;
  await rm(path, { force: true });
  throw notTheListed(download, content);
}

async function openPart(download: Download): Promise<Part> {
  const { file, part: path, signal, onFound } = download;
  // a link put there by someone else is not followed; Windows has no such flag
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const handle = await download.openFile(path, flags, 0o644);
  try {
    const part: Part = { handle, hasher: hashContent(file), position: 0 };
    const { size } = await handle.stat();
    if (size > file.bytes) await handle.truncate(0);
    else {
      await addFile(part.hasher, handle, size, signal, onFound);
      part.position = size;
    }
    return part;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function fetchRest(download: Download, part: Part, came: (position: number) => void): Promise<void> {
  const { file, hub, repository, commit } = download;
  if (part.position === file.bytes) return;
  const guard = guardAgainstStall(download.signal, download.stallMs, new URL(hub.endpoint).host);
  try {
    const path = `/${repository}/resolve/${commit}/${file.path.split("/").map(encodeURIComponent).join("/")}`;
    const answer = await requestHub(hub, path, await rangeHeaders(download.part, part.position), guard.signal);
    guard.alive();
    try {
      await takeUp(download, part, answer);
    } catch (error) {
      await answer.response.body?.cancel().catch(() => undefined); // it may be gone already
      throw error;
    }
    await receive(download, part, answer, guard, came);
  } finally {
    guard.stop();
  }
}

async function rangeHeaders(path: string, position: number): Promise<Record<string, string>> {
  // compressed bytes could be neither counted nor continued
  const identity = { "accept-encoding": "identity" };
  if (position === 0) return identity;
  const etag = await readFile(etagPath(path), "utf8").catch(() => "");
  const range = { ...identity, range: `bytes=${position}-` };
  return etag === "" ? range : { ...range, "if-range": etag };
}

/** Brings the part to where the answer's bytes begin. */
async function takeUp(download: Download, part: Part, answer: HubAnswer): Promise<void> {
  const { file, hub, repository } = download;
  const { response, host } = answer;
  if (response.status === 416 || (response.status === 206 && !continues(response, part.position, file.bytes))) {
    await startAgain(download, part);
    throw new HubError(`${host} cannot go on with ${file.path} where it ended.`, { mayPass: true });
  }
  if (response.status !== 200 && response.status !== 206) {
    throw answerError(response, `${repository}/${file.path}`, host, `${hub.endpoint}/${repository}`);
  }
  const linked = /^"?([0-9a-f]{64})"?$/.exec(answer.linkedEtag ?? "")?.[1] ?? file.sha256;
  if (file.sha256 !== null && linked !== file.sha256) throw otherThanListed(host, file, `sha256 ${linked}`);
  // the server ignores ranges, or its content changed
  if (response.status === 200) {
    await startAgain(download, part);
    const announced = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
    if (announced !== null && Number(announced) !== file.bytes) throw otherThanListed(host, file, `${announced} bytes`);
  }
  const etag = response.headers.get("etag");
  // a weak one (W/) does not promise the same bytes
  if (etag?.startsWith('"')) await writeFile(etagPath(download.part), etag);
  else await rm(etagPath(download.part), { force: true });
}

function continues(response: Response, position: number, bytes: number): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  return range !== null && Number(range[1]) === position && (range[2] === "*" || Number(range[2]) === bytes);
}

async function startAgain(download: Download, part: Part): Promise<void> {
  if (part.position === 0) return;
  await part.handle.truncate(0);
  download.onFound(-part.position);
  part.hasher = hashContent(download.file);
  part.position = 0;
}

async function receive(
  download: Download,
  part: Part,
  { response, host }: HubAnswer,
  guard: StallGuard,
  came: (position: number) => void,
): Promise<void> {
  const { file } = download;
  for await (const chunk of chunksOf(response, host, guard)) {
    if (part.position + chunk.length > file.bytes) {
      await startAgain(download, part);
      throw otherThanListed(host, file, "more bytes");
    }
    // at a position of its own: what another process may write there is the same bytes
    await writeAll(part.handle, chunk, part.position);
    part.hasher.add(chunk);
    part.position += chunk.length;
    came(part.position);
    download.onCame(chunk.length);
  }
  if (part.position < file.bytes) {
    throw new HubError(
      `${host} ended ${file.path} after ${formatBytes(part.position)} of ${formatBytes(file.bytes)}; what came is kept, run the same again.`,
      { mayPass: true },
    );
  }
}

async function* chunksOf(response: Response, host: string, guard: StallGuard): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const next = await reader?.read().catch((error: unknown) => {
        guard.signal.throwIfAborted();
        throw connectionError(host, error);
      });
      if (next === undefined || next.done) return;
      guard.alive();
      yield next.value;
    }
  } finally {
    // frees the connection; it may be gone already
    await reader?.cancel().catch(() => undefined);
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

function etagPath(part: string): string {
  return `${part}.etag`;
}

function otherThanListed(host: string, file: ListedFile, came: string): Error {
  return new Error(
    `${host} sends ${came} for ${file.path}, but the repository lists ${file.sha256 ? `sha256 ${file.sha256}, ` : ""}${file.bytes} bytes; it was refused. Choose another mirror.`,
  );
}

function notTheListed({ hub, file }: Download, content: ContentHash): Error {
  const [came, listed] = file.sha256 === null ? [content.gitBlob, file.gitBlob] : [content.sha256, file.sha256];
  return new Error(
    `${file.path} from ${new URL(hub.endpoint).host} is damaged: its hash is ${came} instead of ${listed}. It was removed; run the same again, and choose another mirror if it stays so.`,
  );
}
