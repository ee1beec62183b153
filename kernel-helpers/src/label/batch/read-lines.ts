import { createReadStream } from "node:fs";

/**
 * The lines of a text file, one after another, without empty ones.
 * @param longest longer lines, in characters, are left out: whoever writes one may write one without end
 */
export async function* readLines(path: string, longest: number): AsyncGenerator<string> {
  let rest = "";
  let isTooLong = false;
  for await (const chunk of createReadStream(path, "utf8") as AsyncIterable<string>) {
    const [first, ...more] = chunk.split("\n");
    rest = isTooLong ? "" : rest + first;
    for (const next of more) {
      if (!isTooLong && rest.length <= longest && rest.trim() !== "") yield rest;
      isTooLong = false;
      rest = next;
    }
    if (rest.length > longest) [isTooLong, rest] = [true, ""];
  }
  if (!isTooLong && rest.trim() !== "") yield rest;
}
