import { resolve } from "node:path";
import type { Budget } from "../../remote/budget.js";
import {
  type CheckedOptions,
  checkNumber,
  checkRemoteOptions,
  type RemoteOptions,
} from "../../remote/remote-options.js";
import { labelCacheFolder } from "./label-cache-folder.js";
import { labelerName } from "./labeler-name.js";
import { checkQuestion, OPENAI_HOST, type Question, type QuestionOptions } from "./question.js";

export type { Structured } from "./question.js";

const WHO = "visionLanguage";
const USUAL_CONCURRENCY = { openai: 8, others: 1 } as const;
/** A caption takes seconds; a server that needs longer hangs. */
const USUAL_TIMEOUT_SECONDS = 120;
const USUAL_ATTEMPTS = 6;

/** What a server bills, in dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

export interface VisionLanguageOptions extends QuestionOptions, RemoteOptions {
  /** environment variable with the key; default "OPENAI_API_KEY" at api.openai.com, null (no key is sent) elsewhere */
  readonly apiKeyVariable?: string | null;
  /** requests in flight together; default 8 at api.openai.com, 1 elsewhere */
  readonly concurrency?: number;
  /** longest time for one request, seconds; default 120 */
  readonly timeoutSeconds?: number;
  /** for one image; default 6 tries and 900 seconds. A server that does not know a field costs a few */
  readonly budget?: Budget;
  /** what tokens cost: no price list is built in. Instead of dollarsPerImage */
  readonly dollarsPerMillionTokens?: TokenPrices;
  /** folder for answers; default DATACRAFTER_LABEL_CACHE or this user's cache folder; false keeps none */
  readonly cache?: string | false;
}

/** VisionLanguageOptions with every default in place. */
export interface VisionSettings extends CheckedOptions, Question {
  /** e.g. "visionLanguage(gpt-4.1-mini)": another question, another name */
  readonly name: string;
  /** e.g. "api.openai.com" */
  readonly host: string;
  readonly apiKeyVariable: string | null;
  readonly tokenPrices: TokenPrices | null;
  /** absolute; null keeps nothing */
  readonly cacheFolder: string | null;
}

/**
 * Fills in the defaults.
 * @throws Error or RangeError naming the option that cannot be meant
 */
export function checkVisionOptions(options: VisionLanguageOptions): VisionSettings {
  const question = checkQuestion(options);
  const { host, hostname } = new URL(question.baseURL);
  const isOpenai = hostname === OPENAI_HOST;
  return {
    ...checkCosts(options, isOpenai),
    ...question,
    name: labelerName(WHO, question),
    host,
    apiKeyVariable:
      options.apiKeyVariable === undefined && isOpenai ? "OPENAI_API_KEY" : (options.apiKeyVariable ?? null),
    cacheFolder: chooseFolder(options.cache),
  };
}

/** Token prices limit the whole labeler only: what one image will cost is not known before it is answered. */
function checkCosts(
  options: VisionLanguageOptions,
  isOpenai: boolean,
): CheckedOptions & Pick<VisionSettings, "tokenPrices"> {
  const { dollarsPerMillionTokens: tokenPrices = null, dollarsPerImage, budget, timeoutSeconds } = options;
  if (tokenPrices !== null) {
    checkNumber(WHO, "dollarsPerMillionTokens.input", tokenPrices.input ?? Number.NaN, 0, 1_000_000);
    checkNumber(WHO, "dollarsPerMillionTokens.output", tokenPrices.output ?? Number.NaN, 0, 1_000_000);
    if (dollarsPerImage !== undefined) {
      throw new Error(`${WHO}: dollarsPerImage and dollarsPerMillionTokens are two prices for one thing; give one.`);
    }
    if (budget?.dollars !== undefined) {
      throw new Error(`${WHO}: budget.dollars needs dollarsPerImage; with prices for tokens give totalBudget.dollars.`);
    }
  }
  const usual = isOpenai ? USUAL_CONCURRENCY.openai : USUAL_CONCURRENCY.others;
  const attempts = budget?.attempts ?? USUAL_ATTEMPTS;
  const priced = {
    ...options,
    budget: { ...budget, attempts },
    dollarsPerImage: dollarsPerImage ?? (tokenPrices === null ? undefined : 0),
  };
  const checked = checkRemoteOptions(
    WHO,
    { ...priced, timeoutSeconds: timeoutSeconds ?? USUAL_TIMEOUT_SECONDS },
    usual,
  );
  return { ...checked, dollarsPerImage: dollarsPerImage ?? null, tokenPrices };
}

function chooseFolder(cache: string | false | undefined): string | null {
  if (cache === false) return null;
  if (cache === undefined) return labelCacheFolder();
  if (typeof cache === "string" && cache.trim() !== "") return resolve(cache);
  throw new Error(`${WHO}: cache = ${JSON.stringify(cache)}; give a folder, or false to keep no answers.`);
}
