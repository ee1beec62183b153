import type { Hub } from "./hub.js";
import { connectionError, HubError } from "./hub-error.js";

/** An answer of the hub, its body unread. */
export interface HubAnswer {
  readonly response: Response;
  /** the host that answered in the end: the hub's, or that of its file store */
  readonly host: string;
  /** what the hub itself said of the file before it passed the request on: the hash of its content; null when it said nothing */
  readonly linkedEtag: string | null;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * GETs one address of the hub. Redirects are followed by hand: large files lie on other hosts, and the token must never reach those.
 * @param path below the endpoint, beginning with "/"
 * @throws HubError when no answer comes; the signal's reason
 */
export async function requestHub(
  hub: Hub,
  path: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HubAnswer> {
  const home = new URL(hub.endpoint);
  let url = new URL(hub.endpoint + path);
  let linkedEtag: string | null = null;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const token = url.origin === home.origin ? hub.token : null;
    const response = await get(url, headers, token, signal);
    linkedEtag ??= response.headers.get("x-linked-etag");
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return { response, host: url.host, linkedEtag };
    await response.body?.cancel();
    url = nextUrl(url, location);
  }
  throw new HubError(`${home.host} sends the request round in circles; choose another mirror.`, { mayPass: false });
}

async function get(
  url: URL,
  headers: Readonly<Record<string, string>>,
  token: string | null,
  signal: AbortSignal,
): Promise<Response> {
  const own = { "user-agent": "datacrafter", ...headers };
  try {
    return await fetch(url, {
      headers: token === null ? own : { ...own, authorization: `Bearer ${token}` },
      signal,
      redirect: "manual",
    });
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(url.host, error);
  }
}

function nextUrl(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  const isSafe = to?.protocol === "https:" || (to?.protocol === "http:" && from.protocol === "http:");
  // the address may be signed, so only its beginning is repeated
  if (to === null || !isSafe || to.username || to.password) {
    throw new HubError(
      `${from.host} sends the request to ${to ? to.origin : "no address"}, which is refused; choose another mirror.`,
      { mayPass: false },
    );
  }
  return to;
}
