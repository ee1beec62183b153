import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type VisionLanguageLabeler,
  type VisionLanguageOptions,
  visionLanguage,
} from "../../../kernel-helpers/src/label/vision-language.js";
import type { Clock } from "../../../kernel-helpers/src/remote/clock.js";
import type { ImageRef, LabelledImage, ServerAttempt } from "../../../kernel-helpers/src/types.js";
import { handClock } from "../../generate/remote/adapters.js";
import type { Asked, Fault } from "./chat-faults.js";
import { completion } from "./chat-rules.js";
import { type ChatServer, type ChatServerOptions, startChatServer } from "./chat-server.js";
import { upTo, writeNumbered } from "./numbered-files.js";

/** A server, numbered images and an empty cache folder, for one test. */
export interface Scene {
  readonly folder: string;
  readonly cache: string;
  readonly server: ChatServer;
  /** concurrency 1, a clock nobody waits for */
  make(options?: Partial<VisionLanguageOptions>, clock?: Clock): VisionLanguageLabeler;
  images(count: number): Promise<readonly ImageRef[]>;
  /** Labels so many images with a labeler of its own. */
  label(count: number, options?: Partial<VisionLanguageOptions>): Promise<Labelled>;
  /** the bodies of all chat requests so far */
  bodies(): Promise<Record<string, unknown>[]>;
  end(): Promise<void>;
}

export interface Labelled {
  readonly found: readonly LabelledImage[];
  readonly attempts: readonly (ServerAttempt & { readonly index: number })[];
  readonly labeler: VisionLanguageLabeler;
  /** seconds, in order */
  readonly slept: readonly number[];
}

/** Sets a scene. */
export async function openScene(options: ChatServerOptions = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  const cache = join(folder, "cache");
  const server = await startChatServer(options);
  const make: Scene["make"] = (more = {}, clock = handClock()) =>
    visionLanguage({ model: "fake-vision", baseURL: server.baseURL, cache, ...more }, clock);
  const images: Scene["images"] = (count) => writeNumbered(join(folder, "images"), upTo(count));
  return {
    folder,
    cache,
    server,
    make,
    images,
    async label(count, more) {
      const clock = handClock();
      const labeler = make(more, clock);
      const attempts: (ServerAttempt & { index: number })[] = [];
      const onAttempt = (index: number, attempt: ServerAttempt): void => void attempts.push({ index, ...attempt });
      return { found: await labeler.label(await images(count), { onAttempt }), attempts, labeler, slept: clock.slept };
    },
    bodies: () => Promise.all(server.seen.map((seen) => seen.fields())),
    async end() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** An answer in good form with the given words. */
export function says(content: string): (asked: Asked) => Fault {
  return (asked) => ({ status: 200, body: completion(asked, { content }) });
}
