// Reached before anything else, and by any Node that knows modules (12.17 on): only old syntax here and in what it imports statically.
import { nodeComplaint } from "./node-complaint.mjs";

/**
 * Runs a command's main(words) and makes its answer the exit code. A failure is printed as the sentence it carries, without a stack.
 * @param {() => Promise<{ main(words: string[]): Promise<number> }>} load imported only when this Node is new enough to read it
 * @returns {Promise<void>}
 */
export function start(load) {
  var complaint = nodeComplaint(process.versions.node);
  if (complaint !== null) return Promise.resolve(end(1, complaint));
  return load()
    .then((command) => command.main(process.argv.slice(2)))
    .then(
      (code) => end(code, null),
      (error) => end(error.exitCode || 1, process.env.DATACRAFTER_DEBUG ? error.stack : error.message),
    );
}

/** @param {number} code  @param {string | null} sentence */
function end(code, sentence) {
  if (sentence !== null) console.error(sentence);
  process.exitCode = code;
}
