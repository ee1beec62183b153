import { formatDuration } from "../cli/format-duration.js";

/** Shorter times get a digit after the point, seconds. */
const SHORT = 9.95;
/** Smaller amounts get four digits after the point, dollars. */
const SMALL = 0.1;

/** @returns e.g. "2 min 10 s, $0.80", "0.4 s" or "$0.0042"; "" when neither is known */
export function costText(seconds: number | null, dollars: number | null): string {
  const parts = [];
  if (seconds !== null) parts.push(seconds < SHORT ? `${seconds.toFixed(1)} s` : formatDuration(seconds));
  if (dollars !== null) parts.push(`$${dollars < SMALL ? Number(dollars.toFixed(4)) : dollars.toFixed(2)}`);
  return parts.join(", ");
}
