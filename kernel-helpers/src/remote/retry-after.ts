/**
 * How long a server asks to be left alone.
 * @param header of an answer, by lower-case name; null where it has none
 * @param now milliseconds since 1970
 * @returns seconds, at least 0; null when it does not say, or not in a way that can be read
 * @source RFC 9110, 10.2.3 (seconds or a date); retry-after-ms is OpenAI's
 */
export function readRetryAfter(header: (name: string) => string | null, now: number): number | null {
  const milliseconds = header("retry-after-ms");
  if (isNumber(milliseconds)) return Number(milliseconds) / 1000;
  const text = header("retry-after");
  if (text === null) return null;
  if (isNumber(text)) return Number(text);
  const date = /^[A-Za-z]/.test(text.trim()) ? Date.parse(text) : Number.NaN; // "-5" would be read as a month
  return Number.isNaN(date) ? null : Math.max(0, (date - now) / 1000);
}

function isNumber(text: string | null): boolean {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text);
}
