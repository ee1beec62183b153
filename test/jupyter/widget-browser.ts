import { setTimeout as sleep } from "node:timers/promises";
import type { Comm, CommMessage, CommOpenOptions } from "../../kernel-helpers/src/jupyter/kernel-bridge.js";

interface Sent<Reply> {
  readonly content: Reply;
  readonly buffers: readonly Uint8Array[];
}

/** A browser's side of one widget: its state, what came, and a way to ask. */
export interface WidgetBrowser<State, Reply extends { readonly kind: string }> {
  readonly state: State;
  readonly sent: Sent<Reply>[];
  /** @returns the answer */
  ask(request: object, buffers?: readonly Uint8Array[]): Promise<Extract<Reply, { kind: "done" | "failed" }>>;
  /** as it is, without a request number */
  post(content: unknown, buffers?: readonly Uint8Array[]): void;
  /** @throws Error when none of this kind came */
  last<Kind extends Reply["kind"]>(kind: Kind): Sent<Extract<Reply, { kind: Kind }>>;
}

let nextComm = 1;
let nextRequest = 1;

/** Stands in for a browser that shows a widget. @param opening what the kernel opens the widget's comm with */
export function widgetBrowser<State, Reply extends { readonly kind: string }>(
  opening: CommOpenOptions,
): { readonly comm: Comm; readonly browser: WidgetBrowser<State, Reply> } {
  let { state } = opening.data as { state: State };
  let handler: (message: CommMessage) => void = () => undefined;
  const sent: Sent<Reply>[] = [];
  const post = (content: unknown, buffers: readonly Uint8Array[] = []): void =>
    handler({ data: { method: "custom", content: asSent(content) }, metadata: {}, buffers });
  const browser: WidgetBrowser<State, Reply> = {
    get state() {
      return state;
    },
    sent,
    post,
    async ask(request, buffers) {
      const number = nextRequest++;
      post({ request: number, ...request }, buffers);
      for (;;) {
        const found = sent.find(({ content }) => isAnswer(content, number));
        if (found) return found.content as never;
        await sleep(2);
      }
    },
    last(kind) {
      const found = sent.findLast(({ content }) => content.kind === kind);
      if (!found) throw new Error(`no ${kind} was sent`);
      return found as never;
    },
  };
  const comm: Comm = {
    id: `comm-${nextComm++}`,
    targetName: "jupyter.widget",
    send(message, options) {
      const { method, state: patch, content } = message as { method: string; state?: object; content?: Reply };
      if (method === "update") state = { ...state, ...asSent(patch) };
      else if (method === "custom") sent.push({ content: asSent(content) as Reply, buffers: options?.buffers ?? [] });
    },
    onMessage(next) {
      handler = next;
    },
    onClose: () => undefined,
    close: () => undefined,
  };
  return { comm, browser };
}

function isAnswer(content: { readonly kind: string; readonly request?: unknown }, request: number): boolean {
  return (content.kind === "done" || content.kind === "failed") && content.request === request;
}

/** As it comes out on the other side of the wire. */
function asSent<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
