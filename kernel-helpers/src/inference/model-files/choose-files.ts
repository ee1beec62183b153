import type { ModelSource } from "./model-source.js";

/**
 * Which files of a repository are pulled. For a known model those of its entry; for any other repository every ONNX file with its weights,
 * the configurations, tokenizers, licence and model card, but no weights of other frameworks and no second copy in another precision.
 * @param paths of all files of the repository, with "/"
 * @throws Error when an entry of the table matches nothing, or the repository holds no ONNX file
 */
export function chooseFiles(source: ModelSource, paths: readonly string[]): readonly string[] {
  return source.known ? matching(source, source.known.files, paths) : usable(source, paths);
}

function matching(source: ModelSource, patterns: readonly string[], paths: readonly string[]): readonly string[] {
  const tests = patterns.map(toTest);
  const missing = patterns.filter((_, i) => !paths.some((path) => tests[i].test(path)));
  if (missing.length > 0) {
    throw new Error(
      `${source.repository} at ${source.revision} has no ${missing.join(", ")}, so ${source.name} cannot be pulled from it; the repository changed, or the mirror holds only part of it.`,
    );
  }
  return paths.filter((path) => tests.some((test) => test.test(path)));
}

function toTest(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+^${}()|[\]\\?]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}

const WEIGHTS = /\.onnx$|\.onnx[._]data(_\d+)?$|(^|\/)weights\.pb$/;
const TEXTS = /\.json$|(^|\/)(merges|vocab)\.txt$|(^|\/)licen[cs]e[^/]*$|^readme\.md$/i;
const UNUSED_FOLDERS = /(^|\/)(safety_checker|feature_extractor|\.[^./][^/]*)\//;
/** "onnx/text_model_fp16.onnx" is onnx/text_model in another precision */
const PRECISION = /_(fp16|float16|quantized|int8|uint8|q4|q4f16|q8|bnb4)(?=\.onnx([._]data(_\d+)?)?$)/;

function usable(source: ModelSource, paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  const chosen = paths.filter((path) => {
    if (UNUSED_FOLDERS.test(path)) return false;
    return TEXTS.test(path) || (WEIGHTS.test(path) && !isSecondCopy(path, all));
  });
  if (!chosen.some((path) => path.endsWith(".onnx"))) {
    throw new Error(
      `${source.repository} holds no ONNX file; export one with: optimum-cli export onnx --model ${source.repository} DIR, and give DIR instead of the name.`,
    );
  }
  return chosen;
}

function isSecondCopy(path: string, all: ReadonlySet<string>): boolean {
  const full = path.replace(/\.onnx[._]data(_\d+)?$/, ".onnx").replace(PRECISION, "");
  if (PRECISION.test(path)) return all.has(full);
  // a CLIP export often holds both towers once more in one file
  const folder = full.slice(0, full.lastIndexOf("/") + 1);
  const towers = [`${folder}text_model.onnx`, `${folder}vision_model.onnx`];
  return full === `${folder}model.onnx` && towers.every((tower) => all.has(tower));
}
