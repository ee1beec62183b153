import { oncePerFrame } from "../../widgets/src/once-per-frame";

/** After the next frame and the timers that it set. */
async function nextFrame(): Promise<void> {
  await new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))));
}

describe("a drawing put off to the next frame", () => {
  it("is done once, later, however often it was asked for", async () => {
    const draw = jest.fn();
    const ask = oncePerFrame(draw, new AbortController().signal);
    ask();
    ask();
    expect(draw).not.toHaveBeenCalled();
    await nextFrame();
    expect(draw).toHaveBeenCalledTimes(1);
    ask();
    await nextFrame();
    expect(draw).toHaveBeenCalledTimes(2);
  });

  it("is not done when the view was closed meanwhile", async () => {
    const draw = jest.fn();
    const closing = new AbortController();
    oncePerFrame(draw, closing.signal)();
    closing.abort();
    await nextFrame();
    expect(draw).not.toHaveBeenCalled();
  });
});
