import type { KernelBridge } from "./kernel-bridge.js";
import { removeBuffers } from "./widget-buffers.js";
import { openWidgets } from "./widget-registry.js";

/** The comm target a front-end opens to restore all widgets after a page reload. */
export const CONTROL_TARGET = "jupyter.widget.control";

/**
 * Answers request_states with the state of every open widget.
 * The shape is what ipywidgets sends (widget.py, _handle_control_comm_msg), which its messages.md describes wrongly: each state sits
 * in an object with the model's name, and buffer paths start with [id, "state"].
 */
export function serveWidgetControl(bridge: Pick<KernelBridge, "registerTarget">): void {
  bridge.registerTarget(CONTROL_TARGET, (comm) => {
    comm.onMessage(({ data }) => {
      if ((data as { method?: unknown } | null)?.method !== "request_states") return;
      const snapshots = [...openWidgets()].map(([id, snapshot]) => [id, snapshot()] as const);
      const { state, bufferPaths, buffers } = removeBuffers(Object.fromEntries(snapshots));
      // buffer_paths must be there even when empty: the front-end reads its length unguarded
      comm.send({ method: "update_states", states: state, buffer_paths: bufferPaths }, { buffers });
    });
  });
}
