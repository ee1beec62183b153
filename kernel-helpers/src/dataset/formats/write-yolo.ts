import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { Box } from "../../types.js";
import type { SavedImage } from "../image-to-save.js";
import type { WriteContext } from "./write-context.js";

/** data.yaml, images/<split>/<file> and labels/<split>/<file>.txt, as Ultralytics reads them: shares of the image with enough digits for a thousandth of a pixel. */
export async function writeYolo(root: string, saved: readonly SavedImage[], context: WriteContext): Promise<void> {
  const numberOf = new Map(context.classes.map((name, i) => [name, i]));
  const has = (split: string): boolean => context.splits.some((one) => one === split);
  const description = {
    ...(has("train") ? { train: "images/train" } : {}),
    // Ultralytics wants "val" whatever there is
    val: `images/${["val", "test", "train"].find(has)}`,
    ...(has("test") ? { test: "images/test" } : {}),
    nc: context.classes.length,
    names: new Map(context.classes.map((name, i) => [i, name])), // the numbers stay numbers
  };
  // no line is folded, so that tools with a simpler YAML read it too
  await writeFile(
    join(root, "data.yaml"),
    stringify(description, { lineWidth: 0, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" }),
  );
  for (const image of saved) {
    const path = join(root, `${image.file.replace(/^images\//, "labels/").replace(/\.[^.]*$/, "")}.txt`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      (image.boxes ?? []).map((box) => `${numberOf.get(box.className)} ${shares(box, image)}\n`).join(""),
    );
  }
}

function shares({ x, y, width, height }: Box, image: SavedImage): string {
  const numbers = [
    (x + width / 2) / image.width,
    (y + height / 2) / image.height,
    width / image.width,
    height / image.height,
  ];
  return numbers.map((share) => share.toFixed(9).replace(/\.?0+$/, "")).join(" ");
}
