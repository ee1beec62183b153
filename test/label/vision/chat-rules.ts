import { createHash } from "node:crypto";
import { readNumber, type Truth, truthOf } from "./numbered-image.js";

/** An HTTP answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** a string is sent as it is, anything else as JSON */
  readonly body: unknown;
}

/** A request that the rules allow. */
export interface Understood {
  readonly model: string;
  /** sha256 of the last image's bytes as they were sent, hex; "" when there is none */
  readonly imageHash: string;
  readonly truth: Truth;
  /** how the answer is to be written */
  readonly format: "schema" | "json" | "text";
  readonly schema: Record<string, unknown> | null;
  /** true when the model's earlier answer is among the messages */
  readonly isRepair: boolean;
  /** all the texts that were sent */
  readonly text: string;
  readonly mostTokens: number;
  readonly imageTokens: number;
}

/** Which forms of response_format a server knows. */
export type Formats = "schema" | "json-only" | "none" | "ignored";

export interface Rules {
  readonly models: readonly string[];
  readonly formats: Formats;
  /** parameters that this model does not take, e.g. ["max_tokens", "temperature"] */
  readonly unsupported: readonly string[];
}

type Fields = Record<string, unknown>;

/** What OpenAI answers to a request it cannot use. */
export class Rejected extends Error {
  readonly answer: Answer;

  constructor(status: number, message: string, code: string | null = null, param: string | null = null) {
    super(message);
    this.answer = { status, body: { error: { message, type: "invalid_request_error", param, code } } };
  }
}

const KNOWN_FIELDS = new Set(
  (
    "model messages response_format max_tokens max_completion_tokens temperature top_p n seed stop stream user store metadata " +
    "reasoning_effort service_tier presence_penalty frequency_penalty logit_bias logprobs top_logprobs tools tool_choice verbosity"
  ).split(" "),
);

/** Reads a chat request as strictly as OpenAI does. @throws Rejected */
export async function understand(fields: Fields, rules: Rules): Promise<Understood> {
  const { model, messages } = fields;
  if (typeof model !== "string" || model === "") throw new Rejected(400, "you must provide a model parameter");
  if (!rules.models.includes(model)) {
    throw new Rejected(
      404,
      `The model \`${model}\` does not exist or you do not have access to it.`,
      "model_not_found",
    );
  }
  for (const name of Object.keys(fields)) {
    if (!KNOWN_FIELDS.has(name)) throw new Rejected(400, `Unrecognized request argument supplied: ${name}`);
    if (rules.unsupported.includes(name)) {
      const message = `Unsupported parameter: '${name}' is not supported with this model.`;
      throw new Rejected(400, message, "unsupported_parameter", name);
    }
  }
  if (fields.stream === true) throw new Rejected(400, "This server does not stream.", null, "stream");
  if (messages === undefined) throw missing("messages");
  if (!Array.isArray(messages)) throw invalidType("messages", "an array of objects");
  if (messages.length === 0) {
    throw new Rejected(400, "Invalid 'messages': empty array. Expected a longer array.", "empty_array", "messages");
  }
  const parts = messages.flatMap((message, i) => readMessage(message, `messages[${i}]`));
  const text = parts.flatMap((part) => ("text" in part ? [part.text] : [])).join("\n");
  const images = parts.flatMap((part) => ("image" in part ? [part.image] : []));
  const numbers = await Promise.all(images.map(look));
  const image = images.at(-1);
  return {
    model,
    imageHash: image ? createHash("sha256").update(image).digest("hex") : "",
    truth: image ? truthOf(numbers.at(-1)!) : { caption: "There is no image.", labels: [] },
    ...readFormat(fields.response_format, text, rules.formats),
    isRepair: messages.some(({ role }) => role === "assistant"),
    text,
    mostTokens: readMostTokens(fields),
    imageTokens: 85 * images.length,
  };
}

type Part = { readonly text: string } | { readonly image: Uint8Array };

function readMessage(message: unknown, where: string): Part[] {
  const { role, content } = Object(message) as Fields;
  if (role === undefined) throw missing(`${where}.role`);
  if (!["system", "developer", "user", "assistant"].includes(String(role))) {
    const allowed = "Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.";
    throw new Rejected(400, `Invalid value: '${role}'. ${allowed}`, "invalid_value", `${where}.role`);
  }
  if (typeof content === "string") return [{ text: content }];
  if (!Array.isArray(content)) throw invalidType(`${where}.content`, "one of a string or array of objects");
  return content.map((part, i) => readPart(Object(part) as Fields, `${where}.content[${i}]`, String(role)));
}

function readPart({ type, text, image_url: image }: Fields, where: string, role: string): Part {
  if (type === "text") {
    if (typeof text !== "string") throw missing(`${where}.text`);
    return { text };
  }
  if (type !== "image_url") throw new Rejected(400, `Invalid value: '${type}'.`, "invalid_value", `${where}.type`);
  if (role !== "user") {
    throw new Rejected(
      400,
      `Invalid 'messages'. Image URLs are only allowed for messages with role 'user', but this message with role '${role}' contains an image URL.`,
      "invalid_value",
      where,
    );
  }
  const { url, detail = "auto" } = Object(image) as Fields;
  if (typeof url !== "string") throw missing(`${where}.image_url.url`);
  if (!["auto", "low", "high"].includes(String(detail))) {
    throw new Rejected(400, `Invalid value: '${detail}'.`, "invalid_value", `${where}.image_url.detail`);
  }
  const data = /^data:image\/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/]+={0,2})$/.exec(url);
  if (!data) throw badImage();
  return { image: Buffer.from(data[2], "base64") };
}

