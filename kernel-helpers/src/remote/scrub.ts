const SHORTEST_SECRET = 4;
/** Messages are cut, and a cut may fall into the key: so much of its beginning is taken for it. */
const LONGEST_CLUE = 12;

/**
 * Makes a function that takes a key out of any text, also where a server echoed it, and what a cut left of it from 12 characters on.
 * @param key null when none was sent
 */
export function scrubber(key: string | null): (text: string) => string {
  if (key === null || key.length < SHORTEST_SECRET) return (text) => text;
  const forms = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), Buffer.from(key).toString("base64")];
  return (text) => forms.reduce(takeOut, text);
}

function takeOut(text: string, key: string): string {
  const [before, ...found] = text.split(key.slice(0, LONGEST_CLUE));
  const rest = key.slice(LONGEST_CLUE);
  return [before, ...found.map((after) => after.slice(sharedStart(after, rest)))].join("[key]");
}

/** @returns how many characters two texts begin with alike */
function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < b.length && a[length] === b[length]) length++;
  return length;
}
