import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadTokenizer } from "../../kernel-helpers/src/inference/tokenizer.js";

/** Token numbers of transformers, one row per text; test/golden/make-clip.py made them and names the versions. */
interface Golden {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  /** tokens that are no padding */
  readonly mask: readonly number[];
}

const MODELS = join(__dirname, "..", "golden", "clip");
const expected = JSON.parse(readFileSync(join(MODELS, "expected.json"), "utf8"));
const clip: Golden = expected.clip;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function idsOf(directory: string, texts: readonly string[], length: number): Promise<number[][]> {
  const tokenizer = await loadTokenizer(directory);
  return texts.map((text) => [...tokenizer.encode(text, length).ids]);
}

/** A copy of the vocab.json + merges.txt layout with another tokenizer_config.json. */
async function withConfig(name: string, config: object): Promise<string> {
  const directory = await mkdtemp(join(folder, name));
  for (const file of ["vocab.json", "merges.txt"]) {
    await copyFile(join(MODELS, "clip-full", file), join(directory, file));
  }
  await writeFile(join(directory, "tokenizer_config.json"), JSON.stringify(config));
  return directory;
}

describe.each([
  ["CLIP's tokenizer.json", "clip-split", clip, 77],
  ["CLIP's vocab.json and merges.txt", "clip-full", { ...clip, ids: expected.clip.ids_of_clip_full }, 77],
  ["SigLIP's Unigram tokenizer.json", "siglip-full", expected["siglip-full"] as Golden, 64],
  ["SigLIP 2's tokenizer.json", "siglip-split", expected["siglip-split"] as Golden, 64],
])("the tokenizer of %s", (_name, directory, golden, length) => {
  it("gives the ids of transformers for awkward texts, padded and cut to the length", async () => {
    expect(golden.texts.length).toBeGreaterThan(20);
    const ids = await idsOf(join(MODELS, directory), golden.texts, length);
    // text by text, so that a difference names its text
    golden.texts.forEach((text, i) => {
      expect({ text, ids: ids[i] }).toEqual({ text, ids: golden.ids[i] });
    });
  });

  it("marks the text's tokens, and not the padding, in the mask", async () => {
    const tokenizer = await loadTokenizer(join(MODELS, directory));
    expect(tokenizer.maxLength).toBe(length);
    golden.texts.forEach((text, i) => {
      const { mask } = tokenizer.encode(text, length);
      const expectedMask = Array.from({ length }, (_, j) => (j < golden.mask[i] ? 1 : 0));
      expect({ text, mask: [...mask] }).toEqual({ text, mask: expectedMask });
    });
  });
});

describe("loadTokenizer", () => {
  it('pads with "!", and reads it as padding in texts too, where the files name it: SD 2 and SDXL\'s second tokenizer', async () => {
    const directory = await withConfig("exclamation", { pad_token: "!" });
    const tokenizer = await loadTokenizer(directory);
    expect(tokenizer.padId).toBe(0);
    clip.texts.forEach((text, i) => {
      expect({ text, ids: [...tokenizer.encode(text, 77).ids] }).toEqual({
        text,
        ids: expected.clip.pad_with_exclamation_mark[i],
      });
    });
  });

  it("pads a CLIP tokenizer with its end token when its files name no padding", async () => {
    const tokenizer = await loadTokenizer(await withConfig("plain", {}));
    const end = clip.ids[2][1]; // of the empty text: start, end, padding
    expect(tokenizer.padId).toBe(end);
    expect(tokenizer.maxLength).toBeNull();
  });

  it("keeps start and end when it cuts, and pads before the text where the files say so", async () => {
    const tokenizer = await loadTokenizer(await withConfig("left", { padding_side: "left" }));
    const [start, end] = clip.ids[2];
    expect([...tokenizer.encode("a photo of a cat", 3).ids]).toEqual([start, clip.ids[0][1], end]);
    expect([...tokenizer.encode("", 4).ids]).toEqual([end, end, start, end]);
    expect([...tokenizer.encode("", 4).mask]).toEqual([0, 0, 1, 1]);
    expect(() => tokenizer.encode("a", 1)).toThrow(/length 1 has no room for the 2 end tokens/);
  });

  it("takes what is no text: half of a surrogate pair, thousands of signs", async () => {
    const tokenizer = await loadTokenizer(join(MODELS, "clip-split"));
    for (const text of ["\ud83d", "a\udc00b", "é".repeat(20_000), "a ".repeat(20_000)]) {
      const { ids } = tokenizer.encode(text, 77);
      expect(ids).toHaveLength(77);
      expect(ids[0]).toBe(clip.ids[2][0]);
      expect([...ids]).toContain(clip.ids[2][1]);
    }
  });

  it("knows the words that a vocabulary of whole words does not hold, and none for one of letters and bytes", async () => {
    const directory = await mkdtemp(join(folder, "words"));
    const vocab = { "<unk>": 0, a: 1, cat: 2, "-": 3, red: 4, ",": 5 };
    const model = {
      type: "WordPiece",
      vocab,
      unk_token: "<unk>",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
    };
    const pieces = { normalizer: { type: "Lowercase" }, pre_tokenizer: { type: "BertPreTokenizer" } };
    const unknown = {
      id: 0,
      content: "<unk>",
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    };
    await writeFile(join(directory, "tokenizer.json"), JSON.stringify({ model, added_tokens: [unknown], ...pieces }));
    await writeFile(join(directory, "tokenizer_config.json"), JSON.stringify({ pad_token: "<unk>" }));
    const words = await loadTokenizer(directory);
    expect(words.unknownWords("A red-cat, a Zeppelin; (zeppelin) a Zeppelin! red-hot")).toEqual([
      "Zeppelin",
      "zeppelin",
      "red-hot",
    ]);
    expect(words.unknownWords("")).toEqual([]);
    expect(words.unknownWords(" ... !?")).toEqual([]);
    const letters = await loadTokenizer(join(MODELS, "clip-split"));
    expect(letters.unknownWords("a zeppelin, naïve élan 猫 🐈")).toEqual([]);
  });

  it("names the file that is missing or damaged", async () => {
    const directory = await mkdtemp(join(folder, "faulty"));
    await expect(loadTokenizer(directory)).rejects.toThrow(/No tokenizer in .*faulty.*vocab\.json, merges\.txt/);
    await copyFile(join(MODELS, "clip-full", "vocab.json"), join(directory, "vocab.json"));
    await expect(loadTokenizer(directory)).rejects.toThrow(/no merges\.txt either/);
    await writeFile(join(directory, "tokenizer.json"), '{"model": ');
    await expect(loadTokenizer(directory)).rejects.toThrow(/tokenizer\.json is not JSON .*download the file again/);
    await writeFile(join(directory, "tokenizer.json"), "{}");
    await expect(loadTokenizer(directory)).rejects.toThrow(/tokenizer\.json holds no "model"/);
    await writeFile(join(directory, "tokenizer.json"), '{"model": {"type": "Magic"}, "added_tokens": []}');
    await expect(loadTokenizer(directory)).rejects.toThrow(/cannot be used \(.*\); its files are damaged/);
  });
});
