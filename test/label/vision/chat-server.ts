import { createHash } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import { type FakeServer, type Seen, sendJson, startServer } from "../../remote/fake-server.js";
import { type BatchPlan, type BatchRoom, openBatchRoom } from "./chat-batches.js";
import type { Asked, Fault } from "./chat-faults.js";
import { type Answer, completion, type Formats, Rejected, type Rules, understand, write } from "./chat-rules.js";

export type { Asked, Fault } from "./chat-faults.js";

/** How the server behaves; left out: OpenAI, without faults, at once. */
export interface ChatServerOptions {
  /** default ["fake-vision"] */
  readonly models?: readonly string[];
  /** "schema" as OpenAI; "json-only" refuses json_schema with 400; "none" refuses any; "ignored" takes it and writes prose first */
  readonly formats?: Formats;
  readonly unsupported?: readonly string[];
  /** the key it asks for; null: none is needed */
  readonly key?: string | null;
  /** what goes wrong with a request that the rules allow; null: nothing */
  readonly fault?: (asked: Asked) => Fault | null;
  /** what goes wrong with any request, before it is read; null: nothing */
  readonly obstacle?: (seen: Seen) => Fault | null | Promise<Fault | null>;
  /** milliseconds before a chat answer */
  readonly delayMs?: number;
  /** how the batches go, by their number from 1 */
  readonly batch?: (number: number) => BatchPlan;
}

export interface ChatServer extends FakeServer {
  /** for options: ends in /v1 */
  readonly baseURL: string;
  /** every request for an answer that the rules allow, in order, by chat and by batch */
  readonly asked: readonly Asked[];
  /** by sha256 of the image's bytes as they were sent: how many good answers (status 200, no fault) were sent whole */
  readonly answered: ReadonlyMap<string, number>;
  /** by the same: requests that came after a good answer had been sent whole */
  readonly askedAgain: ReadonlyMap<string, number>;
  /** files and batches */
  readonly batches: BatchRoom;
  /** most chat requests that were in work at one time */
  mostInFlight(): number;
  /** Cuts every connection and leaves the port. */
  stop(): Promise<void>;
  /** Comes back at the same port, with all it knew. */
  listen(): Promise<void>;
}

/** A server on 127.0.0.1 that speaks OpenAI's chat, files and batches, and says truthfully which number an image shows (numbered-image.ts). */
export async function startChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  const { models = ["fake-vision"], formats = "schema", unsupported = [], key = null, delayMs = 0 } = options;
  const rules: Rules = { models, formats, unsupported };
  const counts = countAsked(options.fault ?? (() => null));
  const batches = openBatchRoom(options.batch ?? (() => ({})), async (fields, authorization) => {
    const { answer, isGood, imageHash } = await counts.answer(fields, rules, "batch", authorization);
    if (isGood) counts.good(imageHash);
    return answer;
  });
  let inFlight = 0;
  let most = 0;
  let server: Server | undefined;

  const chat = async (seen: Seen, response: ServerResponse): Promise<void> => {
    most = Math.max(most, ++inFlight);
    response.on("close", () => inFlight--);
    const fields = await seen.fields().catch(() => null);
    const authorization = seen.headers.authorization ?? "";
    const { answer, isGood, imageHash } = await counts.answer(fields, rules, "chat", authorization);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (isGood) response.on("finish", () => counts.good(imageHash));
    if (!response.destroyed) sendAnswer(response, answer);
  };
  const fake = await startServer(
    async (seen, response) => {
      const obstacle = (await options.obstacle?.(seen)) ?? null;
      if (obstacle !== null) return sendAnswer(response, obstacle);
      if (key !== null && seen.headers.authorization !== `Bearer ${key}`) return sendAnswer(response, wrongKey(seen));
      if (seen.method === "POST" && seen.path === "/v1/chat/completions") return chat(seen, response);
      if (seen.method === "GET" && seen.path === "/v1/models") return sendJson(response, listModels(models));
      return sendAnswer(response, await batches.handle(seen));
    },
    () => true,
    (listener) => {
      server = createServer(listener);
      return server;
    },
  );
  return {
    ...fake,
    baseURL: `${fake.url}/v1`,
    ...counts,
    batches,
    mostInFlight: () => most,
    stop: fake.close,
    listen: () => new Promise((resolve) => server!.listen(Number(new URL(fake.url).port), "127.0.0.1", resolve)),
  };
}

interface Answered {
  readonly answer: Fault;
  readonly isGood: boolean;
  readonly imageHash: string;
}

function countAsked(plan: (asked: Asked) => Fault | null) {
  const asked: Asked[] = [];
  const turns = new Map<string, number>();
  const answered = new Map<string, number>();
  const askedAgain = new Map<string, number>();
  const add = (map: Map<string, number>, hash: string): number => map.set(hash, (map.get(hash) ?? 0) + 1).get(hash)!;

  async function answer(fields: unknown, rules: Rules, via: Asked["via"], authorization: string): Promise<Answered> {
    try {
      if (fields === null || typeof fields !== "object") {
        throw new Rejected(400, "We could not parse the JSON body of your request.");
      }
      const understood = await understand(fields as Record<string, unknown>, rules);
      const { imageHash } = understood;
      if (answered.has(imageHash)) add(askedAgain, imageHash);
      const turn = add(turns, imageHash);
      const one = { ...understood, turn, count: asked.length + 1, via, written: write(understood), authorization };
      asked.push(one);
      const fault = plan(one);
      if (fault !== null) return { answer: fault, isGood: false, imageHash };
      const body = completion(one, { content: one.written });
      return { answer: { status: 200, body }, isGood: true, imageHash };
    } catch (error) {
      if (error instanceof Rejected) return { answer: error.answer, isGood: false, imageHash: "" };
      throw error;
    }
  }
  const good = (hash: string): void => void add(answered, hash);
  return { asked, answered, askedAgain, answer, good };
}

function sendAnswer(response: ServerResponse, answer: Fault): void {
  if (answer === "hang") return;
  if (answer === "cut") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"id":"chatcmpl-', () => response.destroy());
    return;
  }
  const { status, headers = {}, body } = answer;
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  const id = createHash("sha256").update(`${status}${Math.random()}`).digest("hex").slice(0, 24);
  response.writeHead(status, {
    "content-type": isRaw ? "text/plain" : "application/json",
    "x-request-id": `req_${id}`,
    ...headers,
  });
  response.end(isRaw ? body : JSON.stringify(body));
}

function wrongKey({ headers }: Seen): Answer {
  const sent = (headers.authorization ?? "").replace(/^Bearer /, "");
  const shown = sent === "" ? "You didn't provide an API key." : `Incorrect API key provided: ${sent.slice(0, 3)}****.`;
  const error = { message: shown, type: "invalid_request_error", param: null, code: "invalid_api_key" };
  return { status: 401, body: { error } };
}

function listModels(models: readonly string[]): unknown {
  return { object: "list", data: models.map((id) => ({ id, object: "model", created: 1, owned_by: "test" })) };
}
