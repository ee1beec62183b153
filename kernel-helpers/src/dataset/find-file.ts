/** Answers which listed file a name in an annotation means. */
export interface FileFinder {
  /**
   * @param name as the annotation has it: relative, absolute on another machine, with either slash
   * @param bases folders it may be relative to, the likeliest first; "" for the root
   * @returns the path in the list; null for none, or when several could be meant
   */
  find(name: string, bases?: readonly string[]): string | null;
  has(path: string): boolean;
}

/** Names compared from the end: "c.jpg", "b/c.jpg", ... up to this many. */
const LONGEST_SUFFIX = 4;

/**
 * Looks names up in a list of files: first relative to each base, then by the longest end that only one file has.
 * Nothing is opened, and "..", drive letters and absolute paths only shorten what is compared. Each look-up takes constant time.
 */
export function fileFinder(paths: readonly string[]): FileFinder {
  const known = new Set(paths);
  const byNfc = new Map(paths.map((path) => [path.normalize("NFC"), path]));
  const bySuffix = new Map<string, string | null>();
  for (const path of paths) {
    for (const suffix of suffixes(path.normalize("NFC"))) bySuffix.set(suffix, bySuffix.has(suffix) ? null : path);
  }
  return {
    has: (path) => known.has(path),
    find(name, bases = [""]) {
      const plain = plainName(name);
      // most names that are not there end in a name that no file has: a million of them must not take minutes
      if (plain === "" || !bySuffix.has(lastName(plain).normalize("NFC"))) return null;
      for (const base of bases) {
        const path = base === "" ? plain : `${base}/${plain}`;
        if (known.has(path)) return path;
        const composed = byNfc.get(path.normalize("NFC"));
        if (composed !== undefined) return composed;
      }
      for (const suffix of suffixes(plain.normalize("NFC"))) {
        const found = bySuffix.get(suffix);
        if (found !== undefined) return found;
      }
      return null;
    },
  };
}

/** Without ".", "..", a drive, and slashes at the start. */
function plainName(name: string): string {
  if (name.length > 4096) return "";
  const names: string[] = [];
  for (const part of name.replaceAll("\\", "/").split("/")) {
    if (part === "..") names.pop();
    else if (part !== "" && part !== "." && !(names.length === 0 && /^[a-z]:$/i.test(part))) names.push(part);
  }
  return names.join("/");
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The longest first. */
function suffixes(path: string): string[] {
  const names = path.split("/").slice(-LONGEST_SUFFIX);
  return names.map((_, i) => names.slice(i).join("/"));
}
