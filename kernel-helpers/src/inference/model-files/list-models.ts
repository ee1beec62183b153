import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { BUNDLED_MODELS } from "./bundled-models.js";
import { KNOWN_MODELS, type ModelKind } from "./known-models.js";
import { readManifest } from "./manifest.js";
import { modelsFolder } from "./models-folder.js";

/** A model that can be pulled, or that was. */
export interface ListedModel {
  readonly name: string;
  /** null for a repository outside the table */
  readonly kind: ModelKind | null;
  /** exact when it is here, else approximate */
  readonly bytes: number;
  readonly licence: string | null;
  readonly note: string;
  /** its folder when it is bundled, or was pulled to the end; null when it is not here */
  readonly directory: string | null;
  /** it came with the package: there is nothing to pull, and no list of files to verify it with */
  readonly isBundled: boolean;
}

/** The bundled models, the known ones in the table's order, then what else was pulled into the models folder. */
export function listModels(): readonly ListedModel[] {
  const bundled = BUNDLED_MODELS.map((model) => ({ ...model, bytes: bytesIn(model.directory), isBundled: true }));
  const known = KNOWN_MODELS.map(({ name, kind, bytes, licence, note }) => {
    return { name, kind, bytes, licence, note, directory: null, isBundled: false, ...pulled(name) };
  });
  const others = foldersIn(modelsFolder()).flatMap((folder): ListedModel[] => {
    const found = pulled(folder);
    if (found === null || KNOWN_MODELS.some(({ name }) => name === folder)) return [];
    return [{ kind: null, note: "", isBundled: false, ...found }];
  });
  return [...bundled, ...known, ...others];
}

function pulled(folder: string): Pick<ListedModel, "name" | "bytes" | "licence" | "directory"> | null {
  const directory = join(modelsFolder(), folder);
  const manifest = readManifest(directory);
  if (manifest === null) return null;
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return { name: manifest.name, bytes, licence: manifest.licence, directory };
}

function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}

function bytesIn(directory: string): number {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
