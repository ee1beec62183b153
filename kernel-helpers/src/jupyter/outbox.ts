import { randomUUID } from "node:crypto";
import type { Channel } from "./kernel-sockets.js";
import { type MessageHeader, messageFrames, type WireMessage } from "./wire-message.js";

const PROTOCOL_VERSION = "5.3";

/** What goes beside the content. */
export interface Attachments {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
}

/** Makes, signs and sends the kernel's messages, all of one session. */
export interface Outbox {
  /** to every client, on iopub */
  publish(
    type: string,
    parent: MessageHeader | null,
    content: Readonly<Record<string, unknown>>,
    attachments?: Attachments,
  ): void;
  /** to the client that asked */
  reply(channel: Channel, request: WireMessage, type: string, content: Readonly<Record<string, unknown>>): void;
}

/** @param key signs every message; "" signs none */
export function createOutbox(
  key: string,
  send: {
    publish(frames: (string | Uint8Array)[]): void;
    sendTo(channel: Channel, frames: (string | Uint8Array)[]): void;
  },
): Outbox {
  const session = randomUUID();
  let count = 0;
  const header = (type: string): MessageHeader => ({
    msg_id: `${session}_${++count}`,
    msg_type: type,
    session,
    username: "kernel",
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  });
  return {
    publish(type, parentHeader, content, { metadata = {}, buffers = [] } = {}) {
      const identities = [Buffer.from(`kernel.${session}.${type}`)];
      send.publish(messageFrames({ identities, header: header(type), parentHeader, metadata, content, buffers }, key));
    },
    reply(channel, { identities, header: parentHeader }, type, content) {
      const message = { identities, header: header(type), parentHeader, metadata: {}, content, buffers: [] };
      send.sendTo(channel, messageFrames(message, key));
    },
  };
}
