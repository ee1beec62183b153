import { Tokenizer } from "@huggingface/tokenizers";
import { referenceSplitting } from "./reference-splitting.js";
import { readTokenizerFiles, type TokenizerFiles, tokenText } from "./tokenizer-files.js";

/** The one place that cuts text into a model's tokens; nothing else imports @huggingface/tokenizers. */

/** Token numbers of one text, as long as was asked for. */
export interface EncodedText {
  readonly ids: Int32Array;
  /** 1 where a token of the text stands (its start and end tokens included), 0 where it is padded */
  readonly mask: Int32Array;
}

/** Cuts texts into the tokens a model knows. */
export interface TextTokenizer {
  /** tokens the model was trained with at most (model_max_length), e.g. 77; null when the files do not say */
  readonly maxLength: number | null;
  /** fills up short texts */
  readonly padId: number;
  /**
   * Too long a text loses its last words, never its end token; too short a one is padded with padId, after the text
   * unless the tokenizer's files say padding_side "left".
   * @throws RangeError when length has no room for the start and end tokens
   */
  encode(text: string, length: number): EncodedText;
  /** The words of a text, each once and as they stand there, that have no tokens of their own and are read as "unknown". Most vocabularies hold letters or bytes, so that every word has. */
  unknownWords(text: string): readonly string[];
}

/** What of the library is used here; its own types do not resolve under nodenext. */
interface Library {
  encode(text: string, options?: { readonly add_special_tokens?: boolean }): { readonly ids: number[] };
  token_to_id(token: string): number | undefined;
}

/** Where files leave model_max_length open they write a huge number. */
const NO_LIMIT = 1e6;

/**
 * A tokenizer from a model's files: tokenizer.json, or vocab.json and merges.txt of a CLIP tokenizer. The padding token is the one
 * tokenizer_config.json or special_tokens_map.json names, then tokenizer.json's own padding, then the end token.
 * @throws Error that names the file that is missing, damaged, or of a kind not known here
 */
export async function loadTokenizer(directory: string): Promise<TextTokenizer> {
  const files = await readTokenizerFiles(directory);
  let tokenizer: Library;
  try {
    const { normalizer, pre_tokenizer } = files.tokenizer;
    const cuts = { normalizer: referenceSplitting(normalizer), pre_tokenizer: referenceSplitting(pre_tokenizer) };
    tokenizer = new Tokenizer({ ...files.tokenizer, ...cuts }, files.config);
  } catch (error) {
    throw new Error(
      `The tokenizer in ${directory} cannot be used (${(error as Error).message}); its files are damaged or of a kind not known here.`,
      { cause: error },
    );
  }
  const idsOf = (text: string): number[] => tokenizer.encode(text).ids;
  const suffix = suffixOf(tokenizer);
  const ends = idsOf("").length;
  const padId = paddingId(files, tokenizer, suffix);
  const padLeft = files.config.padding_side === "left";
  const limit = files.config.model_max_length;
  const prepare = preparation(files);
  const unknownId = tokenizer.token_to_id(unknownToken(files) ?? "");
  const isUnknown = (word: string): boolean =>
    unknownId !== undefined && tokenizer.encode(word, { add_special_tokens: false }).ids.includes(unknownId);
  return {
    maxLength: typeof limit === "number" && limit < NO_LIMIT ? limit : null,
    padId,
    encode(text: string, length: number): EncodedText {
      if (length < ends) throw new RangeError(`encode: length ${length} has no room for the ${ends} end tokens.`);
      const all = idsOf(prepare(text));
      const kept = all.length <= length ? all : [...all.slice(0, length - suffix.length), ...suffix];
      const start = padLeft ? length - kept.length : 0;
      const ids = new Int32Array(length).fill(padId);
      ids.set(kept, start);
      return { ids, mask: new Int32Array(length).fill(1, start, start + kept.length) };
    },
    unknownWords: (text: string) => [...new Set(wordsOf(text))].filter((word) => isUnknown(prepare(word))),
  };
}

/** Words between spaces, without the signs around them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}](?:\S*[\p{L}\p{M}\p{N}])?/gu) ?? [];
}

function unknownToken({ tokenizer, config }: TokenizerFiles): string | null {
  const { unk_token: own } = tokenizer.model as { readonly unk_token?: unknown };
  return typeof own === "string" ? own : tokenText(config.unk_token);
}

/** The special tokens after a text: those of "a" that neither "a" itself nor the start tokens account for. */
function suffixOf(tokenizer: Library): number[] {
  const body = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const whole = tokenizer.encode("a").ids;
  let start = 0;
  while (start < whole.length && !body.every((id, i) => whole[start + i] === id)) start++;
  return whole.slice(start + body.length);
}

function paddingId({ tokenizer, config }: TokenizerFiles, made: Library, suffix: readonly number[]): number {
  const text = tokenText(config.pad_token);
  const named = text === null ? undefined : made.token_to_id(text);
  if (named !== undefined) return named;
  const padding = (tokenizer.padding as { readonly pad_id?: unknown } | null | undefined)?.pad_id;
  if (typeof padding === "number") return padding;
  if (suffix.length > 0) return suffix[suffix.length - 1];
  throw new Error(
    'The tokenizer names no padding token and has no end token; add a "pad_token" to its tokenizer_config.json.',
  );
}

/**
 * What the original does to a text and the library does not, done before it.
 * The original makes each letter small by itself; JavaScript writes a capital sigma at a word's end as the other small sigma.
 */
function preparation({ tokenizer, config }: TokenizerFiles): (text: string) => string {
  const lowersFirst = String(config.tokenizer_class).startsWith("Siglip2Tokenizer");
  if (!lowersFirst && !JSON.stringify(tokenizer.normalizer ?? null).includes('"Lowercase"')) return (text) => text;
  const smallSigma = (text: string): string => text.replaceAll("\u03a3", "\u03c3");
  return lowersFirst ? (text) => smallSigma(text).toLowerCase() : smallSigma;
}
