import { parseArgs } from "node:util";
import { Failure } from "./failure.mjs";

/** @typedef {{ python?: string }} SetUpOptions */

/**
 * The words after "npm run lab --".
 * @param {string[]} words
 * @returns {SetUpOptions & { port: number | null, browser: boolean, rest: string[] }} rest: what stood after "--", for jupyter lab
 */
export function labWords(words) {
  const cut = words.indexOf("--");
  const [ours, rest] = cut < 0 ? [words, []] : [words.slice(0, cut), words.slice(cut + 1)];
  const options = { python: { type: "string" }, port: { type: "string" }, "no-browser": { type: "boolean" } };
  const values = read(
    ours,
    options,
    'options of jupyter lab go after a "--" of their own: npm run lab -- --port 9000 -- --debug',
  );
  return { python: values.python, port: toPort(values.port), browser: !values["no-browser"], rest };
}

/**
 * The words after "npm test --": options of set-up, then runners ("jest" or "jest,kernel"), then words for that runner.
 * @param {string[]} words  @param {string[]} runners the known ones
 * @returns {SetUpOptions & { runners: string[], rest: string[] }}
 */
export function testWords(words, runners) {
  const left = [...words];
  const options =
    left[0] === "--python" ? left.splice(0, 2) : left[0]?.startsWith("--python=") ? left.splice(0, 1) : [];
  const names = left[0] === undefined ? [...runners] : left[0].split(",");
  const unknown = names.find((name) => !runners.includes(name));
  if (unknown !== undefined)
    throw new Failure(`npm test: there is no runner "${unknown}"; there are ${runners.join(", ")}.`);
  const rest = left.slice(1);
  if (rest.length > 0 && names.length > 1)
    throw new Failure(`npm test: "${rest.join(" ")}" can go to one runner only, and ${names.join(", ")} are several.`);
  return { ...pythonOnly(options), runners: names, rest };
}

/** The words of a command that takes --python only. @param {string[]} words  @returns {SetUpOptions} */
export function pythonOnly(words) {
  return { python: read(words, { python: { type: "string" } }, "--python PATH is the only one").python };
}

/** @param {string[]} args  @param {any} options  @param {string} hint  @returns {Record<string, any>} */
function read(args, options, hint) {
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw new Failure(`${/** @type {Error} */ (cause).message.split(". ")[0]}; ${hint}.`, { cause });
  }
}

/** @param {string | undefined} text */
function toPort(text) {
  if (text === undefined) return null;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Failure(`--port ${text} is no port; give a number from 1 to 65535.`);
}
