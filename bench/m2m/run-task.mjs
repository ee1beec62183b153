import { fork } from "node:child_process";
import { join } from "node:path";
import { descendantsOf, peakMemory } from "./process-memory.mjs";

const SAMPLE_MS = 100;

/**
 * Runs one task in a process of its own, so that its memory is its own.
 * @param {{ kind: string }} task see tasks.mjs
 * @returns {Promise<object>} what the task answers; memoryMb, where it has one, with that of processes it started added
 * @throws Error with the task's reason, or how its process died
 */
export function runTask(task) {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, "task-process.mjs"), { serialization: "advanced" });
    const peaks = new Map();
    const sampling = setInterval(() => {
      for (const pid of descendantsOf(child.pid)) peaks.set(pid, peakMemory(pid) ?? peaks.get(pid) ?? 0);
    }, SAMPLE_MS);
    child.once("message", ({ answer, failure }) => {
      const others = [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
      if (failure !== undefined) reject(new Error(failure));
      else resolve(answer.memoryMb === undefined ? answer : { ...answer, memoryMb: answer.memoryMb + others });
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(sampling);
      reject(new Error(`its process ended with ${signal ?? `code ${code}`} before it answered`));
    });
    child.send(task);
  });
}
