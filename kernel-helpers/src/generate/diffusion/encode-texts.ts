import type { ModelSession, Tensor } from "../../inference/job.js";
import { join, toFloats, toTensor } from "./tensors.js";

/** What the UNet is told of some texts. */
export interface TextStates {
  /** shape (texts, length, size) */
  readonly states: Float32Array;
  readonly length: number;
  readonly size: number;
  /** the whole text in one vector, shape (texts, pooledSize); SDXL's second encoder only */
  readonly pooled: Float32Array | null;
}

interface OneText {
  /** shape (length, size) */
  readonly states: Float32Array;
  readonly size: number;
  readonly pooled: Float32Array | null;
}

/**
 * Encodes texts, one by one (so that a batch cannot change a text).
 * @param ids per text, per encoder
 * @param isXl takes the last hidden states but one, of all encoders side by side, and the last encoder's pooled vector
 */
export async function encodeTexts(
  encoders: readonly ModelSession[],
  ids: readonly (readonly Int32Array[])[],
  isXl: boolean,
): Promise<TextStates> {
  const texts: OneText[] = [];
  const known = new Map<string, OneText>();
  for (const text of ids) {
    const key = text.join(";");
    const encoded =
      known.get(key) ?? sideBySide(await Promise.all(encoders.map((e, i) => encodeText(e, text[i], isXl))));
    known.set(key, encoded);
    texts.push(encoded);
  }
  const pooled = texts.flatMap((text) => (text.pooled ? [text.pooled] : []));
  return {
    states: join(texts.map((text) => text.states)),
    length: ids[0][0].length,
    size: texts[0].size,
    pooled: pooled.length > 0 ? join(pooled) : null,
  };
}

async function encodeText(encoder: ModelSession, ids: Int32Array, isXl: boolean): Promise<OneText> {
  const ones = new Int32Array(ids.length).fill(1);
  const feeds = encoder.inputs.map((input) => [
    input.name,
    toTensor(input, input.name === "attention_mask" ? ones : ids, [1, ids.length]),
  ]);
  const outputs = await encoder.run(Object.fromEntries(feeds));
  const states = outputs[isXl ? penultimate(encoder) : lastState(encoder, outputs)];
  return {
    states: toFloats(states),
    size: states.dims[states.dims.length - 1],
    pooled: outputs.text_embeds ? toFloats(outputs.text_embeds) : null,
  };
}

/** Without a name to go by: the first answer with one vector per token. */
function lastState(encoder: ModelSession, outputs: Readonly<Record<string, Tensor>>): string {
  const names = encoder.outputs.map(({ name }) => name);
  const found =
    names.find((name) => name === "last_hidden_state") ?? names.find((name) => outputs[name].dims.length === 3);
  if (!found) throw new Error(`${encoder.path}: answers ${names.join(", ")}; a "last_hidden_state" was expected.`);
  return found;
}

function penultimate(encoder: ModelSession): string {
  const layers = encoder.outputs
    .map(({ name }) => ({ name, layer: Number(/^hidden_states[._](\d+)$/.exec(name)?.[1] ?? -1) }))
    .filter(({ layer }) => layer >= 0)
    .sort((a, b) => b.layer - a.layer);
  if (layers.length < 2) {
    throw new Error(
      `${encoder.path}: answers no hidden_states, which SDXL needs; export it again with "optimum-cli export onnx --task text-to-image".`,
    );
  }
  return layers[1].name;
}

/** Encoders' vectors of one token one after the other; the last pooled vector. */
function sideBySide(parts: readonly OneText[]): OneText {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const length = parts[0].states.length / parts[0].size;
  const states = new Float32Array(length * size);
  let column = 0;
  for (const part of parts) {
    for (let row = 0; row < length; row++) {
      states.set(part.states.subarray(row * part.size, (row + 1) * part.size), row * size + column);
    }
    column += part.size;
  }
  return { states, size, pooled: parts[parts.length - 1].pooled };
}
