import { readFileSync } from "node:fs";

/** What stands at the start of files that often lie where a model should. */
const MISTAKEN: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, 'it is a Git LFS pointer; run "git lfs pull" where it came from'],
  [/^\s*<(!doctype|html)/i, "it is a web page"],
  [/^$/, "it is empty"],
];

/**
 * Says what is wrong with a model file when ONNX Runtime would take it from no provider.
 * @param message ONNX Runtime's
 * @returns undefined when the file is not to blame
 */
export function explainLoadFailure(path: string, message: string): string | undefined {
  if (/external (data|initializer)/i.test(message)) {
    const file = /does not exist: "(.+?)"/.exec(message)?.[1];
    const fault = file ? `${file} is missing` : message;
    return `${path}: its weights lie in a second file that cannot be read: ${fault}. Fetch the model again with all its files, into one folder.`;
  }
  if (/protobuf|does not have a graph/i.test(message)) {
    return `${path}: not an ONNX model, or a damaged one: ${mistakenFor(path) ?? message}. Delete it and fetch it again.`;
  }
  if (/opset|IR version/i.test(message) && /support|guarantee/i.test(message)) {
    return `${path}: made for another version of ONNX: ${message}. Export it again with an older opset.`;
  }
  return undefined;
}

function mistakenFor(path: string): string | undefined {
  const bytes = readFileSync(path);
  const start = bytes.toString("latin1", 0, 200);
  return MISTAKEN.find(([pattern]) => pattern.test(start))?.[1];
}
