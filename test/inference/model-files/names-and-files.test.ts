import { join, resolve } from "node:path";
import { checkFilePaths } from "../../../kernel-helpers/src/inference/model-files/check-file-paths.js";
import { chooseFiles } from "../../../kernel-helpers/src/inference/model-files/choose-files.js";
import { formatBytes } from "../../../kernel-helpers/src/inference/model-files/format-bytes.js";
import { hubFromEnvironment } from "../../../kernel-helpers/src/inference/model-files/hub.js";
import { parseRetryAfter } from "../../../kernel-helpers/src/inference/model-files/hub-error.js";
import { KNOWN_MODELS } from "../../../kernel-helpers/src/inference/model-files/known-models.js";
import { modelSource } from "../../../kernel-helpers/src/inference/model-files/model-source.js";
import { modelsFolder } from "../../../kernel-helpers/src/inference/model-files/models-folder.js";

// as the hub's pages listed them: the configurations, and onnx/ of commit 4c1807b
const CLIP_REPOSITORY = [
  ...[".gitattributes", "README.md", "config.json", "merges.txt", "preprocessor_config.json", "quantize_config.json"],
  ...["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.json"],
  ...["model", "text_model", "vision_model"].flatMap((name) =>
    ["", "_fp16", "_quantized"].map((precision) => `onnx/${name}${precision}.onnx`),
  ),
];
// as the hub's pages listed them, commit a85df6a
const LCM_REPOSITORY = [
  ...[".gitattributes", "LCM_Dreamshaper_v7_4k.safetensors", "README.md", "inference.py", "model_index.json"],
  ...["feature_extractor/preprocessor_config.json", "safety_checker/config.json", "safety_checker/model.safetensors"],
  ...["scheduler/scheduler_config.json", "text_encoder/config.json", "text_encoder/model.onnx"],
  ...["text_encoder/model.safetensors", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json"],
  ...["tokenizer/tokenizer_config.json", "tokenizer/vocab.json", "unet/config.json"],
  ...["unet/diffusion_pytorch_model.safetensors", "unet/model.onnx", "unet/model.onnx_data"],
  ...[
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
    "vae_decoder/config.json",
    "vae_decoder/model.onnx",
  ],
  ...["vae_encoder/config.json", "vae_encoder/model.onnx"],
];

const byName = (name: string, paths: readonly string[]): readonly string[] => chooseFiles(modelSource(name), paths);

describe("the files that are pulled", () => {
  it("of a known CLIP are both towers and the configurations", () => {
    const files = byName("clip-vit-b32", CLIP_REPOSITORY);
    expect(files.filter((path) => path.endsWith(".onnx"))).toEqual(["onnx/text_model.onnx", "onnx/vision_model.onnx"]);
    expect(files).toEqual(expect.arrayContaining(["config.json", "tokenizer.json", "preprocessor_config.json"]));
    expect(byName("clip-vit-b32-int8", CLIP_REPOSITORY).filter((path) => path.endsWith(".onnx"))).toEqual([
      "onnx/text_model_quantized.onnx",
      "onnx/vision_model_quantized.onnx",
    ]);
  });

  it("of a known diffusion model are its ONNX parts, without the torch weights beside them", () => {
    const files = byName("lcm-dreamshaper-v7", LCM_REPOSITORY);
    expect(files.filter((path) => /onnx/.test(path))).toEqual(LCM_REPOSITORY.filter((path) => /onnx/.test(path)));
    expect(files.filter((path) => /safetensors|safety|feature|\.py|^vae\//.test(path))).toEqual([]);
    expect(files).toContain("tokenizer/vocab.json");
    expect(files).toContain("unet/config.json");
  });

  it("of any other repository are the same, by rule", () => {
    const clip = byName("some/clip", CLIP_REPOSITORY);
    expect(clip.filter((path) => path.endsWith(".onnx"))).toEqual(["onnx/text_model.onnx", "onnx/vision_model.onnx"]);
    const lcm = byName("some/lcm", LCM_REPOSITORY);
    expect(lcm.filter((path) => /onnx/.test(path))).toEqual(LCM_REPOSITORY.filter((path) => /onnx/.test(path)));
    expect(lcm.filter((path) => /safetensors|safety|feature|\.py$/.test(path))).toEqual([]);
  });

  it("include weights beside an ONNX file under each name that exporters give them", () => {
    const paths = ["model.onnx", "model.onnx_data", "model.onnx_data_1", "model.onnx.data", "unet/weights.pb", "x.pb"];
    expect(byName("some/model", paths)).toEqual(paths.slice(0, 5));
  });

  it("are another precision only where the full one is missing", () => {
    const paths = ["a/model_fp16.onnx", "a/model_fp16.onnx_data", "b/model.onnx", "b/model_q4f16.onnx"];
    expect(byName("some/model", paths)).toEqual(["a/model_fp16.onnx", "a/model_fp16.onnx_data", "b/model.onnx"]);
  });

  it("must all be there: a known model names what its repository lacks", () => {
    const lacking = CLIP_REPOSITORY.filter((path) => path !== "onnx/text_model.onnx");
    expect(() => byName("clip-vit-b32", lacking)).toThrow(
      /^Xenova\/clip-vit-base-patch32 at 4c1807b\w+ has no onnx\/text_model\.onnx, so clip-vit-b32 cannot be pulled/,
    );
  });
});

describe("the table of known models", () => {
  it.each(KNOWN_MODELS.map((model) => [model.name, model] as const))("%s can be asked for", (name, model) => {
    expect(modelSource(name)).toMatchObject({ repository: model.repository, revision: model.revision, folder: name });
    expect(modelSource(model.repository).folder).not.toBe(name);
    expect(model.revision).toMatch(/^(main|[0-9a-f]{40})$/);
    expect(model.bytes).toBeGreaterThan(1e8);
    expect(model.licence).not.toBe("");
    expect(name).toMatch(/^[a-z0-9.-]+$/);
    expect(name).not.toContain("--");
  });
});

describe("a model's name", () => {
  it("may be a repository, with a revision", () => {
    expect(modelSource("CompVis/stable-diffusion-v1-4@onnx")).toMatchObject({
      repository: "CompVis/stable-diffusion-v1-4",
      revision: "onnx",
      folder: "CompVis--stable-diffusion-v1-4@onnx",
      known: null,
    });
    expect(modelSource("a/b@refs/pr/11").folder).toBe("a--b@refs%2Fpr%2F11");
  });
  it.each([
    "",
    "clip",
    "../x",
    "a/..",
    "a/b/c",
    "a/b@..",
    "/a/b",
    "a\\b",
    "a/b?x=1",
    "a/b#x",
    "a /b",
    ".a/b",
    `a/${"b".repeat(300)}`,
  ])("%j is refused, and the known names are listed", (name) => {
    expect(() => modelSource(name)).toThrow(
      /^No model is called .*; there are clip-vit-b32, .*any "owner\/repository"/,
    );
  });
});

describe("names of files", () => {
  it("of real repositories pass", () => {
    expect(() => checkFilePaths([...CLIP_REPOSITORY, ...LCM_REPOSITORY.map((path) => `sd/${path}`)])).not.toThrow();
    expect(() => checkFilePaths(["tokenizer/vocabulaire-é.json", "模型/model.onnx", "a b.txt"])).not.toThrow();
  });
  it.each([
    "a\u202egnp.onnx",
    "a\u200b.onnx",
    "a\n.onnx",
    "a\u0085.onnx",
    "nul",
    "x/con.json",
    "a./b",
    "a /b",
    "a/",
    "a*b",
    "a\\..\\b",
  ])("%j is refused", (path) => {
    expect(() => checkFilePaths([path])).toThrow(/nothing was downloaded/);
  });
  it("that are one name on some systems are refused", () => {
    expect(() => checkFilePaths(["é.json", "e\u0301.json"])).toThrow(/meets another one's name/);
  });
});

describe("the models folder", () => {
  it.each([
    ["linux", {}, "/home/me/.cache/datacrafter/models"],
    ["linux", { XDG_CACHE_HOME: "/fast/cache" }, "/fast/cache/datacrafter/models"],
    ["linux", { XDG_CACHE_HOME: "relative" }, "/home/me/.cache/datacrafter/models"],
    ["darwin", {}, "/home/me/Library/Caches/datacrafter/models"],
    ["win32", { LOCALAPPDATA: "/local" }, "/local/datacrafter/models"],
    ["linux", { XDG_CACHE_HOME: "/fast", DATACRAFTER_MODELS: "/models" }, "/models"],
    ["linux", { DATACRAFTER_MODELS: "here" }, resolve("here")],
  ])("on %s with %j is %s", (platform, env, expected) => {
    expect(modelsFolder(env, platform as NodeJS.Platform, "/home/me")).toBe(join(expected));
  });
});

describe("the hub", () => {
  it("is Hugging Face, or the mirror HF_ENDPOINT names", () => {
    expect(hubFromEnvironment(undefined, {})).toEqual({
      endpoint: "https://huggingface.co",
      token: null,
      isOffline: false,
    });
    const env = { HF_ENDPOINT: "https://mirror.example/hf/", HF_TOKEN: " hf_x\n", DATACRAFTER_OFFLINE: "true" };
    expect(hubFromEnvironment(undefined, env)).toEqual({
      endpoint: "https://mirror.example/hf",
      token: "hf_x",
      isOffline: true,
    });
    expect(hubFromEnvironment("http://127.0.0.1:8080", env).endpoint).toBe("http://127.0.0.1:8080");
    expect(hubFromEnvironment(undefined, { DATACRAFTER_OFFLINE: "0" }).isOffline).toBe(false);
  });
  it.each(["nonsense", "ftp://x", "https://me:secret@x", "https://x?token=secret", "https://x#secret"])(
    "is never %j",
    (endpoint) => {
      expect(() => hubFromEnvironment(endpoint, {})).toThrow(
        /^The hub's address \(HF_ENDPOINT, or endpoint\) must be (?!.*secret)/,
      );
    },
  );
});

it("reads Retry-After as seconds or a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(parseRetryAfter("120", now)).toBe(120_000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:30 GMT", now)).toBe(30_000);
  expect(parseRetryAfter("Thu, 01 Jan 2025 00:00:30 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeNull();
  expect(parseRetryAfter(null, now)).toBeNull();
});

it("writes sizes as disks and the hub count them", () => {
  expect([0, 999, 1000, 352e6, 999.6e6, 1.72e9, 12.34e9].map(formatBytes)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "352 MB",
    "1.0 GB",
    "1.7 GB",
    "12 GB",
  ]);
});
