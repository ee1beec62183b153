import { createHash } from "node:crypto";
import { cpus } from "node:os";

const PROMPT = "a photo of a striped orange cat wearing a hat on grass, bright";
const NOTHING = { id: "none", path: "", className: "cat" };

/** Seconds per image, one by one and in eights, and the digest of the image of seed 1: the same on every Node. */
export async function measureSpeed(world, count) {
  const seconds = async (batch) => {
    const generator = world.generator({ batch });
    const make = (seed) => generator.generate({ prompt: PROMPT, source: NOTHING, seed });
    await make(0); // loads the networks
    const began = performance.now();
    if (batch === 1) for (let seed = 0; seed < count; seed++) await make(seed);
    else await Promise.all(Array.from({ length: count }, (_, seed) => make(seed)));
    return (performance.now() - began) / 1000 / count;
  };
  const one = await seconds(1);
  const inEights = await seconds(8);
  const { png } = await world.generator({ batch: 1 }).generate({ prompt: PROMPT, source: NOTHING, seed: 1 });
  return {
    ...{ images: count, secondsPerImage: one, secondsPerImageInEights: inEights },
    ...{ digestOfSeed1: createHash("sha256").update(png).digest("hex").slice(0, 16) },
    ...{ node: process.version, processor: cpus()[0].model.trim(), processors: cpus().length },
  };
}
