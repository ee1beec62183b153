import { spawnSync } from "node:child_process";

/** How a short command ended. */
export interface Ended {
  /** it was found and its exit code was 0 */
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Runs a short command to its end without showing its output; a command that does not exist is one that is not ok. */
export function runQuietly(command: readonly string[], cwd?: string): Ended {
  const ended = spawnSync(command[0], command.slice(1), {
    cwd,
    env: process.env,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failure = ended.error ? ended.error.message : "";
  return { ok: ended.status === 0, stdout: ended.stdout ?? "", stderr: (ended.stderr ?? "") || failure };
}
