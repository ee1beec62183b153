import { shorten } from "../../images/svg-text.js";

const MOST_CHARACTERS = 200;

/** Words of a server may be long and of many lines; a table has room for one. */
export function oneLine(text: string): string {
  return shorten(text.replace(/\s+/g, " "), MOST_CHARACTERS);
}
