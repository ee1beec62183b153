import { comfyui } from "../../../kernel-helpers/src/generate/comfyui.js";
import { openaiImages } from "../../../kernel-helpers/src/generate/openai-images.js";
import { sdapi } from "../../../kernel-helpers/src/generate/sdapi.js";
import type { Clock } from "../../../kernel-helpers/src/remote/clock.js";
import type { RemoteOptions } from "../../../kernel-helpers/src/remote/remote-options.js";
import type { Generator } from "../../../kernel-helpers/src/types.js";
import type { FakeServer } from "../../remote/fake-server.js";
import { startComfyuiServer } from "./comfyui-server.js";
import { startOpenaiServer } from "./openai-server.js";
import { startSdapiServer } from "./sdapi-server.js";

export interface Adapter {
  start(): Promise<FakeServer>;
  make(url: string, options?: RemoteOptions, clock?: Clock): Generator;
  /** a good answer without an image */
  readonly empty: unknown;
  /** a good answer around this base64; null where images do not come as base64 */
  around: ((base64: string) => unknown) | null;
}

/** The environment variable that openaiImages reads by default. */
export const KEY_VARIABLE = "OPENAI_API_KEY";
export const KEY = "sk-test-0123456789abcdef";

/** Every remote adapter beside a server that speaks its protocol. */
export const adapters: Readonly<Record<string, Adapter>> = {
  openaiImages: {
    start: startOpenaiServer,
    make: (url, options, clock) =>
      openaiImages({ baseURL: `${url}/v1`, model: "tiny", profile: "openai", ...options }, clock),
    empty: { created: 1, data: [] },
    around: (base64) => ({ data: [{ b64_json: base64 }] }),
  },
  sdapi: {
    start: startSdapiServer,
    make: (url, options, clock) => sdapi({ url, longestSide: 64, ...options }, clock),
    empty: { images: [], info: "" },
    around: (base64) => ({ images: [base64], info: "" }),
  },
  comfyui: {
    start: startComfyuiServer,
    make: (url, options, clock) => comfyui({ url, checkpoint: "tiny.safetensors", longestSide: 64, ...options }, clock),
    empty: {},
    around: null,
  },
};

/** A clock that nobody waits for: sleeping moves it on, and is written down. */
export function handClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    async sleep(seconds, signal) {
      signal?.throwIfAborted();
      slept.push(seconds);
      now += 1000 * seconds;
    },
  };
}
