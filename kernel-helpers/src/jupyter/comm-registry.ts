import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Comm, CommMessage, CommOpenOptions } from "./kernel-bridge.js";
import type { WireMessage } from "./wire-message.js";

export type CommMessageType = "comm_open" | "comm_msg" | "comm_close";

/** Sends a comm message to every front-end; the server adds the parent. */
export type PublishComm = (
  type: CommMessageType,
  content: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
  buffers: readonly Uint8Array[],
) => void;

/** All open comms of a kernel and the targets that front-ends may open. */
export interface CommRegistry {
  open(options: CommOpenOptions): Comm;
  registerTarget(targetName: string, handler: (comm: Comm, opening: CommMessage) => void): void;
  /** Takes a comm_open, comm_msg or comm_close from a front-end; what is malformed or unknown is ignored. */
  receive(message: WireMessage): void;
  /** @returns by comm id, of one target or of all: the body of a comm_info_reply */
  info(targetName?: string): Record<string, { target_name: string }>;
}

interface OpenComm {
  readonly comm: Comm;
  message: (message: CommMessage) => void;
  close: () => void;
}

/** @param onError is told what a handler of a notebook throws: the kernel goes on */
export function createCommRegistry(publish: PublishComm, onError: (error: unknown) => void): CommRegistry {
  const comms = new Map<string, OpenComm>();
  const targets = new Map<string, (comm: Comm, opening: CommMessage) => void>();

  function add(id: string, targetName: string): Comm {
    const comm: Comm = {
      id,
      targetName,
      send: (data, { metadata = {}, buffers = [] } = {}) => {
        if (comms.has(id)) publish("comm_msg", { comm_id: id, data }, metadata, buffers);
      },
      // a handler's output belongs to the cell that set the handler, whatever cell runs when the message comes
      onMessage: (handler) => {
        entry.message = AsyncLocalStorage.bind(handler);
      },
      onClose: (handler) => {
        entry.close = AsyncLocalStorage.bind(handler);
      },
      close: (data = {}) => {
        if (comms.delete(id)) publish("comm_close", { comm_id: id, data }, {}, []);
      },
    };
    const entry: OpenComm = { comm, message: () => undefined, close: () => undefined };
    comms.set(id, entry);
    return comm;
  }

  function guarded(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      onError(error);
      return false;
    }
  }

  function openFromFrontEnd(id: string, message: WireMessage): void {
    const targetName = String(message.content.target_name);
    const handler = targets.get(targetName);
    if (!handler) {
      publish("comm_close", { comm_id: id, data: {} }, {}, []);
      return;
    }
    const comm = add(id, targetName);
    if (!guarded(() => handler(comm, commMessage(message)))) comm.close();
  }

  return {
    open({ targetName, data, metadata = {}, buffers = [], commId = randomUUID() }) {
      const comm = add(commId, targetName);
      publish("comm_open", { comm_id: commId, target_name: targetName, data }, metadata, buffers);
      return comm;
    },
    registerTarget(targetName, handler) {
      targets.set(targetName, AsyncLocalStorage.bind(handler));
    },
    receive(message) {
      const id = message.content.comm_id;
      if (typeof id !== "string") return;
      const entry = comms.get(id);
      if (message.header.msg_type === "comm_open") {
        if (!entry) openFromFrontEnd(id, message);
        return;
      }
      if (!entry) return;
      if (message.header.msg_type === "comm_msg") guarded(() => entry.message(commMessage(message)));
      else if (comms.delete(id)) guarded(() => entry.close());
    },
    info(targetName) {
      const open = [...comms.values()].map(({ comm }) => comm);
      const asked = open.filter((comm) => targetName === undefined || comm.targetName === targetName);
      return Object.fromEntries(asked.map((comm) => [comm.id, { target_name: comm.targetName }]));
    },
  };
}

function commMessage({ content, metadata, buffers }: WireMessage): CommMessage {
  return { data: content.data, metadata, buffers };
}
