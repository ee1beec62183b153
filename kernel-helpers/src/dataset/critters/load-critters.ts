import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isRunning } from "../../files/is-running.js";
import type { CallOptions, Dataset } from "../../types.js";
import { loadImageFolder } from "../load-image-folder.js";
import { type CritterRecipe, writeCritters } from "./write-critters.js";

export interface LoadCrittersOptions extends CallOptions, Partial<CritterRecipe> {}

const DEFAULTS: CritterRecipe = { seed: 7, perClass: 10, testPerClass: 20, size: 64 };
/** Written last; a folder that has it is whole. */
const MARK = "critters.json";

/**
 * The demo dataset: ten kinds of animals, drawn into the folder on the first call and read from it ever after.
 * Few, uniform training images and many, varied test images, each with a caption and its true attributes.
 * @param directory made when missing; everything is drawn beside it first, so a folder is whole or not there
 * @throws Error when the folder holds other things, or critters of another recipe; RangeError when an option makes no sense
 */
export async function loadCritters(directory: string, options: LoadCrittersOptions = {}): Promise<Dataset> {
  const { signal, onProgress, ...given } = options;
  const recipe = checkRecipe({ ...DEFAULTS, ...given });
  const root = resolve(directory);
  if (!(await isDrawn(root, recipe))) await drawInto(root, recipe, { signal, onProgress });
  return { ...(await loadImageFolder(root, { name: "critters", signal })), world: "critters" };
}

function checkRecipe({ seed, perClass, testPerClass, size }: CritterRecipe): CritterRecipe {
  const fits = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`loadCritters: seed = ${seed}; give a whole number.`);
  if (!fits(perClass, 1, 1000)) throw new RangeError(`loadCritters: perClass = ${perClass}; give 1 to 1000.`);
  if (!fits(testPerClass, 0, 1000))
    throw new RangeError(`loadCritters: testPerClass = ${testPerClass}; give 0 to 1000.`);
  if (!fits(size, 16, 1024)) throw new RangeError(`loadCritters: size = ${size}; give 16 to 1024 pixels.`);
  return { seed, perClass, testPerClass, size };
}

/** True when the folder holds exactly this recipe, false when there is nothing yet. */
async function isDrawn(root: string, recipe: CritterRecipe): Promise<boolean> {
  const entries = await readdir(root).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw new Error(`loadCritters: ${root} cannot be used (${error.code}); give the path of a folder.`, {
      cause: error,
    });
  });
  if (entries.length === 0) return false;
  if (!entries.includes(MARK)) {
    throw new Error(`loadCritters: ${root} holds other files, such as "${entries[0]}"; give an empty or new folder.`);
  }
  const found = (await readFile(join(root, MARK), "utf8")).trim();
  const wanted = JSON.stringify(recipe);
  if (found === wanted) return true;
  throw new Error(
    `loadCritters: ${root} holds critters of another recipe, ${found.slice(0, 200)}, not ${wanted}; give another folder, or delete this one.`,
  );
}

async function drawInto(root: string, recipe: CritterRecipe, options: CallOptions): Promise<void> {
  await mkdir(dirname(root), { recursive: true });
  await removeLeftovers(root);
  const draft = `${root}.draft-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(draft);
    await writeCritters(draft, recipe, options);
    await writeFile(join(draft, MARK), `${JSON.stringify(recipe)}\n`);
    await rmdir(root).catch(ignoreMissing); // an empty folder in the way: renaming over it fails on Windows
    await rename(draft, root);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // another call may have been faster; its folder serves as well
    if (!isInTheWay(error) || !(await isDrawn(root, recipe))) throw error;
  }
}

/** Deletes the drafts of processes that were killed while drawing. */
async function removeLeftovers(root: string): Promise<void> {
  const start = `${basename(root)}.draft-`;
  for (const name of await readdir(dirname(root))) {
    const [, pid] = name.startsWith(start) ? (/^(\d+)-[0-9a-f]{8}$/.exec(name.slice(start.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(dirname(root), name), { recursive: true, force: true });
    }
  }
}

function isInTheWay(error: unknown): boolean {
  return ["ENOTEMPTY", "EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
