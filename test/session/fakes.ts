import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadImageFolder } from "../../kernel-helpers/src/dataset/load-image-folder.js";
import { encodePng } from "../../kernel-helpers/src/images/sharp.js";
import { createRandom, randomNormal, seedFrom } from "../../kernel-helpers/src/linalg/random.js";
import type {
  Dataset,
  Embedder,
  GeneratedImage,
  GenerationRequest,
  Generator,
  Labeler,
} from "../../kernel-helpers/src/types.js";

/** A PNG of 6 x 4 pixels that depends on the key alone. */
export async function tinyPng(key: string): Promise<Uint8Array> {
  const random = createRandom(seedFrom(key));
  return encodePng({ width: 6, height: 4, data: Uint8ClampedArray.from({ length: 72 }, () => 256 * random()) });
}

/** How large a dataset is: images of each class. */
export interface DatasetSize {
  readonly classes?: readonly string[];
  readonly train?: number;
  readonly test?: number;
}

/** Writes a folder of tiny images: names[i] is a class. */
export async function makeDataset(
  folder: string,
  { classes = ["cat", "dog"], train = 3, test = 2 }: DatasetSize = {},
): Promise<Dataset> {
  for (const className of classes) {
    for (const [split, count] of [
      ["train", train],
      ["test", test],
    ] as const) {
      const place = join(folder, split, className);
      if (count > 0) await mkdir(place, { recursive: true });
      for (let i = 0; i < count; i++)
        await writeFile(join(place, `${i}.png`), await tinyPng(`${split}/${className}/${i}`));
    }
  }
  return loadImageFolder(folder);
}

export interface FakeGenerator extends Generator {
  /** what it was asked for, in order */
  readonly requests: GenerationRequest[];
}

/** Makes a tiny PNG of the request. @param before called first; may throw or wait */
export function fakeGenerator(
  before: (request: GenerationRequest, call: number, signal?: AbortSignal) => unknown = () => undefined,
): FakeGenerator {
  const requests: GenerationRequest[] = [];
  return {
    name: "fake",
    capabilities: {
      seed: true,
      imageToImage: true,
      textToImage: false,
      strength: false,
      guidance: false,
      negativePrompt: false,
    },
    requests,
    async generate(request, options = {}): Promise<GeneratedImage> {
      requests.push(request);
      await before(request, requests.length, options.signal);
      const png = await tinyPng(`${request.seed}/${request.prompt}/${request.source.id}`);
      return { png, parameters: { strength: "1" }, warnings: [] };
    },
  };
}

export interface Counting {
  /** ids it was called with, in order */
  readonly seen: string[];
}

/** Two dimensions: near (1, 0) for the class whose name begins with a "c", near (0, 1) for others; noise from the file's bytes. */
export function fakeEmbedder(): Embedder & Counting {
  const seen: string[] = [];
  return {
    name: "fake-2d",
    seen,
    async embed(images) {
      const data = new Float32Array(2 * images.length);
      for (const [i, image] of images.entries()) {
        seen.push(image.id);
        const random = createRandom(
          seedFrom(
            createHash("sha256")
              .update(await readFile(image.path))
              .digest("hex"),
          ),
        );
        const angle = (image.className.startsWith("c") ? 0 : Math.PI / 2) + 0.2 * randomNormal(random);
        data.set([Math.cos(angle), Math.sin(angle)], 2 * i);
      }
      return { rows: images.length, columns: 2, data };
    },
  };
}

export function fakeLabeler(): Labeler & Counting {
  const seen: string[] = [];
  return {
    name: "fake-words",
    seen,
    async label(images) {
      seen.push(...images.map(({ id }) => id));
      return images.map(({ id, className }) => ({
        labels: ["animal", seedFrom(id) % 2 ? "warm" : "cold", className],
      }));
    },
  };
}

export function fakeProviders(): {
  generator: FakeGenerator;
  embedder: Embedder & Counting;
  labeler: Labeler & Counting;
} {
  return { generator: fakeGenerator(), embedder: fakeEmbedder(), labeler: fakeLabeler() };
}
