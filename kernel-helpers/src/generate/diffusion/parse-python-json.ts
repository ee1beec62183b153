/**
 * Parses JSON as Python writes it: Infinity, -Infinity and NaN become null.
 * @throws SyntaxError when it is no JSON even so
 */
export function parsePythonJson(text: string): unknown {
  return JSON.parse(text.replace(/([:[,]\s*)(?:-?Infinity|NaN)(?=\s*[,\]}])/g, "$1null"));
}
