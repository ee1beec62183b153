// How well nounsOf() finds the nouns of captions, against labels a person wrote down: node bench/caption-nouns.mjs [--each]
// Run "npm run build -w kernel-helpers" first.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { nounsOf } = require("../kernel-helpers/dist/label/nouns-of.js");
const reference = JSON.parse(readFileSync(new URL("../test/label/caption-reference.json", import.meta.url), "utf8"));
const showEach = process.argv.includes("--each");

for (const set of ["tuning", "measured"]) {
  const counts = { found: 0, missed: 0, wrong: 0 };
  for (const { caption, labels, either = [] } of reference[set]) {
    const said = nounsOf(caption);
    const expected = labels.map((label) => label.split(" / "));
    const missed = expected.filter((names) => !names.some((name) => said.includes(name)));
    const wrong = said.filter((label) => !expected.flat().includes(label) && !either.includes(label));
    counts.found += expected.length - missed.length;
    counts.missed += missed.length;
    counts.wrong += wrong.length;
    if (showEach && missed.length + wrong.length > 0) {
      console.log(
        `${caption}\n   missed: ${missed.map((names) => names[0]).join(", ") || "-"}   wrong: ${wrong.join(", ") || "-"}`,
      );
    }
  }
  const { found, missed, wrong } = counts;
  const share = (part, whole) => (part / whole).toFixed(3);
  console.log(
    `${set}: ${reference[set].length} captions, ${found + missed} labels; precision ${share(found, found + wrong)}, recall ${share(found, found + missed)} (found ${found}, missed ${missed}, wrong ${wrong})`,
  );
}

const captions = Array.from(
  { length: 10_000 },
  (_, i) => `${reference.tuning[i % reference.tuning.length].caption} ${i}`,
);
const start = performance.now();
for (const caption of captions) nounsOf(caption);
console.log(
  `speed: ${Math.round(captions.length / ((performance.now() - start) / 1000))} captions a second, of ${captions.length}`,
);
