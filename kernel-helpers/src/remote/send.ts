import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { type Sink, saveBody } from "./save-body.js";
import { badAnswer, TryError } from "./try-error.js";

/** An answer's body may have at most this many bytes. */
export const MOST_BYTES: number = 64 * 1024 * 1024;

/** A server's whole answer. */
export interface Answer {
  readonly status: number;
  /** e.g. "127.0.0.1:7860" */
  readonly host: string;
  /** @returns a header's value, null where there is none */
  header(name: string): string | null;
  readonly body: Uint8Array;
}

/**
 * Sends one request as fetch would, and reads the whole answer, up to 64 MiB. Redirects are answers like others, never followed.
 * Not fetch itself: that gives up after 300 s without a header, and an image on a CPU may take longer.
 * @param sink takes the body of a success, which is empty in the answer then
 * @throws TryError when no server is reached, its certificate is not valid, the connection breaks or the body is too large; AbortError when aborted
 */
export async function send(url: string, init: RequestInit, signal: AbortSignal, sink?: Sink): Promise<Answer> {
  const { host } = new URL(url);
  const request = new Request(url, { ...init, signal: null });
  const body = new Uint8Array(await request.arrayBuffer());
  let isAnswering = false;
  try {
    const response = await open(request, body, signal);
    isAnswering = true;
    const status = response.statusCode!;
    const header = (name: string): string | null => [response.headers[name] ?? []].flat()[0] ?? null;
    if (!sink || status !== 200) return { status, host, header, body: await readCapped(response, host) };
    await saveBody(response, host, sink);
    return { status, host, header, body: new Uint8Array() };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof TryError ? error : connectionError(error, host, isAnswering);
  }
}

/** @returns the answer when its headers are there */
function open(request: Request, body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> {
  const options = {
    method: request.method,
    headers: {
      ...Object.fromEntries(request.headers),
      "accept-encoding": "identity",
      ...(body.length > 0 ? { "content-length": body.length } : {}),
    },
    signal,
    agent: false, // a connection of its own: one that is kept alive may be closed under the next request
    rejectUnauthorized: true, // whatever the environment says: a key goes with it
  } as const;
  return new Promise((resolve, reject) => {
    const { request: start } = request.url.startsWith("https:") ? https : http;
    start(request.url, options, resolve).on("error", reject).end(body);
  });
}

async function readCapped(response: IncomingMessage, host: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = Number(response.headers["content-length"] ?? 0) > MOST_BYTES ? Infinity : 0;
  if (length === 0) {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > MOST_BYTES) break;
      chunks.push(chunk);
    }
  }
  if (length <= MOST_BYTES) return Buffer.concat(chunks);
  response.destroy();
  const limit = MOST_BYTES / 1024 / 1024;
  throw new TryError(`${host} sends more than ${limit} MB; the connection was cut. Ask for a smaller image.`, {
    isRetryable: false,
    mayCost: true,
  });
}

function connectionError(error: unknown, host: string, isAnswering: boolean): TryError {
  const { code = "", message = String(error) } = Object(error) as { code?: string; message?: string };
  if (isAnswering)
    return badAnswer(`the connection to ${host} broke off in the middle of the answer (${code || message}).`);
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code)) {
    const advice = "If it is your own authority's, name its file in NODE_EXTRA_CA_CERTS before the kernel starts";
    return new TryError(`the certificate of ${host} is not valid (${message}); nothing was sent. ${advice}.`, {
      isRetryable: false,
      isServerAway: true,
    });
  }
  if (code === "ECONNREFUSED") return passing(`no server listens at ${host}; start it, or correct the address.`);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return passing(`there is no computer named ${host} (${code}).`);
  const isServerAway = /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code);
  return new TryError(`the connection to ${host} failed (${code || message}).`, {
    isRetryable: true,
    mayCost: true,
    isServerAway,
  });
}

function passing(message: string): TryError {
  return new TryError(message, { isRetryable: true, isServerAway: true });
}
