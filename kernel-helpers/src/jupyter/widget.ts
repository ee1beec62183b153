import type { MimeBundle } from "./kernel-bridge.js";

/** A widget of the ipywidgets protocol 2.1, kernel side: one model in the kernel, any number of views in browsers. */
export interface Widget<State extends object> {
  readonly id: string;
  /** the latest values, whoever set them */
  readonly state: Readonly<State>;
  /** Sets and sends only what changed; values inside one 33 ms frame travel together. */
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

/** @throws Error outside the DataCrafter kernel */
export function openWidget<State extends object>(_options: WidgetOptions<State>): Widget<State> {
  throw new Error("not built yet");
}
