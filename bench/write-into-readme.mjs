import { readFile, writeFile } from "node:fs/promises";

const README = new URL("../README.md", import.meta.url);

/** Puts a text between the marks <!-- NAME --> and <!-- /NAME --> of README.md. @throws Error when the marks are not there */
export async function writeIntoReadme(name, text) {
  const before = await readFile(README, "utf8");
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`README.md has no ${begin} ... ${end}; add the two marks where the table goes.`);
  await writeFile(README, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
