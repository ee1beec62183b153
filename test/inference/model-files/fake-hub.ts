import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A commit, as the hub names one. */
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** One request as a server saw it. */
export interface Seen {
  readonly server: "hub" | "store";
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** Takes over one request; true when it answered. */
type Meddle = (request: IncomingMessage, response: ServerResponse, body: Buffer | null) => boolean;

/**
 * A server on 127.0.0.1 that speaks the hub's protocol, and a second one, another origin, that holds its large files.
 * snapshot_download of huggingface_hub 2.4.0 took a repository from it whole.
 */
export interface FakeHub {
  readonly endpoint: string;
  readonly store: string;
  readonly seen: Seen[];
  /** path to content; over 100 bytes it is a large file, with its sha256 listed and its bytes on the store */
  files: Record<string, Buffer>;
  /** the repositories there are: "owner/name" */
  repository: string;
  licence: string | undefined;
  /** entries of one page of the listing */
  pageSize: number;
  /** the address that links to further pages begin with */
  linkOrigin: string;
  /** takes over what the hub answers */
  onHub: Meddle | null;
  /** takes over what the store answers */
  onStore: Meddle | null;
  /** changes the listing before it is sent */
  relist: (entries: Record<string, unknown>[]) => unknown;
  close(): Promise<void>;
}

const LARGE_BYTES = 100;

export async function startFakeHub(files: Record<string, Buffer>): Promise<FakeHub> {
  const hubServer = createServer((request, response) => answerHub(fake, request, response));
  const storeServer = createServer((request, response) => answerStore(fake, request, response));
  const [endpoint, store] = await Promise.all([listen(hubServer), listen(storeServer)]);
  const fake: FakeHub = {
    endpoint,
    store,
    seen: [],
    files,
    repository: "acme/tiny-clip",
    licence: "mit",
    pageSize: 2,
    linkOrigin: endpoint,
    onHub: null,
    onStore: null,
    relist: (entries) => entries,
    async close() {
      for (const server of [hubServer, storeServer]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  return fake;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answerHub(fake: FakeHub, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url!, fake.endpoint);
  fake.seen.push({ server: "hub", path: url.pathname, headers: request.headers });
  if (fake.onHub?.(request, response, null)) return;
  const api = `/api/models/${fake.repository}`;
  const resolve = `/${fake.repository}/resolve/${COMMIT}/`;
  if (url.pathname.startsWith(`${api}/revision/`)) {
    json(response, { id: fake.repository, sha: COMMIT, cardData: { license: fake.licence } });
  } else if ([`${api}/tree/${COMMIT}`, `${api}/tree/main`].includes(url.pathname)) {
    answerTree(fake, url, response);
  } else if (url.pathname.startsWith(resolve)) {
    answerResolve(fake, decodeURIComponent(url.pathname.slice(resolve.length)), request, response);
  } else {
    response.writeHead(404, { "x-error-code": "RepoNotFound" }).end();
  }
}

function answerTree(fake: FakeHub, url: URL, response: ServerResponse): void {
  const entries = fake.relist([{ type: "directory", oid: sha1("tree"), size: 0, path: "onnx" }, ...listing(fake)]);
  if (!Array.isArray(entries)) {
    json(response, entries);
    return;
  }
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const next = from + fake.pageSize;
  if (next < entries.length) {
    response.setHeader("link", `<${fake.linkOrigin}${url.pathname}?recursive=true&cursor=${next}>; rel="next"`);
  }
  json(response, entries.slice(from, next));
}

function listing(fake: FakeHub): Record<string, unknown>[] {
  return Object.entries(fake.files).map(([path, content]) => {
    const size = content.length;
    if (size <= LARGE_BYTES) return { type: "file", path, size, oid: gitBlob(content) };
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${size}\n`;
    const lfs = { oid: sha256(content), size, pointerSize: pointer.length };
    return { type: "file", path, size, oid: gitBlob(Buffer.from(pointer)), lfs, xetHash: sha256(content) };
  });
}

function answerResolve(fake: FakeHub, path: string, request: IncomingMessage, response: ServerResponse): void {
  const content = fake.files[path];
  if (content === undefined) {
    response.writeHead(404, { "x-error-code": "EntryNotFound" }).end();
  } else if (content.length <= LARGE_BYTES) {
    response.setHeader("x-repo-commit", COMMIT);
    sendBytes(request, response, content, gitBlob(content));
  } else {
    response.writeHead(302, {
      location: `${fake.store}/${sha256(content)}?Signature=secret`,
      "x-repo-commit": COMMIT,
      "x-linked-etag": `"${sha256(content)}"`,
      "x-linked-size": String(content.length),
    });
    response.end("Found. Redirecting");
  }
}

function answerStore(fake: FakeHub, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url!, fake.store).pathname;
  fake.seen.push({ server: "store", path, headers: request.headers });
  const content = Object.values(fake.files).find((file) => path === `/${sha256(file)}`) ?? null;
  if (fake.onStore?.(request, response, content)) return;
  if (content === null) response.writeHead(403).end();
  // the store's own etag is another one than the hub's
  else sendBytes(request, response, content, `store-${sha256(content).slice(0, 8)}`);
}

/** Sends a file, or the range asked for when If-Range still fits. */
export function sendBytes(request: IncomingMessage, response: ServerResponse, content: Buffer, etag: string): void {
  response.setHeader("etag", `"${etag}"`);
  response.setHeader("accept-ranges", "bytes");
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
  const ifRange = request.headers["if-range"];
  if (Number.isNaN(start) || (ifRange !== undefined && ifRange !== `"${etag}"`)) {
    response.writeHead(200, { "content-length": content.length }).end(content);
  } else if (start >= content.length) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
  } else {
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { "content-range": range, "content-length": content.length - start });
    response.end(content.subarray(start));
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify(value));
}

export function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** What "git hash-object" prints. */
export function gitBlob(content: Buffer): string {
  return sha1(`blob ${content.length}\0`, content);
}

function sha1(...parts: (string | Buffer)[]): string {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
