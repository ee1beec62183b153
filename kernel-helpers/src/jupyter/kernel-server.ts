import { createCellContexts } from "./cell-context.js";
import { describeThrown } from "./cell-error.js";
import { createCellQueue } from "./cell-queue.js";
import { createCellRunner } from "./cell-runner.js";
import { createCommRegistry } from "./comm-registry.js";
import type { Connection } from "./connection.js";
import { createKernelBridge } from "./create-kernel-bridge.js";
import { createInterrupts } from "./interrupts.js";
import { installKernelBridge } from "./kernel-bridge.js";
import { type Channel, openSockets } from "./kernel-sockets.js";
import { createOutbox } from "./outbox.js";
import { createRequestHandlers } from "./request-handlers.js";
import { captureStreams } from "./stream-output.js";
import { connectTslabDisplay } from "./tslab.js";
import { serveWidgetControl } from "./widget-control.js";
import { type MessageHeader, parseMessage, type WireMessage } from "./wire-message.js";

/** Time the shutdown reply gets to leave. */
const EXIT_DELAY_MS = 30;

/** What the process around the server may tell it. */
export interface KernelServer {
  /** SIGINT came */
  interrupt(): void;
}

/**
 * Runs the Jupyter kernel of this process: binds its sockets, loads the compiler, installs the bridge, then answers requests for ever.
 * Every message gets busy and idle with itself as parent, whatever happens in between; messages that are not validly signed are dropped.
 * @source https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
export async function startKernelServer(connection: Connection): Promise<KernelServer> {
  const sockets = await openSockets(connection);
  const outbox = createOutbox(connection.key, sockets);
  const contexts = createCellContexts();
  const interrupts = createInterrupts();
  const warn = realStderr();
  const streams = captureStreams(contexts, (cell, name, text) => outbox.publish("stream", cell.header, { name, text }));
  /** the comm message whose handler runs now */
  let commParent: MessageHeader | null = null;

  const publish: typeof outbox.publish = (...message) => {
    streams.flush();
    outbox.publish(...message);
  };
  const publishStatus = (state: string, request: WireMessage): void =>
    publish("status", request.header, { execution_state: state });
  // outside a comm handler: the latest cell, also for code of an earlier one, since nbclient ignores other parents
  const comms = createCommRegistry(
    (type, content, metadata, buffers) =>
      publish(type, commParent ?? contexts.latest()?.header ?? null, content, { metadata, buffers }),
    reportUncaught,
  );
  /** Errors that no cell awaits: shown in the cell they come from, where that is known, else in the latest. */
  function reportUncaught(error: unknown): void {
    process.stderr.write(`${describeThrown(error, runner.rewriteFrame).traceback.join("\n")}\n`);
  }

  const { bridge, cellEnded } = createKernelBridge(comms, contexts, interrupts, publish);
  installKernelBridge(bridge);
  serveWidgetControl(bridge);
  const runner = createCellRunner(process.cwd());
  connectTslabDisplay(({ data, metadata, transient }, update) =>
    bridge.display(data, { metadata, displayId: transient.display_id, update }),
  );
  const queue = createCellQueue({
    runner,
    contexts,
    interrupts,
    status: publishStatus,
    output: (cell, type, content) => {
      if (!cell.isSilent) publish(type, cell.header, content);
    },
    reply: (request, content) => outbox.reply("shell", request, "execute_reply", content),
    cellEnded,
  });
  const handlers = createRequestHandlers({ runner, comms, history: queue.history, interrupt: interrupts.fire });

  function receive(channel: Channel, frames: readonly Uint8Array[]): void {
    let request: WireMessage;
    try {
      request = parseMessage(frames, connection.key);
    } catch (error) {
      warn(`DataCrafter kernel: dropped a message on ${channel}: ${(error as Error).message}\n`);
      return;
    }
    if (request.header.msg_type === "execute_request") queue.add(request);
    else answer(channel, request);
  }

  function answer(channel: Channel, request: WireMessage): void {
    const type = request.header.msg_type;
    // Jupyter's server writes each message to the browser by itself, and TCP holds the second until the first is acknowledged, up
    // to 40 ms later. So an answer to a widget goes first and the statuses, which nobody watches for it, after it.
    if (isCommMessage(type)) receiveComm(request);
    publishStatus("busy", request);
    if (type === "shutdown_request") shutDown(channel, request);
    else reply(channel, request);
    publishStatus("idle", request);
    // a browser shows the last status it got: the cell that awaits is still running
    const running = queue.running();
    if (running) publishStatus("busy", running);
  }

  function receiveComm(message: WireMessage): void {
    commParent = message.header;
    try {
      comms.receive(message);
    } finally {
      commParent = null;
    }
  }

  function reply(channel: Channel, request: WireMessage): void {
    const kind = request.header.msg_type.replace(/_request$/, "");
    const handler = Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
    if (!handler) return;
    try {
      outbox.reply(channel, request, `${kind}_reply`, handler(request.content));
    } catch (error) {
      outbox.reply(channel, request, `${kind}_reply`, { status: "error", ...describeThrown(error) });
    }
  }

  function shutDown(channel: Channel, request: WireMessage): void {
    outbox.reply(channel, request, "shutdown_reply", { status: "ok", restart: request.content.restart === true });
    setTimeout(() => {
      sockets.close();
      process.exit(0); // timers, sockets and workers of cells would keep the process
    }, EXIT_DELAY_MS);
  }

  process.on("uncaughtException", reportUncaught);
  process.on("unhandledRejection", reportUncaught);
  outbox.publish("status", null, { execution_state: "starting" });
  sockets.listen(receive);
  return { interrupt: interrupts.fire };
}

function isCommMessage(type: string): boolean {
  return type === "comm_open" || type === "comm_msg" || type === "comm_close";
}

/** @returns a writer to the process's own stderr, which Jupyter's server logs; stays so when the stream is captured */
function realStderr(): (text: string) => void {
  const write = process.stderr.write.bind(process.stderr);
  return (text) => void write(text);
}
