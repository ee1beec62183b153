/** The name of the error when ONNX Runtime cannot run on this machine at all. */
export const NO_ONNX_RUNTIME = "OnnxRuntimeUnavailable";

/**
 * The file that talks to ONNX Runtime, loaded when first needed. Runs in the inference process.
 * @throws Error named NO_ONNX_RUNTIME when its library does not load on this machine
 */
export async function loadOrt(): Promise<typeof import("./ort.js")> {
  try {
    return await import("./ort.js");
  } catch (cause) {
    const error = new Error(
      `ONNX Runtime does not load on ${process.platform} ${process.arch} (${firstLine(cause)}); ` +
        "it comes for Linux (glibc) and Windows on x64 and arm64, and macOS on arm64. Use a remote generator and embedder instead.",
      { cause },
    );
    error.name = NO_ONNX_RUNTIME;
    throw error;
  }
}

function firstLine(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split("\n")[0];
}
