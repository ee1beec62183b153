import { join } from "node:path";
import type { ModelKind } from "./known-models.js";

/** A model that comes with the package: nothing to pull, and no other place it could lie in. */
export interface BundledModel {
  readonly name: string;
  readonly kind: ModelKind;
  /** absolute */
  readonly directory: string;
  readonly licence: string;
  readonly note: string;
}

/** The folder of the small world's models, absolute: beside src/ and dist/ alike. */
export const SMALL_WORLD_FOLDER: string = join(__dirname, "..", "..", "..", "small-world");

const LICENCE = "Apache-2.0";
const NOTE = "Comes with the package. Knows the critters of the demo dataset, and nothing else.";

/** The small world: a CLIP and a diffusion model of the critters, trained by models/train.py on what the renderer draws. */
export const BUNDLED_MODELS: readonly BundledModel[] = [
  { name: "small-world-clip", kind: "clip", directory: join(SMALL_WORLD_FOLDER, "clip"), licence: LICENCE, note: NOTE },
  {
    name: "small-world-diffusion",
    kind: "diffusion",
    directory: join(SMALL_WORLD_FOLDER, "diffusion"),
    licence: LICENCE,
    note: NOTE,
  },
];

/** The bundled model of that name; null when there is none. */
export function findBundledModel(name: string): BundledModel | null {
  return BUNDLED_MODELS.find((model) => model.name === name) ?? null;
}
