/** @throws Error when it does not become true within 20 s */
export async function waitUntil(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; !isTrue(); waited += 5) {
    if (waited > 20_000) throw new Error("waited 20 s in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Whether a process is there; one that ended but was not yet collected is not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
