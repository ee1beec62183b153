const WIDGETS_KEY = Symbol.for("datacrafter.widgets.v1");

/** One open widget as the control comm describes it; state holds binary values still in place. */
export interface WidgetSnapshot {
  readonly model_name: string;
  readonly model_module: string;
  readonly model_module_version: string;
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * Every open widget of this process by model id. It is global because the kernel and a notebook may hold two copies of this package.
 * @returns the one map; openWidget adds to it, closing takes away
 */
export function openWidgets(): Map<string, () => WidgetSnapshot> {
  const globals = globalThis as Record<symbol, unknown>;
  globals[WIDGETS_KEY] ??= new Map<string, () => WidgetSnapshot>();
  return globals[WIDGETS_KEY] as Map<string, () => WidgetSnapshot>;
}
