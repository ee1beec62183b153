import { checkNumber, type RemoteOptions } from "../../remote/remote-options.js";
import { type ImageSettings, type OpenaiProfile, openaiProfiles } from "./openai-profiles.js";

export interface OpenaiImagesOptions extends RemoteOptions, ImageSettings {
  /** default "https://api.openai.com/v1"; needed for every other profile, e.g. "http://127.0.0.1:8000/v1" */
  readonly baseURL?: string;
  readonly model: string;
  /** which server it is: they speak the same API, and honour different parts of it */
  readonly profile: OpenaiProfile;
  /** "image" (default) changes the original; "prompt" ignores it, which no session can use */
  readonly startFrom?: "image" | "prompt";
  /** fields for this one server, sent as they are, e.g. { input_fidelity: "high" } */
  readonly extra?: Readonly<Record<string, string | number | boolean>>;
  /** environment variable with the key; default "OPENAI_API_KEY" for profile "openai", no key for the others */
  readonly apiKeyVariable?: string;
}

const WHO = "openaiImages";
const SETTINGS = ["size", "quality", "strength", "guidance", "negativePrompt", "steps"] as const;
/** What decides which image is made and how it comes back is not for extra: the history of the image would be wrong. */
const OURS = ["model", "prompt", "image", "file", "seed", "n", "stream"];

/**
 * Before anything is spent.
 * @throws Error when the profile cannot honour an option, naming what it can; RangeError for a value that cannot be meant
 */
export function checkOpenaiOptions(options: OpenaiImagesOptions): void {
  const { profile, model, baseURL, extra = {}, startFrom = "image" } = options;
  const names = Object.keys(openaiProfiles).join(", ");
  if (!Object.hasOwn(openaiProfiles, profile)) throw new Error(`${WHO}: profile "${profile}"; give one of ${names}.`);
  if (typeof model !== "string" || model === "")
    throw new Error(`${WHO}: no model; name the one the server is to use.`);
  if (profile !== "openai" && baseURL === undefined) {
    throw new Error(`${WHO}: profile "${profile}" needs a baseURL, e.g. "http://127.0.0.1:8000/v1".`);
  }
  if (startFrom !== "image" && startFrom !== "prompt") throw new Error(`${WHO}: startFrom is "image" or "prompt".`);
  const ours = Object.keys(extra).filter((name) => OURS.includes(name));
  if (ours.length > 0) throw new Error(`${WHO}: extra may not hold ${ours.join(", ")}; leave it out.`);
  checkSettings(options);
}

function checkSettings(options: OpenaiImagesOptions): void {
  const { profile, size, startFrom } = options;
  const { supports, hasSeed, needsSize } = openaiProfiles[profile];
  for (const name of SETTINGS) {
    if (options[name] === undefined) continue;
    const isKnown = supports.includes(name);
    if (isKnown && !(name === "strength" && startFrom === "prompt")) continue;
    const what = isKnown ? 'startFrom "prompt"' : `profile "${profile}"`;
    const able = [...supports, ...(hasSeed ? ["seed"] : [])].join(", ");
    throw new Error(
      `${WHO}: ${what} cannot honour ${name}; it supports ${able}. Leave ${name} out, or use another profile, sdapi() or comfyui().`,
    );
  }
  checkNumber(WHO, "strength", options.strength, 0.01, 1);
  checkNumber(WHO, "guidance", options.guidance, 0, 100);
  checkNumber(WHO, "steps", options.steps, 1, 1000, true);
  if (size !== undefined && !/^\d{2,4}x\d{2,4}$/.test(size) && (needsSize || size !== "auto")) {
    throw new RangeError(`${WHO}: size = "${size}"; give one like "1024x1024"${needsSize ? "" : ', or "auto"'}.`);
  }
}
