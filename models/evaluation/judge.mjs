import { ATTRIBUTES, dc, mean } from "./world.mjs";

/** What the independent judge sees in pictures. @returns attributes, one record per picture */
export function judgeImages({ judge: directory, inference }, images) {
  return dc.judgeCritters(images, { directory, inference });
}

/** The share of pictures in which each attribute is as wanted, and in which all are. */
export function agreement(wanted, seen) {
  const isRight = (name, i) => wanted[i][name] === seen[i][name];
  const shares = ATTRIBUTES.map((name) => [name, mean(wanted.map((_, i) => isRight(name, i)))]);
  const all = mean(wanted.map((_, i) => ATTRIBUTES.every((name) => isRight(name, i))));
  return { ...Object.fromEntries(shares), all };
}

/** How often each wanted value was seen as which: { cat: { cat: 48, fox: 2 } }. */
export function confusion(name, wanted, seen) {
  const table = {};
  for (const [i, want] of wanted.entries()) {
    table[want[name]] ??= {};
    table[want[name]][seen[i][name]] = (table[want[name]][seen[i][name]] ?? 0) + 1;
  }
  return table;
}
