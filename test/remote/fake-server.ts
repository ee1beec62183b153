import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a fake server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** the fields of a JSON or multipart body; files as they came */
  fields(): Promise<Record<string, unknown>>;
}

export type Reply = (seen: Seen, response: ServerResponse) => unknown;

export interface FakeServer {
  readonly url: string;
  /** e.g. "127.0.0.1:40123" */
  readonly host: string;
  readonly seen: readonly Seen[];
  /** replies to be given first, one a request, to the requests that ask for an image */
  readonly faults: Reply[];
  /** how many connections were closed before their answer was whole */
  dropped(): number;
  close(): Promise<void>;
}

/**
 * A real HTTP server on 127.0.0.1.
 * @param isAsking which requests take from the faults
 */
export async function startServer(
  reply: Reply,
  isAsking: (seen: Seen) => boolean = () => true,
  make: (listener: (request: IncomingMessage, response: ServerResponse) => void) => Server = createServer,
): Promise<FakeServer> {
  const seen: Seen[] = [];
  const faults: Reply[] = [];
  let dropped = 0;
  const server = make(async (request, response) => {
    response.on("close", () => {
      if (!response.writableFinished) dropped++;
    });
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // the client went away while it sent
    }
    const one = readSeen(request, Buffer.concat(chunks));
    seen.push(one);
    await ((isAsking(one) ? faults.shift() : undefined) ?? reply)(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}`, host, seen, faults, dropped: () => dropped, close };
}

function readSeen(request: IncomingMessage, body: Buffer): Seen {
  const type = request.headers["content-type"] ?? "";
  const fields = async (): Promise<Record<string, unknown>> => {
    if (!type.startsWith("multipart/")) return JSON.parse(body.toString()) as Record<string, unknown>;
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    return Object.fromEntries(form.entries());
  };
  return { method: request.method!, path: request.url!, headers: request.headers, body, fields };
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}
