import { drawPull } from "../../kernel-helpers/src/cli/draw-pull.js";
import { formatDuration } from "../../kernel-helpers/src/cli/format-duration.js";
import type { PullProgress } from "../../kernel-helpers/src/inference/model-files/pull-progress.js";

const HALF: PullProgress = {
  phase: "downloading",
  file: "onnx/vision_model.onnx",
  doneBytes: 300e6,
  totalBytes: 600e6,
  bytesPerSecond: 12e6,
  secondsLeft: 25,
};

function draw(
  isTTY: boolean,
  columns = 120,
): { written: string[]; clock: { ms: number }; drawing: ReturnType<typeof drawPull> } {
  const written: string[] = [];
  const clock = { ms: 0 };
  const terminal = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, clock, drawing: drawPull(terminal, () => clock.ms) };
}

describe("a pull's progress", () => {
  it("is a bar with share, amounts, rate, time left and file, drawn over the one before", () => {
    const { written, clock, drawing } = draw(true);
    drawing.show(HALF);
    clock.ms = 200;
    drawing.show({ ...HALF, doneBytes: 600e6, secondsLeft: 0 });
    drawing.end();
    expect(written[0]).toBe(
      "\r[############------------]  50 %  300 MB of 600 MB, 12 MB/s, 25 s left  onnx/vision_model.onnx\u001b[K",
    );
    expect(written[1]).toMatch(/^\r\[#{24}\] 100 %/);
    expect(written.at(-1)).toBe("\n");
  });
  it("never wraps, and is drawn at most ten times a second", () => {
    const { written, clock, drawing } = draw(true, 40);
    for (clock.ms = 0; clock.ms < 1000; clock.ms++) drawing.show(HALF);
    expect(written).toHaveLength(10);
    expect(written[0].replace("\r", "").replace("\u001b[K", "")).toHaveLength(39);
  });
  it("is a plain line per file and every ten seconds where nobody looks", () => {
    const { written, clock, drawing } = draw(false);
    for (clock.ms = 0; clock.ms < 25_000; clock.ms += 100) drawing.show(HALF);
    drawing.show({ ...HALF, file: "onnx/text_model.onnx" });
    drawing.end();
    expect(written).toHaveLength(4);
    expect(written[0]).toBe("downloading onnx/vision_model.onnx: 300 MB of 600 MB, 12 MB/s, 25 s left\n");
    expect(written.join("")).not.toContain("\u001b");
  });
  it("says that it waits for another process", () => {
    const { written, drawing } = draw(false);
    drawing.show({ ...HALF, phase: "waiting", file: "", doneBytes: 0, totalBytes: 0 });
    expect(written).toEqual(["waiting for another process that pulls the same model\n"]);
  });
});

it("writes times as a person does", () => {
  expect([9.4, 125, 3780].map(formatDuration)).toEqual(["9 s", "2 min 5 s", "1 h 3 min"]);
});
