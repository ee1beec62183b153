/** Names Windows gives to devices, with or without an extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
// \p{C}: control and invisible characters, and those that turn the direction of writing
const FORBIDDEN = /[\p{C}\p{Zl}\p{Zp}<>:"|?*\\]/u;
const MAX_LENGTH = 300;
const MAX_DEPTH = 8;

/**
 * Refuses file names from a server that could leave the model's folder, hide from a person, or mean different files on different systems.
 * @param paths relative, with "/"
 * @throws Error that quotes the name and says why
 */
export function checkFilePaths(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const reason = whatIsWrong(path);
    // on a file system that ignores case one would overwrite the other
    const key = path.normalize("NFKC").toLowerCase();
    if (reason !== null || seen.has(key)) {
      throw new Error(
        `The server lists a file called ${JSON.stringify(path.slice(0, MAX_LENGTH))}, which ${reason ?? "meets another one's name"}; nothing was downloaded. Use another repository or mirror.`,
      );
    }
    seen.add(key);
  }
}

function whatIsWrong(path: string): string | null {
  const segments = path.split("/");
  if (path === "" || path.length > MAX_LENGTH || segments.length > MAX_DEPTH) return "is empty, too long or too deep";
  if (path.startsWith("/")) return "is an absolute path";
  if (segments.includes("..")) return "leads out of the folder";
  if (FORBIDDEN.test(path)) return "holds characters that no file name may have";
  if (segments.some((segment) => segment === "" || /[. ]$/.test(segment) || DEVICES.test(segment))) {
    return "means another file on some systems";
  }
  if (/^\.datacrafter/i.test(segments[0])) return "is a name DataCrafter keeps for itself";
  return null;
}
