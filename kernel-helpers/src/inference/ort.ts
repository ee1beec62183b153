import { InferenceSession, listSupportedBackends, Tensor as OrtTensor } from "onnxruntime-node";
import type { Tensor } from "./job.js";

/** What a model declares for an input or output, whether we can carry that type or not. */
export interface OrtValueInfo {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string | null)[];
}

/** A model in ONNX Runtime. */
export interface OrtSession {
  readonly inputs: readonly OrtValueInfo[];
  readonly outputs: readonly OrtValueInfo[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

export interface OrtSessionOptions {
  /** one execution provider; what it cannot compute falls to the CPU */
  readonly provider: string;
  readonly threads?: number;
  /** weights beside the model: the name in the model and the bytes */
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** The execution providers that this build of ONNX Runtime knows; others it would drop without a word. */
export function knownProviders(): string[] {
  return listSupportedBackends().map(({ name }) => name);
}

/** @throws Error in ONNX Runtime's words */
export async function createOrtSession(path: string, options: OrtSessionOptions): Promise<OrtSession> {
  const session = await InferenceSession.create(path, {
    executionProviders: [options.provider],
    // a key without a value is refused
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(options.externalData?.length ? { externalData: options.externalData } : {}),
    logSeverityLevel: 3,
  });
  return {
    inputs: session.inputMetadata.map(describe),
    outputs: session.outputMetadata.map(describe),
    run: async (feeds) => {
      const outputs = await session.run(mapValues(feeds, ({ type, data, dims }) => new OrtTensor(type, data, dims)));
      return mapValues(outputs, ({ type, data, dims }) => ({ type, data, dims }) as Tensor);
    },
    release: () => session.release(),
  };
}

function describe(metadata: InferenceSession.ValueMetadata): OrtValueInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: "no tensor", dims: [] };
  return { name: metadata.name, type: metadata.type, dims: metadata.shape.map((dim) => (dim === "" ? null : dim)) };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
