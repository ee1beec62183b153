import { Worker } from "node:worker_threads";

/** How often the process is looked for, milliseconds. */
const LOOK_MS = 500;

// A thread of its own: the main one does not look while ONNX Runtime computes on it.
// Where the parent's death gives a process another parent that is the sign; on Windows the old number is asked for.
const WATCH = `
const { workerData: { pid, lookMs } } = require("node:worker_threads");
const isGone = () => {
  if (process.platform !== "win32") return process.ppid !== pid;
  try { process.kill(pid, 0); return false; } catch { return true; }
};
setInterval(() => { if (isGone()) process.kill(process.pid, "SIGKILL"); }, lookMs);
`;

/** Ends this process soon after its parent is gone, even in the middle of a native computation. @param pid the parent's */
export function endWithProcess(pid: number): void {
  new Worker(WATCH, { eval: true, workerData: { pid, lookMs: LOOK_MS } }).unref();
}
