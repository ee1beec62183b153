import { createInferenceProcess, type InferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import type { Tensor } from "../../kernel-helpers/src/inference/job.js";
import { runModel } from "../../kernel-helpers/src/inference/run-model.js";
import { affineFeeds, expected, modelPath } from "./support/models.js";

let inference: InferenceProcess;
beforeAll(() => {
  inference = createInferenceProcess();
});
afterAll(() => inference.close());

/** A half-precision number from its bits. */
function fromHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15, (bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return sign ? -size : size;
}

describe("runModel", () => {
  // onnxruntime (Python), see test/golden/inference/expected.json
  it.each(["affine", "affine-int8", "external"] as const)("answers as Python does: %s", async (name) => {
    const { outputs, provider } = await runModel(modelPath(name), affineFeeds, { inference });
    expect(provider).toBe("cpu");
    expect(outputs.y).toMatchObject({ type: "float32", dims: [2, 2] });
    for (const [t, value] of expected[name].flat().entries()) {
      expect(Number(outputs.y.data[t])).toBeCloseTo(value, 5);
    }
  });

  it("carries half precision as bits, on every version of Node", async () => {
    const halves = Uint16Array.from([0x3c00, 0x4000, 0x4200, 0xb800, 0x3400, 0]); // 1, 2, 3, -0.5, 0.25, 0
    const feeds = { x: { type: "float16", dims: [2, 3], data: halves } } as const;
    const { y } = (await runModel(modelPath("affine-fp16"), feeds, { inference })).outputs;
    expect(y).toMatchObject({ type: "float16", dims: [2, 2] });
    expect(Object.prototype.toString.call(y.data)).toBe("[object Uint16Array]");
    for (const [t, value] of expected["affine-fp16"].flat().entries()) {
      expect(fromHalf(Number(y.data[t]))).toBeCloseTo(value, 2);
    }
  });

  it("carries every type and shape of a diffusion model there and back", async () => {
    const feeds: Record<string, Tensor> = {
      ids: { type: "int64", dims: [2, 3], data: BigInt64Array.from([1n, -2n, 3n, 2n ** 40n, 5n, 6n]) },
      ids32: { type: "int32", dims: [1, 77], data: Int32Array.from({ length: 77 }, (_, i) => i * 1000) },
      step: { type: "float32", dims: [], data: Float32Array.of(981) },
      mask: { type: "bool", dims: [2], data: Uint8Array.of(1, 0) },
      pixels: { type: "uint8", dims: [1, 2, 3], data: Uint8Array.of(0, 1, 127, 128, 254, 255) },
    };
    const { outputs } = await runModel(modelPath("kinds"), feeds, { inference });
    for (const [name, tensor] of Object.entries(feeds)) expect(outputs[`${name}_out`]).toEqual(tensor);
  });

  it.each<[string, Record<string, Tensor>, string]>([
    ["missing", {}, 'input "x" is missing; give "x": float32 [batch, 3].'],
    ["unknown", { ...affineFeeds, z: affineFeeds.x }, 'has no input "z"; it takes "x": float32 [batch, 3].'],
    ["of another type", { x: { type: "int32", dims: [1, 3], data: new Int32Array(3) } }, 'input "x" came as int32;'],
    [
      "of another width",
      { x: { type: "float32", dims: [1, 4], data: new Float32Array(4) } },
      "came as float32 [1, 4];",
    ],
    ["of another rank", { x: { type: "float32", dims: [3], data: new Float32Array(3) } }, "came as float32 [3];"],
    [
      "too short",
      { x: { type: "float32", dims: [2, 3], data: new Float32Array(3) } },
      "came with 3 numbers for [2, 3];",
    ],
    [
      "in the wrong array",
      { x: { type: "float32", dims: [1, 3], data: new Int32Array(3) } },
      "came with its float32 numbers in a Int32Array instead of a Float32Array;",
    ],
  ])("names the model, the input and what it takes when a tensor is %s", async (_, feeds, message) => {
    const failure = runModel(modelPath("affine"), feeds, { inference });
    await expect(failure).rejects.toThrow(`${modelPath("affine")}: `);
    await expect(failure).rejects.toThrow(message);
  });
});

describe("execution providers", () => {
  it("are tried in order, and the one really used is told", async () => {
    // neither is there: ONNX Runtime for Linux has no "dml" and would silently take the CPU, and "nonsense" is nowhere
    const choosy = createInferenceProcess({
      providers: ["nonsense", process.platform === "win32" ? "coreml" : "dml", "cpu"],
    });
    const { provider } = await runModel(modelPath("affine"), affineFeeds, { inference: choosy });
    choosy.close();
    expect(provider).toBe("cpu");
  });

  it("are all named with the reason when none serves", async () => {
    const absent = process.platform === "win32" ? "coreml" : "dml";
    const choosy = createInferenceProcess({ providers: ["nonsense", absent] });
    const failure = runModel(modelPath("affine"), affineFeeds, { inference: choosy });
    await expect(failure).rejects.toThrow(
      new RegExp(`affine.onnx: no execution provider takes it. nonsense: this build .*cpu.*; ${absent}: this build`),
    );
    choosy.close();
  });
});
