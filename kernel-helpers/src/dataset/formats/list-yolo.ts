import { join, posix } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { mapBounded } from "../../images/map-bounded.js";
import type { Box, DatasetImage, Problem } from "../../types.js";
import { mayBePicture } from "../ignored-entries.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { nameSome, quoteName } from "../name-some.js";
import { readTextFile } from "../read-text-file.js";
import type { Source } from "./source.js";
import { readYoloLabels } from "./yolo-labels.js";

/** YAML of a data set is a page; reading a large one takes long. */
const MAX_YAML_BYTES = 2 ** 20;
const MAX_LABEL_BYTES = 16 * 2 ** 20;
const AT_ONCE = 16;

const place = z.union([z.string().max(4096), z.array(z.string().max(4096)).max(10_000)]).nullish();
const name = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const shape = z.looseObject({
  names: z.union([z.array(name).max(100_000), z.record(z.string().max(20), name)]),
  path: z.string().nullish(),
  train: place,
  val: place,
  test: place,
});

/** True for a YAML file that describes a YOLO data set. */
export async function isYoloFile(root: string, path: string): Promise<boolean> {
  const content = await readTextFile(root, join(root, path), MAX_YAML_BYTES).catch(() => "");
  return /^\s*["']?names["']?\s*:/m.test(content) && /^\s*["']?(train|val|test)["']?\s*:/m.test(content);
}

/**
 * Lists a YOLO data set: class names and folders (or lists of files) from its YAML file, boxes from labels/<same name>.txt.
 * Outlines become the box around them. val and test both count as test.
 * @param path the YAML file, from the root
 * @throws Error when the YAML file cannot be understood
 */
export async function listYolo(source: Source, path: string): Promise<ImageListing> {
  const { names, ...places } = await readDescription(source.root, path);
  const problems: Problem[] = [];
  const splitOf = new Map<string, DatasetImage["split"]>();
  for (const [key, split] of [
    ["train", "train"],
    ["val", "test"],
    ["test", "test"],
  ] as const) {
    for (const given of [places[key] ?? []].flat()) {
      const { found, missing } = await picturesOf(source, path, places.path ?? "", given);
      problems.push(...nameSome(source.root, missing));
      if (found.length === 0) {
        problems.push({
          path: join(source.root, path),
          reason: `"${key}" names ${quoteName(given)}, where no images are.`,
        });
      }
      for (const picture of found) if (!splitOf.has(picture)) splitOf.set(picture, split);
    }
  }
  const bad: string[] = [];
  let outlines = 0;
  const listed = await mapBounded([...splitOf], AT_ONCE, async ([relativePath, split]): Promise<ListedImage> => {
    const labels = labelsPath(relativePath);
    if (!source.finder.has(labels)) return { relativePath, split, ...NOTHING };
    const content = await readTextFile(source.root, join(source.root, labels), MAX_LABEL_BYTES).catch(
      (error: Error) => {
        bad.push(`${labels} ${error.message}`);
        return "";
      },
    );
    const read = readYoloLabels(content, names);
    for (const reason of read.bad) bad.push(`${labels} ${reason}`);
    outlines += read.outlines;
    const boxes: readonly Box[] = read.boxes;
    return { relativePath, split, ...NOTHING, boxes, boxUnit: "share" };
  });
  const boxes = listed.reduce((sum, image) => sum + (image.boxes?.length ?? 0), 0);
  const kept = outlines > 0 ? `; ${outlines} outlines, of which only the box is kept` : "";
  const notes = [`${path}: ${listed.length} images, ${boxes} boxes of ${names.size} classes${kept}`];
  return {
    format: "yolo",
    root: source.root,
    images: listed,
    problems: [...problems, ...nameSome(source.root, bad)],
    notes,
  };
}

const NOTHING = { className: null, caption: null, attributes: {} } as const;

interface YoloDescription {
  readonly names: ReadonlyMap<number, string>;
  readonly path?: string | null;
  readonly train?: string | string[] | null;
  readonly val?: string | string[] | null;
  readonly test?: string | string[] | null;
}

async function readDescription(root: string, path: string): Promise<YoloDescription> {
  const content = await readTextFile(root, join(root, path), MAX_YAML_BYTES).catch((error: Error) => {
    throw new Error(`loadDataset: ${join(root, path)} ${error.message}`, { cause: error });
  });
  let value: unknown;
  try {
    // comparing every key with every other takes minutes for a hundred thousand names; aliases that grow are refused by the library
    value = parse(content, { uniqueKeys: false, maxAliasCount: 100, logLevel: "silent" });
  } catch (error) {
    throw new Error(
      `loadDataset: ${join(root, path)} is not YAML (${(error as Error).message.split("\n")[0].slice(0, 120)}).`,
      {
        cause: error,
      },
    );
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const { path: where, message } = parsed.error.issues[0];
    throw new Error(`loadDataset: ${join(root, path)}: "${where.map(String).join(".").slice(0, 80)}": ${message}.`);
  }
  const { names, ...rest } = parsed.data;
  const entries = Array.isArray(names)
    ? names.map((one, i) => [i, one] as const)
    : Object.entries(names).map(([key, one]) => [Number(key), one] as const);
  return { ...rest, names: new Map(entries) };
}

/** The pictures that "train", "val" or "test" means: all below a folder, or those a .txt lists. */
async function picturesOf(
  { root, files, finder }: Source,
  yaml: string,
  base: string,
  given: string,
): Promise<{ readonly found: readonly string[]; readonly missing: readonly string[] }> {
  const home = posix.dirname(yaml) === "." ? "" : posix.dirname(yaml);
  if (/\.txt$/i.test(given)) {
    const list = finder.find(given, [posix.join(home, base), home, ""].map(plainFolder));
    if (list === null) return { found: [], missing: [] };
    const content = await readTextFile(root, join(root, list)).catch((error: Error) => error);
    if (content instanceof Error) return { found: [], missing: [`${list} ${content.message}`] };
    const folder = posix.dirname(list) === "." ? "" : posix.dirname(list);
    const names = content.split(/\r?\n/).flatMap((line) => line.trim() || []);
    const read = names.map((name) => ({ name, path: finder.find(name, [folder, home, ""]) }));
    return {
      found: read.flatMap(({ path }) => path ?? []),
      missing: read.flatMap(({ name, path }) =>
        path === null ? [`${list} names ${quoteName(name)}, which is not in the folder, or there several times.`] : [],
      ),
    };
  }
  const folders = [posix.join(home, base, given), posix.join(home, given), given].map(plainFolder);
  for (const folder of [...folders, ...ends(plainFolder(given))]) {
    const prefix = folder === "" ? "" : `${folder}/`;
    const found = files.paths.filter(
      (file) => file.startsWith(prefix) && mayBePicture(file) && !/(^|\/)labels\//.test(file),
    );
    if (found.length > 0) return { found, missing: [] };
  }
  return { found: [], missing: [] };
}

/** Inside the root, whatever it says: Roboflow writes "../train/images" and means "train/images". */
function plainFolder(path: string): string {
  const plain = posix.normalize(path.replaceAll("\\", "/")).replace(/^(\.\.?(\/|$)|\/)+/, "");
  return plain.replace(/\/+$/, "");
}

/** The last names of a path that somebody wrote on another machine: "images/train" of "home/ann/pets/images/train". */
function ends(path: string): string[] {
  const names = path.split("/").slice(-4);
  return names.map((_, i) => names.slice(i).join("/")).filter((end) => end !== "");
}

/** The last "images" in a path becomes "labels", as Ultralytics has it. */
function labelsPath(picture: string): string {
  const names = picture.split("/");
  const last = names.lastIndexOf("images");
  if (last !== -1) names[last] = "labels";
  return `${names.join("/").replace(/\.[^./]*$/, "")}.txt`;
}
