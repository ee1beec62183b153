import { Publisher, Reply, Router } from "zeromq";
import { type Connection, socketAddress } from "./connection.js";

/** The two sockets requests come in on. */
export type Channel = "shell" | "control";

type Frames = (string | Uint8Array)[];

/** The kernel's five ZeroMQ sockets. */
export interface KernelSockets {
  /** to every client */
  publish(frames: Frames): void;
  /** to the client named by the first frames */
  sendTo(channel: Channel, frames: Frames): void;
  /** Starts to read requests. @param receive is given each one's frames, in order of arrival */
  listen(receive: (channel: Channel, frames: readonly Uint8Array[]) => void): void;
  close(): void;
}

/**
 * Binds the five sockets of a connection; requests wait in them until listen().
 * @throws Error when a port is taken
 */
export async function openSockets(connection: Connection): Promise<KernelSockets> {
  const iopub = new Publisher(NEVER_WAIT);
  const requests: Record<Channel, Router> = { shell: new Router(NEVER_WAIT), control: new Router(NEVER_WAIT) };
  const stdin = new Router();
  const heartbeat = new Reply();
  await Promise.all([
    iopub.bind(socketAddress(connection, connection.iopub_port)),
    requests.shell.bind(socketAddress(connection, connection.shell_port)),
    requests.control.bind(socketAddress(connection, connection.control_port)),
    stdin.bind(socketAddress(connection, connection.stdin_port)),
    heartbeat.bind(socketAddress(connection, connection.hb_port)),
  ]);
  void echoHeartbeat(heartbeat);
  const all = [iopub, requests.shell, requests.control, stdin, heartbeat];
  return {
    publish: (frames) => sendNow(iopub, frames),
    sendTo: (channel, frames) => sendNow(requests[channel], frames),
    listen: (receive) => {
      for (const channel of ["shell", "control"] as const) void readRequests(requests[channel], channel, receive);
    },
    close: () => {
      for (const socket of all) socket.close();
    },
  };
}

/**
 * zeromq.js sends at once only while it need not wait; after 512 sends in one tick it waits for the event loop, and the next send
 * fails with EBUSY. No timeout and no limit of queued messages keep it on the direct path, in order, whatever the number.
 */
const NEVER_WAIT = { sendTimeout: 0, sendHighWaterMark: 0 };

function sendNow(socket: Publisher | Router, frames: Frames): void {
  if (socket.closed) return;
  // with no waiting a send fails only when its client is gone or the socket closes: nobody is left to be told
  socket.send(frames).catch(() => undefined);
}

async function readRequests(
  socket: Router,
  channel: Channel,
  receive: (channel: Channel, frames: readonly Uint8Array[]) => void,
): Promise<void> {
  for await (const frames of socket) receive(channel, frames);
}

async function echoHeartbeat(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}
