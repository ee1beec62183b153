import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { packageParts } from "./package-parts.mjs";
import { plainUmapJs } from "./plain-umap-js.mjs";
import { peakMemory } from "./process-memory.mjs";
import { readFolder } from "./read-folder.mjs";

/**
 * One projector on one folder, or "umap-js" as it comes.
 * @param {{ folder: string, method: string, seed: number }} task
 * @returns layout, seconds, waitMs (the longest the event loop waited meanwhile), memoryMb (the most held, the data included)
 */
export async function projectFolder({ folder, method, seed }) {
  const { projectors } = packageParts();
  const { images, labels, relation } = readFolder(folder);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await sleep(20); // the first look of the monitor
  delay.reset();
  const started = performance.now();
  const isPlain = method === "umap-js";
  const layout = isPlain
    ? plainUmapJs(images, labels, seed)
    : await projectors[method](images, labels, relation, { seed });
  const seconds = (performance.now() - started) / 1000;
  await sleep(5); // a wait is counted when it is over
  delay.disable();
  return { layout, seconds, waitMs: delay.max / 1e6, memoryMb: peakMemory() };
}
