const LONGEST_WORDS = 300;

/** What the body of an answer says. */
export interface AnswerWords {
  /** one line, at most 300 characters; "" when it says nothing readable */
  readonly text: string;
  /** the server's own names for what happened, e.g. "moderation_blocked"; lower case */
  readonly codes: readonly string[];
}

/** Reads the words out of an answer that is no image: JSON as OpenAI, FastAPI, AUTOMATIC1111 and ComfyUI write it, an HTML page, or plain text. */
export function readAnswerWords(body: Uint8Array): AnswerWords {
  const text = new TextDecoder().decode(body.subarray(0, 64 * 1024));
  const parsed = parseJson(text);
  if (parsed !== undefined) return { text: oneLine(words(parsed)), codes: codes(parsed) };
  return { text: oneLine(/^\s*</.test(text) ? htmlWords(text) : text), codes: [] };
}

/** @returns the text of any value a server may use for its words: a string, { message }, { detail }, [{ loc, msg }], nested */
export function words(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join("; ");
  if (typeof value !== "object" || value === null) return "";
  const { loc, msg, ...rest } = value as Record<string, unknown>;
  if (typeof msg === "string") return Array.isArray(loc) ? `${loc.join(".")}: ${msg}` : msg;
  const parts = ["message", "error", "detail", "details", "errors", "exception_message"].map((name) =>
    words(rest[name]),
  );
  const nodes = Object.entries((rest.node_errors ?? {}) as object).map(([id, error]) => `node ${id}: ${words(error)}`);
  return [...new Set([...parts, ...nodes])].filter(Boolean).join("; ");
}

function codes(value: unknown): string[] {
  const { error, code, type } = Object(value) as Record<string, unknown>;
  const own = [code, type, typeof error === "string" ? error : undefined].filter((name) => typeof name === "string");
  const inner = typeof error === "object" && error !== null ? codes(error) : [];
  return [...own, ...inner].map((name) => name.toLowerCase());
}

function htmlWords(html: string): string {
  const bare = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " ");
  return `a web page: ${bare}`;
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a server's words must not steer the terminal they are shown in
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return line.length > LONGEST_WORDS ? `${line.slice(0, LONGEST_WORDS)}...` : line;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: read as a page or as text
  }
}
