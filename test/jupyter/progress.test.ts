import { display } from "../../kernel-helpers/src/jupyter/display.js";
import {
  type DisplayOptions,
  installKernelBridge,
  type KernelBridge,
  type MimeBundle,
} from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import { progressText, showProgress } from "../../kernel-helpers/src/jupyter/progress.js";

const BRIDGE_KEY = Symbol.for("datacrafter.kernel-bridge.v1");

/** A bridge that keeps what it is asked to display. */
function recordDisplays(): { bundle: MimeBundle; options?: DisplayOptions }[] {
  const shown: { bundle: MimeBundle; options?: DisplayOptions }[] = [];
  installKernelBridge({
    display: (bundle: MimeBundle, options?: DisplayOptions) => void shown.push({ bundle, options }),
  } as KernelBridge);
  return shown;
}

afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[BRIDGE_KEY];
});

describe("showProgress", () => {
  it("draws one output, in place, at most ten times a second, and its end", () => {
    const shown = recordDisplays();
    let now = 0;
    const progress = showProgress("generate", 100, () => now);
    for (let done = 1; done <= 50; done++) {
      now = done * 10;
      progress.update(done);
    }
    progress.close();
    progress.update(51);
    progress.close();
    expect(shown.map(({ options }) => options?.update)).toEqual([false, true, true, true, true, true, true]);
    expect(new Set(shown.map(({ options }) => options?.displayId)).size).toBe(1);
    expect(shown.at(-1)?.bundle["text/plain"]).toBe("generate: 50 of 100 in 1 s");
  });

  it("lets no markup through from its title", () => {
    const shown = recordDisplays();
    showProgress('"><script>', 1);
    expect(shown[0].bundle["text/html"]).not.toContain("<script>");
    expect(shown[0].bundle["text/html"]).toContain('max="1"');
  });

  it("shows nothing outside the kernel", () => {
    expect(() => {
      const progress = showProgress("x", 2);
      progress.update(1);
      progress.close();
    }).not.toThrow();
  });
});

describe("progressText", () => {
  const state = { title: "t", done: 10, total: 40, seconds: 5, isClosed: false };

  it.each([
    ["rate and remaining time", {}, "t: 10 of 40, 2.0/s, 15 s left"],
    ["time per step when that is longer than a second", { seconds: 50 }, "t: 10 of 40, 5.0 s each, 2 min 30 s left"],
    ["hours", { seconds: 1500 }, "t: 10 of 40, 150.0 s each, 1 h 15 min left"],
    ["nothing more before the first step", { done: 0 }, "t: 0 of 40"],
    ["the whole time at the end", { isClosed: true }, "t: 10 of 40 in 5 s"],
  ])("gives %s", (_, change, text) => {
    expect(progressText({ ...state, ...change })).toBe(text);
  });
});

describe("display", () => {
  it("sends a plain value at once", () => {
    const shown = recordDisplays();
    void display(7);
    expect(shown[0].bundle).toEqual({ "text/plain": "7" });
  });

  it("says what to do outside the kernel", () => {
    expect(() => display(7)).toThrow('choose the kernel "DataCrafter (TypeScript)"');
  });
});
