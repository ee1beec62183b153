import { isAboutForm } from "../../remote/is-about-form.js";
import { ANSWER_FORM } from "./prompt-text.js";
import type { Structured, VisionSettings } from "./vision-options.js";

/** How this server takes the question, as far as is known. */
export interface Manner {
  readonly structured: Structured;
  /** null: none is sent */
  readonly temperature: number | null;
  /** the field for the longest answer; null: none is sent */
  readonly limit: "max_tokens" | "max_completion_tokens" | null;
}

/** How a server is asked before anything is known of it. */
export function firstManner({ structured, temperature, maxTokens, host }: VisionSettings): Manner {
  const limit = host === "api.openai.com" ? "max_completion_tokens" : "max_tokens";
  return { structured, temperature, limit: maxTokens === null ? null : limit };
}

/** An answer that could not be used. */
export interface BadAnswer {
  readonly text: string;
  readonly reason: string;
}

/** Of a bad answer so much is quoted back to the model, characters. */
const QUOTED = 2000;

/** In OpenAI's strict subset: all keys required, none beside them. */
const ANSWER_SCHEMA = {
  type: "object",
  properties: { caption: { type: "string" }, labels: { type: "array", items: { type: "string" } } },
  required: ["caption", "labels"],
  additionalProperties: false,
} as const;

const RESPONSE_FORMATS: Readonly<Record<Structured, object>> = {
  schema: {
    response_format: {
      type: "json_schema",
      json_schema: { name: "image_labels", strict: true, schema: ANSWER_SCHEMA },
    },
  },
  json: { response_format: { type: "json_object" } },
  none: {},
};

/**
 * The body of one question to chat/completions.
 * @param image a data URI     @param bad the answer to be repaired; null for the first question
 */
export function chatFields(
  settings: VisionSettings,
  { structured, temperature, limit }: Manner,
  image: string,
  bad: BadAnswer | null,
): Readonly<Record<string, unknown>> {
  const { model, prompt, maxTokens, extra } = settings;
  const question = {
    role: "user",
    content: [
      { type: "text", text: prompt },
      { type: "image_url", image_url: { url: image } },
    ],
  };
  return {
    model,
    messages: [question, ...(bad === null ? [] : repair(bad))],
    ...RESPONSE_FORMATS[structured],
    ...(temperature === null ? {} : { temperature }),
    ...(limit === null ? {} : { [limit]: maxTokens }),
    ...extra,
  };
}

function repair({ text, reason }: BadAnswer): object[] {
  return [
    { role: "assistant", content: text.slice(0, QUOTED) },
    { role: "user", content: `That answer cannot be used: ${reason}. ${ANSWER_FORM}` },
  ];
}

/**
 * The next manner to try when a server turned one down.
 * @param said the words of its error     @returns null when they are about something else
 */
export function stepDown(manner: Manner, said: string): Manner | null {
  const { structured } = manner;
  if (structured !== "none" && isAboutForm(said)) {
    return { ...manner, structured: structured === "schema" ? "json" : "none" };
  }
  if (manner.limit !== null && said.includes(manner.limit)) {
    return { ...manner, limit: manner.limit === "max_tokens" ? "max_completion_tokens" : null };
  }
  if (manner.temperature !== null && /temperature/i.test(said)) return { ...manner, temperature: null };
  return null;
}
