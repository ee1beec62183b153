/** The server models come from. */
export interface Hub {
  /** without a "/" at its end: "https://huggingface.co" */
  readonly endpoint: string;
  /** sent to the endpoint's own origin only; null for public models */
  readonly token: string | null;
  /** no request may be made */
  readonly isOffline: boolean;
}

const DEFAULT_ENDPOINT = "https://huggingface.co";

/**
 * The hub the environment names: HF_ENDPOINT (a mirror), HF_TOKEN, DATACRAFTER_OFFLINE=1.
 * @param endpoint instead of HF_ENDPOINT
 * @throws Error when one of them cannot be used; it does not repeat the value, which may be secret
 */
export function hubFromEnvironment(endpoint?: string, env: NodeJS.ProcessEnv = process.env): Hub {
  const token = env.HF_TOKEN?.trim() || null;
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new Error("HF_TOKEN holds blanks or characters that no token has; copy it once more.");
  }
  return { endpoint: parseEndpoint(endpoint ?? (env.HF_ENDPOINT || DEFAULT_ENDPOINT)), token, isOffline: isOn(env) };
}

function isOn(env: NodeJS.ProcessEnv): boolean {
  return !["", "0", "false", "no", "off"].includes((env.DATACRAFTER_OFFLINE ?? "").trim().toLowerCase());
}

function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw new Error(
      "The hub's address (HF_ENDPOINT, or endpoint) must be an http or https address without a name, password or question mark, e.g. https://huggingface.co.",
    );
  }
  return url.href.replace(/\/+$/, "");
}
