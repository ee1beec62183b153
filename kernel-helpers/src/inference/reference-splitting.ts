/** GPT-2's cut into words, as the original library writes it inside its "ByteLevel" step. */
const BYTE_LEVEL_WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/**
 * Rewrites a part of tokenizer.json so that JavaScript cuts texts where the original (Rust) does. The two differ in what a space is:
 * U+FEFF, the mark that some editors put before a text, is one to JavaScript and a sign to the original. The JavaScript library minds
 * that in patterns of tokenizer.json, but not in those of its own: the cut inside a ByteLevel step, and Strip. Both become patterns.
 */
export function referenceSplitting(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(referenceSplitting);
  if (typeof part !== "object" || part === null) return part;
  const step = part as Readonly<Record<string, unknown>>;
  if (step.type === "Strip" && "strip_left" in step) {
    return stripping(step.strip_left === true, step.strip_right === true);
  }
  if (step.type === "ByteLevel" && step.use_regex !== false && step.add_prefix_space === false) {
    const words = { type: "Split", pattern: { Regex: BYTE_LEVEL_WORDS }, behavior: "Isolated", invert: false };
    return { type: "Sequence", pretokenizers: [words, { ...step, use_regex: false }] };
  }
  return Object.fromEntries(Object.entries(step).map(([name, value]) => [name, referenceSplitting(value)]));
}

/** The normaliser that takes spaces off the ends of a text. */
function stripping(left: boolean, right: boolean): unknown {
  const ends = [...(left ? ["^\\s+"] : []), ...(right ? ["\\s+$"] : [])];
  const steps = ends.map((Regex) => ({ type: "Replace", pattern: { Regex }, content: "" }));
  return { type: "Sequence", normalizers: steps };
}