async function look(image: Uint8Array): Promise<number> {
  return readNumber(image).catch(() => {
    throw badImage();
  });
}

function badImage(): Rejected {
  const formats = "['png', 'jpeg', 'gif', 'webp']";
  const message = `You uploaded an unsupported image. Please make sure your image has of one the following formats: ${formats}.`;
  return new Rejected(400, message, "invalid_image_format");
}

function readFormat(value: unknown, text: string, formats: Formats): Pick<Understood, "format" | "schema"> {
  const none = { format: "text", schema: null } as const;
  if (value === undefined || formats === "ignored") return none;
  const { type, json_schema: given } = Object(value) as Fields;
  if (type === "text") return none;
  if (formats === "none") throw new Rejected(400, "response_format is not supported", null, "response_format");
  if (type === "json_object") {
    if (!/json/i.test(text)) {
      const message =
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
      throw new Rejected(400, message, null, "messages");
    }
    return { format: "json", schema: null };
  }
  if (type !== "json_schema" || formats === "json-only") {
    throw new Rejected(
      400,
      `Invalid parameter: 'response_format' of type '${type}' is not supported with this model.`,
      null,
      "response_format",
    );
  }
  const { name, schema, strict } = Object(given) as Fields;
  if (typeof name !== "string" || !/^[a-zA-Z0-9_-]{1,64}$/.test(name))
    throw missing("response_format.json_schema.name");
  if (typeof schema !== "object" || schema === null) throw missing("response_format.json_schema.schema");
  if (strict === true) checkStrict(schema as Fields, name, []);
  return { format: "schema", schema: schema as Fields };
}

/** What OpenAI asks of a strict schema: no key may be left out, none may be added. */
function checkStrict(schema: Fields, name: string, context: readonly string[]): void {
  const fail = (reason: string): Rejected => {
    const where = `(${context.map((key) => `'${key}'`).join(", ")})`;
    const message = `Invalid schema for response_format '${name}': In context=${where}, ${reason}`;
    return new Rejected(400, message, null, "response_format");
  };
  if (schema.type === undefined) throw fail("schema must have a 'type' key.");
  if (schema.type === "array") checkStrict(Object(schema.items) as Fields, name, [...context, "items"]);
  if (schema.type !== "object") return;
  if (schema.additionalProperties !== false) {
    throw fail("'additionalProperties' is required to be supplied and to be false.");
  }
  const properties = Object(schema.properties) as Record<string, Fields>;
  const required = (schema.required ?? []) as string[];
  for (const [key, property] of Object.entries(properties)) {
    if (!required.includes(key)) {
      throw fail(
        `'required' is required to be supplied and to be an array including every key in properties. Missing '${key}'.`,
      );
    }
    checkStrict(property, name, [...context, "properties", key]);
  }
}

function readMostTokens({ max_tokens: old, max_completion_tokens: most }: Fields): number {
  for (const value of [old, most]) {
    if (value !== undefined && !(Number.isInteger(value) && Number(value) > 0)) {
      throw new Rejected(400, `Invalid value for a limit of tokens: ${String(value)}.`, "invalid_value");
    }
  }
  return Number(most ?? old ?? Infinity);
}

function missing(param: string): Rejected {
  return new Rejected(400, `Missing required parameter: '${param}'.`, "missing_required_parameter", param);
}

function invalidType(param: string, expected: string): Rejected {
  return new Rejected(400, `Invalid type for '${param}': expected ${expected}.`, "invalid_type", param);
}

/** What a model writes, in the format it was asked for. */
export function write({ truth, format, schema, isRepair, text }: Understood): string {
  if (format === "schema") return JSON.stringify(fill(schema!, truth));
  // a model told to write JSON does so without a format, too; one whose server ignores the format starts with prose
  if (format === "json" || (isRepair && /json/i.test(text))) return JSON.stringify(truth);
  return `Sure! Here is what I see. ${truth.caption}`;
}

/** A value of the schema: texts are the caption, lists of texts the labels. */
function fill(schema: Record<string, unknown>, truth: Truth): unknown {
  if (schema.type === "object") {
    const properties = Object.entries(Object(schema.properties) as Record<string, Record<string, unknown>>);
    return Object.fromEntries(properties.map(([name, property]) => [name, fill(property, truth)]));
  }
  if (schema.type === "array") {
    const { type } = Object(schema.items) as Fields;
    return type === "string" ? truth.labels.slice(0, Number(schema.maxItems ?? Infinity)) : [];
  }
  if (schema.type === "string") return truth.caption;
  if (schema.type === "number" || schema.type === "integer") return 1;
  return schema.type === "boolean";
}

/** A chat completion as OpenAI writes it; cut off where the request's limit of tokens says so. */
export function completion(
  asked: Understood,
  message: { readonly content?: string | null; readonly refusal?: string },
  finishReason = "stop",
): Record<string, unknown> {
  const { content = null, refusal = null } = message;
  const tokens = Math.ceil((content ?? refusal ?? "").length / 4);
  const isCut = tokens > asked.mostTokens;
  const written = isCut && content !== null ? content.slice(0, 4 * asked.mostTokens) : content;
  const usage = {
    prompt_tokens: Math.ceil(asked.text.length / 4) + asked.imageTokens,
    completion_tokens: Math.min(tokens, asked.mostTokens),
  };
  return {
    id: `chatcmpl-${asked.imageHash.slice(0, 24)}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model: asked.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: written, refusal },
        logprobs: null,
        finish_reason: isCut ? "length" : finishReason,
      },
    ],
    usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens },
    system_fingerprint: null,
  };
}
