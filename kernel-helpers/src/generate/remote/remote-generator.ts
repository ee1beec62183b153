import { countSpending, money } from "../../remote/budget.js";
import type { Clock } from "../../remote/clock.js";
import { readKey } from "../../remote/read-key.js";
import type { CheckedOptions } from "../../remote/remote-options.js";
import { type Retried, retry } from "../../remote/retry.js";
import { scrubber } from "../../remote/scrub.js";
import type {
  GeneratedImage,
  GenerateOptions,
  GenerationRequest,
  Generator,
  GeneratorCapabilities,
} from "../../types.js";
import { toPng } from "./decode-answer.js";
import type { SourceImage } from "./source-image.js";

/** What an adapter knows of its server; the rest is the same for all. */
export interface ImageServer {
  /** e.g. "openaiImages(gpt-image-2)" */
  readonly name: string;
  /** e.g. "api.openai.com" */
  readonly host: string;
  readonly capabilities: GeneratorCapabilities;
  /** environment variable of the key; null when none is sent */
  readonly apiKeyVariable: string | null;
  /** Reads what the tries share. */
  readSource(path: string): Promise<SourceImage>;
  /** One try. @throws RefusedError, TryError */
  makeImage(request: ServerRequest, signal: AbortSignal): Promise<ServerImage>;
}

export interface ServerRequest extends GenerationRequest {
  readonly start: SourceImage;
  /** null when none is sent */
  readonly key: string | null;
}

/** An image as a server sent it. */
export interface ServerImage {
  /** a PNG, JPEG or WebP file, unchecked */
  readonly image: Uint8Array;
  readonly parameters: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Makes a generator of a server: retries within the budget, checks what comes, and keeps the key out of everything it says. */
export function remoteGenerator(server: ImageServer, options: CheckedOptions, clock: Clock): Generator {
  const dollarsPerTry = options.dollarsPerImage ?? 0;
  const shared = { spending: countSpending("the generator", options.totalBudget, dollarsPerTry), quietUntil: 0 };
  const made = { images: 0, seconds: 0 };
  const askServer = async (
    request: GenerationRequest,
    key: string | null,
    { signal, onAttempt }: GenerateOptions,
  ): Promise<Retried<ServerImage>> => {
    signal?.throwIfAborted();
    const serverRequest = { ...request, key, start: await server.readSource(request.source.path) };
    const tryOnce = async (stop: AbortSignal): Promise<ServerImage> => {
      const answer = await server.makeImage(serverRequest, stop);
      return { ...answer, image: await toPng(answer.image, server.host) };
    };
    const { timeoutSeconds, budget } = options;
    return retry(tryOnce, { clock, signal, timeoutSeconds, budget, dollarsPerTry, shared, onAttempt });
  };
  return {
    name: server.name,
    capabilities: server.capabilities,
    concurrency: options.concurrency,
    get expected() {
      const seconds = made.images > 0 ? made.seconds / made.images : options.secondsPerImage;
      return {
        ...(seconds === null ? {} : { seconds }),
        ...(options.dollarsPerImage === null ? {} : { dollars: options.dollarsPerImage }),
      };
    },
    async generate(request: GenerationRequest, callOptions: GenerateOptions = {}): Promise<GeneratedImage> {
      const key = server.apiKeyVariable === null ? null : readKey(server.apiKeyVariable, server.name);
      const clean = scrubber(key);
      const { signal, onAttempt } = callOptions;
      const reportClean: GenerateOptions["onAttempt"] = (attempt) =>
        onAttempt?.({ ...attempt, reason: clean(attempt.reason) });
      try {
        const result = await askServer(request, key, { signal, onAttempt: reportClean });
        made.images++;
        made.seconds += result.seconds;
        return describe(result, clean, options.dollarsPerImage !== null);
      } catch (error) {
        signal?.throwIfAborted();
        throw cleanError(error, server.name, clean);
      }
    },
  };
}

function describe(
  { made, attempts, dollars }: Retried<ServerImage>,
  clean: (text: string) => string,
  isPriced: boolean,
): GeneratedImage {
  const parameters = {
    ...made.parameters,
    attempts: String(attempts),
    ...(isPriced ? { dollars: money(dollars) } : {}),
  };
  return {
    png: made.image,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, clean(value)])),
    warnings: made.warnings.map(clean),
  };
}

/** A new error without a cause: causes hold requests, and those hold the key. */
function cleanError(error: unknown, name: string, clean: (text: string) => string): Error {
  const { message = String(error), name: kind } = Object(error) as { message?: string; name?: string };
  const cleaned = new Error(`${name}: ${clean(message)}`);
  if (kind === "RefusedError") cleaned.name = kind;
  return cleaned;
}
