const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|network request to|NewConnectionError|NameResolutionError|Max retries exceeded|Temporary failure in name resolution|ProxyError|ConnectTimeout|ReadTimeout/;

/** Known reasons why a tool ends badly: what its output says, and what a person is told. @type {[RegExp, string][]} */
const KNOWN = [
  [
    NETWORK,
    "the package registry cannot be reached; check the network (or the proxy), then run the same command again",
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|CERTIFICATE_VERIFY_FAILED/,
    "the registry's certificate is not trusted; point NODE_EXTRA_CA_CERTS (npm) or PIP_CERT (pip) at your organisation's certificate file, then run the same command again",
  ],
  [/ENOSPC|No space left on device/, "the disk is full; free some space, then run the same command again"],
  [
    /EROFS|EACCES|EPERM|Read-only file system|Permission denied|Operation not permitted/,
    "the folder cannot be written; move the repository to a folder of yours, or give yourself the right to write here",
  ],
  [
    /can only install packages when your package\.json and package-lock\.json|in sync/,
    'package.json and package-lock.json do not agree; run "npm install" once, then the same command again',
  ],
  [
    /No matching distribution found|Could not find a version/,
    "the Python package index does not offer a version in scripts/requirements.txt for this Python; check the index (pip config list) or use another Python with --python",
  ],
];

/** Whether a tool's output says that it could not reach a server, rather than that a server refused. @param {string} output */
export function isNetworkTrouble(output) {
  return NETWORK.test(output);
}

/**
 * One sentence on why a tool failed.
 * @param {string} what e.g. "npm ci"
 * @param {string} output all it printed
 * @param {string} log where the output is kept
 * @returns {string}
 */
export function explain(what, output, log) {
  const known = KNOWN.find(([pattern]) => pattern.test(output));
  if (known) return `${what} failed: ${known[1]}.`;
  return `${what} failed: ${lastWords(output)} (all it said is in ${log}).`;
}

/** @param {string} output */
function lastWords(output) {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  // npm closes with remarks of its own on whatever it ran
  const tool = lines.filter((line) => !line.startsWith("npm "));
  const error =
    tool.findLast((line) => /error/i.test(line)) ??
    lines.find((line) => /^npm error (?!code|errno|path|syscall)/.test(line));
  return error ?? lines.at(-1) ?? "it said nothing";
}
