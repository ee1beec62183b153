import { isDeepStrictEqual } from "node:util";
import { type CommMessage, kernelBridge, type MimeBundle } from "./kernel-bridge.js";
import { type BufferPath, putBuffers, removeBuffers } from "./widget-buffers.js";
import { openWidgets } from "./widget-registry.js";

/** A widget of the ipywidgets protocol 2.1, kernel side: one model in the kernel, any number of views in browsers. */
export interface Widget<State extends object> {
  readonly id: string;
  /** the latest values, whoever set them */
  readonly state: Readonly<State>;
  /** Sets and sends only what changed; values inside one 33 ms frame travel together. Pass new objects: one changed in place counts as unchanged. */
  update(patch: Partial<State>): void;
  /** Sends a custom message to every view. */
  send(content: unknown, buffers?: readonly Uint8Array[]): void;
  onChange(handler: (patch: Partial<State>) => void): void;
  onMessage(handler: (content: unknown, buffers: readonly Uint8Array[]) => void): void;
  /** Shows a view in the running cell; preview is what a place without the widget shows instead (text/plain, image/png, ...). */
  display(preview: MimeBundle): void;
  close(): void;
}

export interface WidgetOptions<State extends object> {
  readonly model: { readonly module: string; readonly version: string; readonly name: string };
  readonly view: { readonly module: string; readonly version: string; readonly name: string };
  readonly state: State;
}

const WIDGET_TARGET = "jupyter.widget";
const WIDGET_PROTOCOL = "2.1.0";
/** JupyterLab's server drops kernel messages beyond 1000 a second: 30 frames a second per widget stay far below */
const FRAME_MS = 33;

/**
 * Opens a widget: a model in every browser that shows this notebook, in step with the state here.
 * Typed arrays and ArrayBuffers anywhere in the state travel as binary; from a browser they come back as Uint8Array.
 * After close(), by either side, update and send do nothing.
 * @throws Error outside the DataCrafter kernel
 * @source https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md (version 2)
 */
export function openWidget<State extends object>(options: WidgetOptions<State>): Widget<State> {
  const bridge = kernelBridge();
  const names = modelNames(options);
  let state: State = { ...options.state };
  let isClosed = false;
  const changeHandlers: ((patch: Partial<State>) => void)[] = [];
  const messageHandlers: ((content: unknown, buffers: readonly Uint8Array[]) => void)[] = [];

  const opening = removeBuffers({ ...names, ...state });
  const comm = bridge.openComm({
    targetName: WIDGET_TARGET,
    data: { state: opening.state, buffer_paths: opening.bufferPaths },
    metadata: { version: WIDGET_PROTOCOL },
    buffers: opening.buffers,
  });
  const sendState = (method: "update" | "echo_update", values: object): void => {
    const split = removeBuffers(values as Record<string, unknown>);
    comm.send({ method, state: split.state, buffer_paths: split.bufferPaths }, { buffers: split.buffers });
  };
  const frame = createFrame<State>((patch) => sendState("update", patch));
  const stopFlushing = bridge.onCellEnd?.(() => frame.flush());

  function forget(): void {
    isClosed = true;
    frame.cancel();
    stopFlushing?.();
    openWidgets().delete(comm.id);
  }

  function takeUpdate(patch: Partial<State>): void {
    state = { ...state, ...patch };
    frame.drop(Object.keys(patch)); // the browser's value is the later one
    sendState("echo_update", patch);
    for (const handler of changeHandlers) handler(patch);
  }

  function receive(message: CommMessage): void {
    const data = parseWidgetMessage(message);
    if (data.method === "update") takeUpdate(data.state as Partial<State>);
    else if (data.method === "request_state") sendState("update", { ...names, ...state });
    else if (data.method === "custom") for (const handler of messageHandlers) handler(data.content, message.buffers);
  }

  openWidgets().set(comm.id, () => ({
    model_name: options.model.name,
    model_module: options.model.module,
    model_module_version: options.model.version,
    state: { ...names, ...state },
  }));
  comm.onMessage(receive);
  comm.onClose(forget);

  return {
    id: comm.id,
    get state(): Readonly<State> {
      return state;
    },
    update(patch) {
      const changed = changedValues(state, patch);
      if (isClosed || Object.keys(changed).length === 0) return;
      state = { ...state, ...changed };
      frame.add(changed);
    },
    send(content, buffers = []) {
      frame.flush(); // what was set before the message arrives before it
      comm.send({ method: "custom", content }, { buffers });
    },
    onChange: (handler) => void changeHandlers.push(handler),
    onMessage: (handler) => void messageHandlers.push(handler),
    display(preview) {
      if (isClosed) throw new Error(`Widget ${comm.id} is closed; open a new one to show it.`);
      const view = { version_major: 2, version_minor: 0, model_id: comm.id };
      bridge.display({ ...preview, "application/vnd.jupyter.widget-view+json": view });
    },
    close() {
      if (isClosed) return;
      frame.flush();
      forget();
      comm.close();
    },
  };
}

/** The fields every widget model has; `_view_count: null` tells the browser not to count views. */
function modelNames<State extends object>({ model, view }: WidgetOptions<State>): Record<string, unknown> {
  return {
    _model_module: model.module,
    _model_module_version: model.version,
    _model_name: model.name,
    _view_module: view.module,
    _view_module_version: view.version,
    _view_name: view.name,
    _view_count: null,
  };
}

function changedValues<State extends object>(state: State, patch: Partial<State>): Partial<State> {
  const before = state as Record<string, unknown>;
  const changed = Object.entries(patch).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return Object.fromEntries(changed) as Partial<State>;
}

/** Collects patches and sends them together, at most one message per FRAME_MS; the first after a pause goes at the end of its tick. */
function createFrame<State extends object>(
  send: (patch: Partial<State>) => void,
): { add(patch: Partial<State>): void; drop(keys: readonly string[]): void; flush(): void; cancel(): void } {
  let pending: Record<string, unknown> = {};
  let timer: NodeJS.Timeout | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;
  const cancel = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    pending = {};
  };
  const flush = (): void => {
    const patch = pending as Partial<State>;
    cancel();
    if (Object.keys(patch).length === 0) return;
    sentAt = performance.now();
    send(patch);
  };
  return {
    add(patch) {
      Object.assign(pending, patch);
      timer ??= setTimeout(flush, Math.max(0, sentAt + FRAME_MS - performance.now()));
    },
    drop(keys) {
      for (const key of keys) delete pending[key];
    },
    flush,
    cancel,
  };
}

interface WidgetMessage {
  readonly method: unknown;
  readonly state: Record<string, unknown>;
  readonly content: unknown;
}

/** @throws Error when the browser's buffer paths and buffers do not fit */
function parseWidgetMessage({ data, buffers }: CommMessage): WidgetMessage {
  const { method, state, buffer_paths, content } = (data ?? {}) as Record<string, unknown>;
  const isUpdate = method === "update" && typeof state === "object" && state !== null;
  const paths = (buffer_paths ?? []) as readonly BufferPath[];
  return {
    method,
    state: isUpdate ? putBuffers(state as Record<string, unknown>, paths, buffers) : {},
    content,
  };
}
