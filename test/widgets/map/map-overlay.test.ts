import { drawOverlay } from "../../../widgets/src/map/map-overlay";
import type { Theme } from "../../../widgets/src/theme";

const THEME = { background: "#ffffff", text: "#000000" } as Theme;

/** A context that keeps the lines drawn, each with its width. */
function openContext() {
  const lines: { readonly to: readonly number[]; readonly width: number }[] = [];
  const own = { canvas: { width: 100, height: 100 }, lineWidth: 0, lineTo: (...to: number[]) => push(to) };
  const push = (to: readonly number[]): void => void lines.push({ to, width: own.lineWidth });
  const context = new Proxy(own, {
    get: (target, name) => (name in target ? target[name as keyof typeof target] : () => undefined),
  });
  return { context: context as unknown as CanvasRenderingContext2D, lines };
}

describe("drawOverlay", () => {
  it("leads a line from the ring to each neighbour, a thick one to what looks nearly the same", () => {
    const { context, lines } = openContext();
    const neighbors = [
      { at: [10, 20], isCopy: false },
      { at: [30, 40], isCopy: true },
    ] as const;
    drawOverlay(context, { outline: null, ring: { at: [50, 50], pictureSide: null, neighbors } }, THEME, 1);
    expect(lines.map(({ to }) => to)).toEqual([
      [10, 20],
      [30, 40],
    ]);
    expect(lines[1].width).toBeGreaterThan(lines[0].width);
  });
});
