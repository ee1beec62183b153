import { realpathSync } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import type { JobRun } from "./job.js";

/** The build's root: what runs in the inference process is never anything else. */
const ROOT: string = realpathSync(join(__dirname, "..")) + sep;

/**
 * The "run" of a job's module. Runs in the inference process.
 * @param path absolute, a built file of this package
 * @throws Error for a file outside the build, or one that is no job
 */
export function requireJob(path: string): JobRun {
  if (!isAbsolute(path) || !realpathSync(path).startsWith(ROOT)) {
    throw new Error(
      `${path} is not a job of this package; jobs are built files below ${ROOT}, as builtFile() gives them.`,
    );
  }
  const { run }: { run?: unknown } = require(path);
  if (typeof run !== "function") throw new Error(`${path} exports no function "run"; it is not a job.`);
  return run as JobRun;
}
