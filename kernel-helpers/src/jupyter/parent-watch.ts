/** How often the parent is looked for. */
const LOOK_MS = 1000;

/**
 * Ends this process when the server that started it is gone: a server that was killed cannot shut its kernels down.
 * Jupyter says with JPY_PARENT_PID that it wants this; without it nothing is watched.
 */
export function endWithParent(environment: NodeJS.ProcessEnv = process.env): void {
  if (!environment.JPY_PARENT_PID || process.platform === "win32") return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, LOOK_MS);
  timer.unref();
}
