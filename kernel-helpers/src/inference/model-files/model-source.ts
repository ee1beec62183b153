import { findBundledModel } from "./bundled-models.js";
import { findKnownModel, KNOWN_MODELS, type KnownModel } from "./known-models.js";

/** Where a model comes from, by the name a user gave. */
export interface ModelSource {
  /** as given: "clip-vit-b32", "owner/repository" or "owner/repository@revision" */
  readonly name: string;
  /** owner/name on the hub */
  readonly repository: string;
  /** a branch, a tag or a commit */
  readonly revision: string;
  /** its folder's name in the models folder */
  readonly folder: string;
  /** its entry in the table; null for any other repository */
  readonly known: KnownModel | null;
}

const REPOSITORY = /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@([\w][\w./-]*))?$/;
const MAX_LENGTH = 200;

/**
 * Understands the name of a model.
 * @throws Error that lists the known names when it is neither one of them nor of the form owner/repository, or that says that the model is here already
 */
export function modelSource(name: string): ModelSource {
  const known = findKnownModel(name);
  if (known) return { name, repository: known.repository, revision: known.revision, folder: name, known };
  if (findBundledModel(name)) throw new Error(`${name} comes with the package; there is nothing to pull.`);
  const match = name.length <= MAX_LENGTH && !name.includes("..") ? REPOSITORY.exec(name) : null;
  if (match === null) {
    const names = KNOWN_MODELS.map((model) => model.name).join(", ");
    throw new Error(`No model is called ${JSON.stringify(name)}; there are ${names}, and any "owner/repository".`);
  }
  const revision = match[2] ?? "main";
  // no known name holds "--" or "%", so folders never meet
  const folder = match[1].replace("/", "--") + (match[2] ? `@${match[2].replaceAll("/", "%2F")}` : "");
  return { name, repository: match[1], revision, folder, known: null };
}
