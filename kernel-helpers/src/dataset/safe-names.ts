import { createHash } from "node:crypto";
import { isIgnoredFile, isToolFolder } from "./ignored-entries.js";

/** Names Windows gives to devices, with or without an extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
/** Longer names are cut; file systems allow 255 bytes, and a hash and an extension must fit. */
const MAX_BYTES = 120;

/**
 * A name for one file or folder that is safe on every system: no separators, no "..", no control characters, no device, nothing hidden,
 * nothing loadImageFolder ignores. Letters of all scripts, digits, blanks and emoji stay; the rest becomes %XX. Names too long end in a hash.
 */
export function safeName(name: string): string {
  const encoded = [...name]
    .map((character, i, all) => (isSafe(character, i, all.length) ? character : percent(character)))
    .join("");
  const known = DEVICES.test(encoded) || isToolFolder(encoded) || isIgnoredFile(encoded) || encoded === "";
  const safe = known
    ? `%${encoded === "" ? "" : encoded.charCodeAt(0).toString(16).toUpperCase()}${encoded.slice(1)}`
    : encoded;
  return shorten(safe, name);
}

/** Names for several things in one folder: safeName of each, made different where they would be one on a file system that ignores case. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Map<string, number>(); // how many were given out under this name
  const key = (name: string): string => name.normalize("NFKC").toLowerCase();
  return names.map((name) => {
    const safe = safeName(name);
    let candidate = safe;
    while (taken.has(key(candidate))) {
      const count = (taken.get(key(safe)) ?? 0) + 1;
      taken.set(key(safe), count);
      candidate = `${safe}-${count}`;
    }
    taken.set(key(candidate), 1);
    return candidate;
  });
}

function isSafe(character: string, index: number, length: number): boolean {
  const isEnd = index === 0 || index === length - 1;
  if (character === "." || character === " ") return !isEnd;
  if (/[\p{L}\p{N}\p{M}_()+,=@!'-]/u.test(character)) return character !== "-" || index > 0;
  return /\p{Emoji_Presentation}/u.test(character);
}

function percent(character: string): string {
  const bytes = Buffer.from(character, "utf8"); // half a character becomes U+FFFD; the true name is kept elsewhere
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function shorten(safe: string, name: string): string {
  if (Buffer.byteLength(safe) <= MAX_BYTES) return safe;
  const hash = createHash("sha256").update(JSON.stringify(name)).digest("hex").slice(0, 12);
  let cut = "";
  for (const character of safe) {
    if (Buffer.byteLength(cut + character) > MAX_BYTES - 13) break;
    cut += character;
  }
  return `${cut}-${hash}`;
}
