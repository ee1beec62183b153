/**
 * A path in one spelling, for comparing only, never for opening: "/" between names, no "." and "..", no "/" at the start, NFC (macOS writes
 * accents apart).
 */
export function plainPath(path: string): string {
  const names: string[] = [];
  for (const name of path.normalize("NFC").replaceAll("\\", "/").split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names.join("/");
}

/** The last names of a plain path: of "a/b/c", 2 are "b/c". @returns null when it has fewer */
export function lastNames(plain: string, count: number): string | null {
  let start = plain.length + 1;
  for (let i = 0; i < count; i++) {
    if (start === 0) return null;
    start = start < 2 ? 0 : plain.lastIndexOf("/", start - 2) + 1;
  }
  return plain.slice(start);
}
