/** GPT-2's cut into words, as the original library writes it inside its "ByteLevel" step. */
const BYTE_LEVEL_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/**
 * Rewrites a part of tokenizer.json so that JavaScript cuts texts where the original (Rust) does. The two differ in what \s
 * means: U+FEFF, the mark that some editors put before a text, is a space to JavaScript and a sign to the original.
 * The cut inside a ByteLevel step, which the JavaScript library writes with its own \s, is taken out into a step of its own.
 */
export function referenceSplitting(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(referenceSplitting);
  if (typeof part !== "object" || part === null) return part;
  const step = part as Readonly<Record<string, unknown>>;
  if (typeof step.Regex === "string") return { ...step, Regex: unicodeSpaces(step.Regex) };
  if (step.type === "Strip" && "strip_left" in step)
    return stripping(step.strip_left === true, step.strip_right === true);
  if (step.type === "ByteLevel" && step.use_regex !== false && step.add_prefix_space === false) {
    const words = {
      type: "Split",
      pattern: { Regex: unicodeSpaces(BYTE_LEVEL_WORDS) },
      behavior: "Isolated",
      invert: false,
    };
    return { type: "Sequence", pretokenizers: [words, { ...step, use_regex: false }] };
  }
  return Object.fromEntries(Object.entries(step).map(([name, value]) => [name, referenceSplitting(value)]));
}

/** The normaliser that takes spaces off the ends of a text. */
function stripping(left: boolean, right: boolean): unknown {
  const ends = [...(left ? ["^\\p{White_Space}+"] : []), ...(right ? ["\\p{White_Space}+$"] : [])];
  const steps = ends.map((Regex) => ({ type: "Replace", pattern: { Regex }, content: "" }));
  return { type: "Sequence", normalizers: steps };
}

function unicodeSpaces(regex: string): string {
  return regex.replace(/\\\\|\\[sS]/g, (found) =>
    found === "\\s" ? "\\p{White_Space}" : found === "\\S" ? "\\P{White_Space}" : found,
  );
}
