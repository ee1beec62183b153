import { checkAddress, checkNumber } from "../../remote/remote-options.js";
import { promptText } from "./prompt-text.js";

const WHO = "visionLanguage";
const OPENAI = "https://api.openai.com/v1";
/** Takes a key, and needs no limit for its answers. */
export const OPENAI_HOST = "api.openai.com";
/** Ample for a caption and labels; ends a small model that has begun to repeat itself. */
const USUAL_MOST_TOKENS = 1000;
const USUAL_LONGEST_SIDE = 512;
/** What decides the question and the form of its answer is not for extra: answers are kept by it. */
const OURS = [
  "model",
  "messages",
  "response_format",
  "temperature",
  "max_tokens",
  "max_completion_tokens",
  "n",
  "stream",
];

/** How firmly the form of the answer is asked for: a JSON schema, any JSON, or in words alone. */
export type Structured = "schema" | "json" | "none";

/** What shapes the question, and so the answer. */
export interface QuestionOptions {
  /** as the server names it, e.g. "gpt-4.1-mini", "qwen2.5vl:7b" */
  readonly model: string;
  /** default "https://api.openai.com/v1"; e.g. "http://127.0.0.1:11434/v1" for Ollama */
  readonly baseURL?: string;
  /** what to say of an image, instead of the built-in words; the form of the answer is added to it */
  readonly prompt?: string;
  /** labels to prefer where they fit */
  readonly vocabulary?: readonly string[];
  /** default "schema"; a server that does not know it is asked the next in turn, and the labeler remembers */
  readonly structured?: Structured;
  /** default 0; null sends none; a server that refuses it is asked without */
  readonly temperature?: number | null;
  /** longest answer, tokens; default the model's own at api.openai.com, 1000 elsewhere; null sends none */
  readonly maxTokens?: number | null;
  /** images are sent no larger than this, pixels; default 512 */
  readonly longestSide?: number;
  /** fields for this one server, sent as they are, e.g. { reasoning_effort: "low" } */
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
}

/** QuestionOptions with every default in place. */
export interface Question {
  readonly model: string;
  readonly baseURL: string;
  /** the whole question, vocabulary and form of the answer included, without the image */
  readonly prompt: string;
  readonly structured: Structured;
  readonly temperature: number | null;
  readonly maxTokens: number | null;
  readonly longestSide: number;
  readonly extra: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Fills in the defaults.
 * @throws Error or RangeError naming the option that cannot be meant
 */
export function checkQuestion(options: QuestionOptions): Question {
  const { model, extra = {}, structured = "schema", temperature = 0, longestSide = USUAL_LONGEST_SIDE } = options;
  if (typeof model !== "string" || model.trim() === "") {
    throw new Error(`${WHO}: no model; name the one the server is to use, e.g. { model: "gpt-4.1-mini" }.`);
  }
  if (!["schema", "json", "none"].includes(structured)) {
    throw new Error(`${WHO}: structured = "${String(structured)}"; give "schema", "json" or "none".`);
  }
  const ours = Object.keys(extra).filter((name) => OURS.includes(name));
  if (ours.length > 0) throw new Error(`${WHO}: extra may not hold ${ours.join(", ")}; leave it out.`);
  checkNumber(WHO, "temperature", temperature ?? undefined, 0, 2);
  checkNumber(WHO, "maxTokens", options.maxTokens ?? undefined, 16, 1_000_000, true);
  checkNumber(WHO, "longestSide", longestSide, 16, 4096, true);
  const baseURL = checkAddress(WHO, "baseURL", options.baseURL ?? OPENAI);
  const isOpenai = new URL(baseURL).hostname === OPENAI_HOST;
  const maxTokens = options.maxTokens === undefined && !isOpenai ? USUAL_MOST_TOKENS : (options.maxTokens ?? null);
  const prompt = promptText(options.prompt, options.vocabulary);
  return { model, baseURL, prompt, structured, temperature, maxTokens, longestSide, extra };
}
