/** A request that failed, with a sentence for a person. */
export class HubError extends Error {
  /** true when the same request may well succeed a little later */
  readonly mayPass: boolean;
  /** how long the server asks to wait; null when it does not say */
  readonly retryAfterMs: number | null;

  constructor(message: string, options: { mayPass: boolean; retryAfterMs?: number | null; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "HubError";
    this.mayPass = options.mayPass;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/**
 * What an answer other than 2xx means.
 * @param what was asked for: "Xenova/clip-vit-base-patch32", a file of it
 * @param host that answered
 * @param page where a person can look at the model
 */
export function answerError(response: Response, what: string, host: string, page: string): HubError {
  const { status } = response;
  const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), Date.now());
  // the hub signs the addresses of its file store for a while only; the next request gets a new one
  const isExpired = status === 403 && host !== new URL(page).host;
  const mayPass = isExpired || [408, 425, 429].includes(status) || status >= 500;
  if (isExpired) {
    return new HubError(
      `${host}, where the hub sends the request for ${what}, refuses it (403); run the same again later.`,
      { mayPass },
    );
  }
  return new HubError(sentence(status, what, host, page, retryAfterMs), { mayPass, retryAfterMs });
}

function sentence(status: number, what: string, host: string, page: string, retryAfterMs: number | null): string {
  const later = retryAfterMs === null ? "later" : `in ${Math.ceil(retryAfterMs / 1000)} s`;
  if (status === 401) {
    return `${host} wants to know who asks for ${what} (401): check the name; for a private or gated model set HF_TOKEN to your token.`;
  }
  if (status === 403) {
    return `${host} refuses ${what} (403): accept its licence at ${page}, with the account of HF_TOKEN.`;
  }
  if (status === 404 || status === 410) return `${host} has no ${what} (${status}): check the name at ${page}.`;
  if (status === 429) return `${host} gets too many requests (429); run the same again ${later}.`;
  if (status >= 500) return `${host} is in trouble (${status}); run the same again ${later}.`;
  return `${host} answered ${status} to the request for ${what}; look at ${page}.`;
}

/** A request that got no answer, or lost it on the way. */
export function connectionError(host: string, cause: unknown): HubError {
  const code = codeOf(cause);
  const lasting = /CERT|TLS|SSL|SIGNATURE|ERR_INVALID|ENOTFOUND/.test(code);
  const advice = "check the network, set HF_ENDPOINT to a mirror, or copy the model's folder from another machine";
  return new HubError(`No connection to ${host} (${code}); ${advice}.`, { mayPass: !lasting, cause });
}

// fetch wraps the reason once or twice: TypeError "fetch failed", whose cause is an error with a code or several of such
function codeOf(error: unknown): string {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string") return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined || cause === null ? "no reason given" : codeOf(cause);
}

/** Milliseconds from a Retry-After header, which holds seconds or a date; null when it holds neither. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
