/**
 * Ends by exit() when a signal asks for the end, so that what must be done at exit is done: locks released, children told to stop.
 * @param {string} sentence said then
 * @returns {() => void} takes the handlers away again
 */
export function endOnSignals(sentence) {
  const controller = new AbortController();
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    const end = () => {
      console.error(`\n${sentence}`);
      process.exit(128 + number);
    };
    process.once(signal, end);
    controller.signal.addEventListener("abort", () => process.removeListener(signal, end));
  }
  return () => controller.abort();
}
