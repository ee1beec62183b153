import type { Estimate } from "./estimate.js";

/** "0.93 [0.90, 0.95]"; "-" where there is nothing to divide by. */
export function estimateText({ value, low, high }: Estimate): string {
  if (value === null) return "-";
  const interval = low === null || high === null ? "" : ` [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return `${value.toFixed(2)}${interval}`;
}
