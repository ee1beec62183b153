/** ONNX Runtime's message without the places in its source code, as the part of a sentence. */
export function tidyOrtMessage(message: string): string {
  return message
    .replace(/^.*\[ONNXRuntimeError\] : \d+ : \w+ : /s, "")
    .replace(/\/onnxruntime_src\/\S+:\d+ [^)]*\([^)]*\)(::<lambda\(\)>)? /g, "")
    .replace(/\w+\.cc:\d+ \w+ /g, "")
    .trim()
    .replace(/\.$/, "");
}
