import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mapBounded } from "../../images/map-bounded.js";
import { createRandom, seedFrom } from "../../linalg/random.js";
import type { CallOptions } from "../../types.js";
import { CRITTER_VALUES, type CritterKind } from "./critter-attributes.js";
import { narrowDistribution, WIDE_DISTRIBUTION } from "./critter-distribution.js";
import { describeCritter } from "./describe-critter.js";
import { drawCritter } from "./draw-critter.js";
import { renderCritter } from "./render-critter.js";
import { sampleAttributes } from "./sample-attributes.js";

/** What decides every byte of the folder. */
export interface CritterRecipe {
  readonly seed: number;
  /** training images of each kind */
  readonly perClass: number;
  /** test images of each kind */
  readonly testPerClass: number;
  /** side of the square images, pixels */
  readonly size: number;
}

interface Order {
  readonly split: "train" | "test";
  readonly kind: CritterKind;
  /** from the root, with "/" */
  readonly file: string;
}

/** Images under way at once; libvips draws them in its own threads. */
const CONCURRENCY = 4;

/**
 * Draws train/<kind>/<n>.png (narrow), test/<kind>/<n>.png (wide) and metadata.jsonl into a new, empty folder.
 * Each picture depends on the seed and its own name only: a larger perClass adds pictures and changes none.
 */
export async function writeCritters(
  directory: string,
  recipe: CritterRecipe,
  options: CallOptions = {},
): Promise<void> {
  const orders = listOrders(recipe);
  for (const { split, kind } of orders) await mkdir(join(directory, split, kind), { recursive: true });
  const lines = await mapBounded(orders, CONCURRENCY, (order) => writeOne(directory, order, recipe), options);
  await writeFile(join(directory, "metadata.jsonl"), `${lines.join("\n")}\n`);
}

function listOrders({ perClass, testPerClass }: CritterRecipe): Order[] {
  const counts = { train: perClass, test: testPerClass };
  return (["train", "test"] as const).flatMap((split) =>
    CRITTER_VALUES.kind.flatMap((kind) =>
      Array.from({ length: counts[split] }, (_, n) => ({
        split,
        kind,
        file: `${split}/${kind}/${String(n).padStart(3, "0")}.png`,
      })),
    ),
  );
}

async function writeOne(
  directory: string,
  { split, kind, file }: Order,
  { seed, size }: CritterRecipe,
): Promise<string> {
  const random = createRandom(seedFrom(`${seed}/${file}`));
  const distribution = split === "train" ? narrowDistribution(kind) : { ...WIDE_DISTRIBUTION, kind: { [kind]: 1 } };
  const attributes = sampleAttributes(distribution, random);
  const caption = describeCritter(attributes, random);
  await writeFile(join(directory, file), await renderCritter(drawCritter(attributes, random), size));
  return JSON.stringify({ file_name: file, caption, attributes });
}
