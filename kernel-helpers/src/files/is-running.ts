/** True while a process of this machine runs, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0); // signal 0 only asks
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // someone else's, but it runs
  }
}
