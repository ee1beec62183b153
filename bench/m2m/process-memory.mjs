import { readdirSync, readFileSync } from "node:fs";

/**
 * The most memory a process has held, MB; of this process where no id is given. Linux's own count of a process starts anew with its program,
 * while getrusage's begins with what the parent held.
 * @returns {number | null} null where the system does not tell of other processes, or when the process has ended
 */
export function peakMemory(pid = process.pid) {
  try {
    const kilobytes = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return pid === process.pid ? process.resourceUsage().maxRSS / 1024 : null;
  }
}

/** Ids of the processes a process has started, and of theirs; none where the system does not tell. @returns {number[]} */
export function descendantsOf(pid) {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return children.flatMap((child) => [child, ...descendantsOf(child)]);
  } catch {
    return [];
  }
}
