import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedImage } from "../image-to-save.js";
import type { WriteContext } from "./write-context.js";

/** annotations/instances_<split>.json and, where there are captions, captions_<split>.json, as cocodataset.org defines them; the images lie in images/<split>. */
export async function writeCoco(root: string, saved: readonly SavedImage[], context: WriteContext): Promise<void> {
  await mkdir(join(root, "annotations"));
  const categories = context.classes.map((name, i) => ({ id: i + 1, name, supercategory: "" }));
  const numberOf = new Map(categories.map(({ id, name }) => [name, id]));
  for (const split of context.splits) {
    const members = saved.filter((image) => image.split === split);
    const prefix = `images/${split}/`;
    const images = members.map(({ file, width, height }, i) => ({
      ...{ id: i + 1, file_name: file.slice(prefix.length), width, height, license: 1 },
    }));
    const annotations = members.flatMap((image, i) =>
      (image.boxes ?? []).map(({ className, x, y, width, height }) => ({
        ...{ image_id: i + 1, category_id: numberOf.get(className)!, bbox: [x, y, width, height] },
        ...{ area: width * height, iscrowd: 0, segmentation: [] },
      })),
    );
    const head = {
      info: { description: context.name, version: "1.0", contributor: "DataCrafter" },
      licenses: [{ id: 1, name: context.license, url: "" }],
    };
    const instances = { ...head, images, annotations: numbered(annotations), categories };
    await writeFile(join(root, `annotations/instances_${split}.json`), JSON.stringify(instances));
    const captions = members.flatMap(({ metadata }, i) =>
      typeof metadata?.caption === "string" ? [{ image_id: i + 1, caption: metadata.caption }] : [],
    );
    if (captions.length > 0) {
      const content = { ...head, images, annotations: numbered(captions) };
      await writeFile(join(root, `annotations/captions_${split}.json`), JSON.stringify(content));
    }
  }
}

function numbered<Entry extends object>(entries: readonly Entry[]): (Entry & { readonly id: number })[] {
  return entries.map((entry, i) => ({ ...entry, id: i + 1 }));
}
