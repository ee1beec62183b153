import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../../../kernel-helpers/src/remote/clock.js";
import type { ImageRef } from "../../../kernel-helpers/src/types.js";
import { numberedImage } from "./numbered-image.js";

/** Writes an image file for each number, whose id is the number. */
export async function writeNumbered(folder: string, numbers: readonly number[]): Promise<ImageRef[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(
    numbers.map(async (number) => {
      const path = join(folder, `${number}.png`);
      await writeFile(path, await numberedImage(number));
      return { id: String(number), path, className: "any" };
    }),
  );
}

/** 0 to count - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** A clock on which time passes so many times faster; requests take the time they take. */
export function fastClock(times: number): Clock {
  const started = Date.now();
  return {
    now: () => started + times * (Date.now() - started),
    random: Math.random,
    async sleep(seconds, signal) {
      await wait((1000 * seconds) / times, undefined, { signal }).catch(() => signal?.throwIfAborted());
    },
  };
}
