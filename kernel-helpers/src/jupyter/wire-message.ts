import { createHmac, timingSafeEqual } from "node:crypto";

/** The end of the ZeroMQ routing prefix. */
const DELIMITER = Buffer.from("<IDS|MSG>");
/** header, parent header, metadata, content: the frames that are signed */
const SIGNED_FRAMES = 4;

export interface MessageHeader {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 */
  readonly date: string;
  /** of the messaging protocol */
  readonly version: string;
}

/** One Jupyter message, either direction. */
export interface WireMessage {
  /** routing prefix: the client a request came from, or the topic of an iopub message */
  readonly identities: readonly Uint8Array[];
  readonly header: MessageHeader;
  /** null when nothing asked for it */
  readonly parentHeader: MessageHeader | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  /** tight: byteOffset is 0 */
  readonly buffers: readonly Uint8Array[];
}

/**
 * The signature of a message: HMAC-SHA256 over its four JSON frames, never over its binary buffers.
 * @param key the connection file's key; "" means unsigned
 * @returns lower-case hex, or "" without a key
 * @source https://jupyter-client.readthedocs.io/en/stable/messaging.html#wire-protocol
 */
export function signFrames(key: string, frames: readonly (string | Uint8Array)[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const frame of frames.slice(0, SIGNED_FRAMES)) hmac.update(frame);
  return hmac.digest("hex");
}

/**
 * Reads and verifies one multipart message.
 * @throws Error saying what is wrong with it; the caller drops the message
 */
export function parseMessage(frames: readonly Uint8Array[], key: string): WireMessage {
  const delimiter = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (delimiter < 0) throw new Error("no <IDS|MSG> delimiter");
  const body = frames.slice(delimiter + 2);
  if (body.length < SIGNED_FRAMES) throw new Error(`${body.length} frames after the signature, at least 4 are needed`);
  verifySignature(key, body, Buffer.from(frames[delimiter + 1]));
  const [header, parent, metadata, content] = body.slice(0, SIGNED_FRAMES).map(parseObject);
  if (typeof header.msg_id !== "string" || typeof header.msg_type !== "string") {
    throw new Error("the header has no msg_id or no msg_type");
  }
  return {
    identities: frames.slice(0, delimiter),
    header: header as unknown as MessageHeader,
    parentHeader: typeof parent.msg_id === "string" ? (parent as unknown as MessageHeader) : null,
    metadata,
    content,
    // ZeroMQ's frames may start anywhere in memory: a copy is aligned for every typed array
    buffers: body.slice(SIGNED_FRAMES).map((frame) => new Uint8Array(frame)),
  };
}

/** @returns the frames of a message, signed, ready to send as one multipart message */
export function messageFrames(message: WireMessage, key: string): (string | Uint8Array)[] {
  const json = [message.header, message.parentHeader ?? {}, message.metadata, message.content].map((part) =>
    JSON.stringify(part),
  );
  // ZeroMQ sends later, from another thread: copies keep what the buffers hold now
  const buffers = message.buffers.map((buffer) => new Uint8Array(buffer));
  return [...message.identities, DELIMITER, signFrames(key, json), ...json, ...buffers];
}

function verifySignature(key: string, body: readonly Uint8Array[], received: Buffer): void {
  const expected = Buffer.from(signFrames(key, body));
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) throw new Error("wrong signature");
}

function parseObject(frame: Uint8Array): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(frame).toString("utf8"));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("a frame is not a JSON object");
  return value as Record<string, unknown>;
}
