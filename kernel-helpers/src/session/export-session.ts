import { saveImageFolder } from "../dataset/save-image-folder.js";
import type { StoredImage } from "../store/image-table.js";
import type { SessionState } from "./session-state.js";

export interface ExportOptions {
  /** one folder per class, with metadata.jsonl beside them; the only format so far, and the default */
  readonly format?: "imagefolder";
  /** default true; false leaves only what was generated */
  readonly includeOriginals?: boolean;
  /** default false: rejected images stay in the session only */
  readonly includeRejected?: boolean;
}

/** What an export wrote. */
export interface ExportResult {
  /** absolute */
  readonly directory: string;
  readonly images: number;
}

/**
 * Writes the expanded set as an ordinary folder of images, each with its history in metadata.jsonl.
 * @throws RangeError for another format or when nothing would be written; Error when the folder cannot be written
 */
export async function exportSession(
  state: SessionState,
  directory: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const { format = "imagefolder", includeOriginals = true, includeRejected = false } = options;
  if (format !== "imagefolder") {
    throw new RangeError(`export: format ${JSON.stringify(format)} is not known; use "imagefolder".`);
  }
  const images = state.images.filter((image) =>
    image.origin === "original" ? includeOriginals : includeRejected || image.feedback !== "rejected",
  );
  if (images.length === 0) {
    throw new RangeError("export: there is nothing to write; generate some images, or include originals.");
  }
  const saved = await saveImageFolder(
    directory,
    images.map((image) => ({
      path: image.path,
      className: image.className,
      split: image.split,
      fileName: image.id,
      metadata: provenance(image),
    })),
  );
  state.log("export", `export ${images.length} images`);
  return { directory: saved.directory, images: images.length };
}

/** What a user of the exported set may want to know of an image; nothing of this machine. */
function provenance(image: StoredImage): Record<string, unknown> {
  const common = { id: image.id, origin: image.origin, labels: image.labels, feedback: image.feedback };
  if (image.origin === "original") {
    return { ...common, ...(image.caption === null ? {} : { caption: image.caption }), attributes: image.attributes };
  }
  return {
    ...common,
    iteration: image.iteration,
    sourceId: image.sourceId,
    prompt: image.prompt,
    seed: image.seed,
    generator: image.generator,
    parameters: image.parameters,
  };
}
