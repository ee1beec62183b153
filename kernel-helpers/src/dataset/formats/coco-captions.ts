import { z } from "zod";
import { acceptEntries, acceptImages, cocoId, hasLists, parseJson } from "./coco-file.js";

export interface CocoCaptions {
  /** the first caption of each image that has one, by the name the file gives the image */
  readonly captions: ReadonlyMap<string, string>;
  /** further captions of the same images */
  readonly further: number;
  /** in words, one for each entry that was left out */
  readonly bad: readonly string[];
}

const captionShape = z.looseObject({ image_id: cocoId, caption: z.string().max(10_000) });

/**
 * Understands COCO captions, entry by entry: a bad one is named, the others count. Empty captions are none.
 * @throws Error whose message completes "<path> ...", when it is no JSON or holds no captions
 */
export function readCocoCaptions(content: string): CocoCaptions {
  const value = parseJson(content);
  if (!hasLists(value, ["images", "annotations"]))
    throw new Error('is no COCO file of captions: it needs the lists "images" and "annotations".');
  const bad: string[] = [];
  const names = new Map(acceptImages(value.images, bad).map((image) => [String(image.id), image.file_name]));
  const captions = new Map<string, string>();
  let further = 0;
  for (const { image_id, caption } of acceptEntries(value.annotations, captionShape, "caption", bad)) {
    const name = names.get(String(image_id));
    if (name === undefined) bad.push(`a caption is of image ${JSON.stringify(image_id)}, which is not there.`);
    else if (captions.has(name)) further += 1;
    else if (caption.trim() !== "") captions.set(name, caption);
  }
  return { captions, further, bad };
}
