import { kernelBridge } from "./kernel-bridge.js";
import { mimeBundle } from "./mime-bundle.js";

/**
 * Shows a value in the running cell as if it were the cell's last expression: by its own toMimeBundle(), as a table, or as text.
 * @returns when it is sent: at once, or after the value's own promise
 * @throws Error outside the DataCrafter kernel
 */
export function display(value: unknown): Promise<void> {
  const bridge = kernelBridge();
  const bundle = mimeBundle(value);
  if (bundle instanceof Promise) return bundle.then((ready) => bridge.display(ready));
  bridge.display(bundle);
  return Promise.resolve();
}
