/**
 * Puts a costly drawing off until the next frame has been shown, and draws once however often it was asked for in between:
 * what the browser can show at once it shows at once, and messages that wait are handled first.
 * @returns asks for the drawing; does nothing once the signal has aborted
 */
export function oncePerFrame(draw: () => void, signal: AbortSignal): () => void {
  let isAsked = false;
  return () => {
    if (isAsked || signal.aborted) {
      return;
    }
    isAsked = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        isAsked = false;
        if (!signal.aborted) {
          draw();
        }
      }),
    );
  };
}
