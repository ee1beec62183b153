import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { listModels } from "../../../kernel-helpers/src/inference/model-files/list-models.js";
import { type ModelManifest, writeManifest } from "../../../kernel-helpers/src/inference/model-files/manifest.js";
import { modelDirectory } from "../../../kernel-helpers/src/inference/model-files/model-directory.js";
import { modelSource } from "../../../kernel-helpers/src/inference/model-files/model-source.js";
import { verifyModel } from "../../../kernel-helpers/src/inference/model-files/verify-model.js";

let root: string;
const before = process.env.DATACRAFTER_MODELS;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "datacrafter-directory-")));
  process.env.DATACRAFTER_MODELS = join(root, "models");
});
afterEach(() => {
  if (before === undefined) delete process.env.DATACRAFTER_MODELS;
  else process.env.DATACRAFTER_MODELS = before;
  rmSync(root, { recursive: true, force: true });
});

function putModel(folder: string, name: string, repository: string): string {
  const directory = join(root, "models", folder);
  mkdirSync(join(directory, "onnx"), { recursive: true });
  writeFileSync(join(directory, "onnx", "model.onnx"), "abc");
  // sha256 of "abc": FIPS 180-2, example B.1
  const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const files = [{ path: "onnx/model.onnx", bytes: 3, sha256 }];
  writeManifest(directory, { name, repository, commit: "0".repeat(40), licence: "mit", files } satisfies ModelManifest);
  return directory;
}

describe("modelDirectory", () => {
  it("finds a known model, a pulled repository, and any local folder", () => {
    const clip = putModel("clip-vit-b32", "clip-vit-b32", "Xenova/clip-vit-base-patch32");
    const other = putModel("acme--clip@v2", "acme/clip@v2", "acme/clip");
    mkdirSync(join(root, "mine"));
    expect(modelDirectory("clip-vit-b32")).toBe(clip);
    expect(modelDirectory("acme/clip@v2")).toBe(other);
    expect(modelDirectory(join(root, "mine"))).toBe(join(root, "mine"));
    expect(modelDirectory(relative(process.cwd(), join(root, "mine")))).toBe(join(root, "mine"));
  });

  it("finds the models that come with the package, which nobody can pull", () => {
    for (const name of ["small-world-clip", "small-world-diffusion"]) {
      const directory = modelDirectory(name);
      expect(readdirSync(directory).length).toBeGreaterThan(2);
      const listed = listModels().find((model) => model.name === name)!;
      expect(listed).toMatchObject({ directory, isBundled: true, licence: "Apache-2.0" });
      expect(listed.bytes).toBeGreaterThan(1e6);
      expect(() => modelSource(name)).toThrow(`${name} comes with the package; there is nothing to pull.`);
    }
  });

  it("says what is missing and the command that brings it", () => {
    expect(() => modelDirectory("clip-vit-l14")).toThrow(
      `clip-vit-l14 is not on this machine (${join(root, "models", "clip-vit-l14")}); run "npx datacrafter pull clip-vit-l14" once.`,
    );
    expect(() => modelDirectory("no such model")).toThrow(
      /^No model is called "no such model"; there are clip-vit-b32, /,
    );
    expect(() => modelDirectory("no such model")).toThrow(/Nor is there a folder .*no such model\.$/);
  });

  it("notices a file of another length without reading it", () => {
    const clip = putModel("clip-vit-b32", "clip-vit-b32", "Xenova/clip-vit-base-patch32");
    writeFileSync(join(clip, "onnx", "model.onnx"), "ab");
    expect(() => modelDirectory("clip-vit-b32")).toThrow(
      `${join(clip, "onnx", "model.onnx")} has a wrong length; run "npx datacrafter pull clip-vit-b32".`,
    );
  });
});

describe("verifyModel", () => {
  it("compares hashes, and refuses a list that points outside of the folder", async () => {
    const clip = putModel("clip-vit-b32", "clip-vit-b32", "Xenova/clip-vit-base-patch32");
    expect(await verifyModel(clip)).toMatchObject({ problems: [], mend: null });
    writeFileSync(join(clip, "onnx", "model.onnx"), "abd");
    expect((await verifyModel(clip)).problems).toEqual([{ path: "onnx/model.onnx", reason: "damaged" }]);
    const files = [{ path: "../../secret", bytes: 1, sha256: "0" }];
    writeManifest(clip, { name: "clip-vit-b32", repository: "a/b", commit: "0", licence: null, files });
    await expect(verifyModel(clip)).rejects.toThrow(/leads out of the folder/);
  });
});

describe("listModels", () => {
  it("tells known models that are here from those that are not, and lists the others that were pulled", () => {
    const pullable = () => listModels().filter(({ isBundled }) => !isBundled);
    expect(pullable().every(({ directory }) => directory === null)).toBe(true);
    const clip = putModel("clip-vit-b32", "clip-vit-b32", "Xenova/clip-vit-base-patch32");
    const other = putModel("acme--clip", "acme/clip", "acme/clip");
    mkdirSync(join(root, "models", "half-pulled"));
    const models = pullable();
    expect(models[0]).toMatchObject({ name: "clip-vit-b32", kind: "clip", bytes: 3, licence: "mit", directory: clip });
    expect(models.at(-1)).toEqual({
      name: "acme/clip",
      kind: null,
      bytes: 3,
      licence: "mit",
      note: "",
      directory: other,
      isBundled: false,
    });
    expect(models.map(({ name }) => name)).not.toContain("half-pulled");
  });
});
