import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A JSON object out of a model's folder; every field may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a tokenizer is made from, in the words of tokenizer.json and tokenizer_config.json. */
export interface TokenizerFiles {
  readonly tokenizer: JsonObject & { readonly added_tokens: readonly JsonObject[]; readonly normalizer: unknown };
  /** tokenizer_config.json laid over special_tokens_map.json; {} when there is neither */
  readonly config: JsonObject;
}

/** The special tokens a CLIP tokenizer has when its files name none. */
const CLIP_SPECIAL_TOKENS = {
  unk_token: "<|endoftext|>",
  bos_token: "<|startoftext|>",
  eos_token: "<|endoftext|>",
  pad_token: "<|endoftext|>",
} as const;

/** How CLIP cuts text into words. */
const CLIP_WORDS =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/**
 * Reads a tokenizer's files: tokenizer.json, or the vocab.json and merges.txt of a CLIP tokenizer; beside them, where they
 * exist, tokenizer_config.json and special_tokens_map.json.
 * @throws Error that names the file that is missing, or is not JSON
 */
export async function readTokenizerFiles(directory: string): Promise<TokenizerFiles> {
  const config = {
    ...(await readJson(join(directory, "special_tokens_map.json"))),
    ...(await readJson(join(directory, "tokenizer_config.json"))),
  };
  const whole = await readJson(join(directory, "tokenizer.json"));
  if (whole !== null) {
    if (typeof whole.model !== "object" || !Array.isArray(whole.added_tokens)) {
      throw new Error(
        `${join(directory, "tokenizer.json")} holds no "model" or no "added_tokens"; download the file again.`,
      );
    }
    const missing = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
    const added_tokens = whole.added_tokens as JsonObject[];
    return {
      tokenizer: { ...missing, ...whole, added_tokens: withSpecialTokens(added_tokens, config, whole) },
      config,
    };
  }
  const vocabulary = await readJson(join(directory, "vocab.json"));
  const merges = await readText(join(directory, "merges.txt"));
  if (vocabulary === null || merges === null) {
    const missing = vocabulary === null ? (merges === null ? "vocab.json, merges.txt" : "vocab.json") : "merges.txt";
    throw new Error(
      `No tokenizer in ${directory}: there is no tokenizer.json, and no ${missing} either; copy one of the two layouts there from where the model came from.`,
    );
  }
  return clipTokenizer(vocabulary, merges, { ...CLIP_SPECIAL_TOKENS, ...withoutNulls(config) });
}

/** The tokenizer.json that a CLIP tokenizer's two files stand for. */
function clipTokenizer(vocab: JsonObject, merges: string, config: JsonObject): TokenizerFiles {
  const lines = merges.split(/\r?\n/).filter((line, i) => line !== "" && !(i === 0 && line.startsWith("#version")));
  const model = {
    type: "BPE",
    vocab,
    merges: lines.map((line) => line.split(" ")),
    unk_token: tokenText(config.unk_token),
    continuing_subword_prefix: "",
    end_of_word_suffix: "</w>",
  };
  const idOf = (name: string): [string, unknown] => [
    tokenText(config[name]) ?? "",
    vocab[tokenText(config[name]) ?? ""],
  ];
  const tokenizer = {
    model,
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: CLIP_WORDS }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: idOf("eos_token"),
      cls: idOf("bos_token"),
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    added_tokens: withSpecialTokens([], config, { model }),
  };
  return { tokenizer, config };
}

/** The added tokens, and those the configuration declares: its added_tokens_decoder first, then its special tokens. */
function withSpecialTokens(added: readonly JsonObject[], config: JsonObject, { model }: JsonObject): JsonObject[] {
  const all = [...added];
  const isNew = (content: unknown): boolean => !all.some((token) => token.content === content);
  for (const [id, token] of Object.entries((config.added_tokens_decoder ?? {}) as Record<string, JsonObject>)) {
    if (isNew(token.content)) all.push({ ...token, id: Number(id) });
  }
  const vocab = (model as JsonObject).vocab;
  for (const name of ["bos_token", "eos_token", "unk_token", "pad_token"]) {
    const content = tokenText(config[name]);
    const id = content !== null && !Array.isArray(vocab) ? (vocab as JsonObject | undefined)?.[content] : undefined;
    if (typeof id !== "number" || !isNew(content)) continue;
    // "normalized" of special_tokens_map.json is not obeyed by the original either (transformers 5)
    all.push({ content, id, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true });
  }
  return all;
}

/** A token as the files write it: a string, or an object with its "content". */
export function tokenText(token: unknown): string | null {
  if (typeof token === "string") return token;
  const content = (token as { readonly content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : null;
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function readJson(path: string): Promise<JsonObject | null> {
  const text = await readText(path);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}); download the file again.`, { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${path} holds no JSON object; download the file again.`);
  }
  return value as JsonObject;
}
