import { z } from "zod";
import type { Hub } from "./hub.js";
import { answerError, connectionError, HubError } from "./hub-error.js";
import { type HubAnswer, requestHub } from "./request-hub.js";
import { guardAgainstStall } from "./stall-guard.js";

/** One file of a repository, as the hub lists it. */
export interface ListedFile {
  /** relative, with "/"; text from a stranger */
  readonly path: string;
  readonly bytes: number;
  /** hex; the hub knows it for large files */
  readonly sha256: string | null;
  /** hex; for small files: sha1 of "blob <size>\0" and the content, as git has it */
  readonly gitBlob: string | null;
}

/** A repository at one commit. */
export interface RepositoryListing {
  /** 40 hex digits */
  readonly commit: string;
  /** what the model card states; null when it states none */
  readonly licence: string | null;
  readonly files: readonly ListedFile[];
}

/** A commit names its content for ever; a branch does not. */
export const COMMIT: RegExp = /^[0-9a-f]{40}$/;

const MAX_PAGES = 50;
const MAX_FILES = 10_000;
const MAX_JSON_BYTES = 16 * 1024 * 1024;

const Info = z.object({
  sha: z.string().regex(COMMIT),
  cardData: z
    .object({ license: z.string().max(100) })
    .nullish()
    .catch(null),
});

const Entry = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().nonnegative(),
  oid: z.string().regex(COMMIT),
  lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() }).nullish(),
});

/**
 * Asks the hub for a repository's files with their sizes and hashes, all at one commit.
 * @throws HubError; the signal's reason
 * @source the requests huggingface_hub 2.4 makes (model_info, list_repo_tree)
 */
export async function listRepository(
  hub: Hub,
  repository: string,
  revision: string,
  stallMs: number,
  signal: AbortSignal,
): Promise<RepositoryListing> {
  const api = `/api/models/${repository}`;
  const ask = (path: string): Promise<Page> => getJson(hub, path, repository, stallMs, signal);
  const info = parse(Info, (await ask(`${api}/revision/${encodeURIComponent(revision)}`)).json, hub);
  const files: ListedFile[] = [];
  let query: string | null = "?recursive=true";
  for (let pages = 0; query !== null; pages++) {
    if (pages === MAX_PAGES || files.length > MAX_FILES) throw tooMany(hub, repository);
    const page: Page = await ask(`${api}/tree/${info.sha}${query}`);
    const entries = parse(z.array(Entry), page.json, hub);
    files.push(...entries.filter(({ type }) => type === "file").map(toListedFile));
    query = page.nextQuery;
  }
  return { commit: info.sha, licence: info.cardData?.license ?? null, files };
}

function toListedFile({ path, size, oid, lfs }: z.infer<typeof Entry>): ListedFile {
  return lfs
    ? { path, bytes: lfs.size, sha256: lfs.oid, gitBlob: null }
    : { path, bytes: size, sha256: null, gitBlob: oid };
}

interface Page {
  readonly json: unknown;
  /** of the next page: "?recursive=true&cursor=..."; null on the last */
  readonly nextQuery: string | null;
}

async function getJson(
  hub: Hub,
  path: string,
  repository: string,
  stallMs: number,
  signal: AbortSignal,
): Promise<Page> {
  const { host } = new URL(hub.endpoint);
  const guard = guardAgainstStall(signal, stallMs, host);
  try {
    const answer = await requestHub(hub, path, { accept: "application/json" }, guard.signal);
    if (!answer.response.ok) {
      await answer.response.body?.cancel();
      throw answerError(answer.response, repository, answer.host, `${hub.endpoint}/${repository}`);
    }
    const text = await readBounded(answer, guard.alive, guard.signal);
    return { json: parseJson(text, answer.host), nextQuery: nextQuery(answer.response.headers.get("link"), hub) };
  } finally {
    guard.stop();
  }
}

async function readBounded({ response, host }: HubAnswer, alive: () => void, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
      const chunk = next.value;
      alive();
      bytes += chunk.length;
      if (bytes > MAX_JSON_BYTES) throw new HubError(`${host} answers with far too long a list.`, { mayPass: false });
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof HubError ? error : connectionError(host, error);
  }
  return Buffer.concat(chunks).toString("utf8");
}

// only the query is taken, so that a mirror which passes the hub's own links on stays in use
function nextQuery(link: string | null, hub: Hub): string | null {
  const next = /<([^<>]*)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
  if (next === undefined || !URL.canParse(next, hub.endpoint)) return null;
  return new URL(next, hub.endpoint).search;
}

function parseJson(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HubError(`${host} does not answer as a model hub does (no JSON); check HF_ENDPOINT.`, {
      mayPass: false,
      cause,
    });
  }
}

function parse<Value>(schema: z.ZodType<Value>, json: unknown, hub: Hub): Value {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0].path.join(".") || "the answer";
  throw new HubError(
    `${new URL(hub.endpoint).host} does not answer as a model hub does (${where} is missing or wrong); check HF_ENDPOINT.`,
    { mayPass: false },
  );
}

function tooMany(hub: Hub, repository: string): HubError {
  return new HubError(
    `${new URL(hub.endpoint).host} lists more than ${MAX_FILES} files in ${repository}; that is no model.`,
    {
      mayPass: false,
    },
  );
}
