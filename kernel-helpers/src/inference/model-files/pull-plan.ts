import { checkFilePaths } from "./check-file-paths.js";
import { chooseFiles } from "./choose-files.js";
import { formatBytes } from "./format-bytes.js";
import type { ListedFile, RepositoryListing } from "./list-repository.js";
import type { ModelSource } from "./model-source.js";

/** What is pulled, known before its first byte comes. */
export interface PullPlan {
  readonly name: string;
  readonly repository: string;
  /** 40 hex digits */
  readonly commit: string;
  /** null when neither our table nor the model card states one */
  readonly licence: string | null;
  /** what a user must know; "" when nothing */
  readonly note: string;
  /** how many */
  readonly files: number;
  /** of all files together */
  readonly bytes: number;
  /** absolute */
  readonly directory: string;
}

/** No repository may fill a disk with more. */
const MAX_BYTES = 64e9;
/** A known model that grew by more is not what the table describes. */
const MAX_GROWTH = 1.5;

/**
 * Decides which files of a repository are pulled.
 * @returns small ones first, so that a wrong repository shows early
 * @throws Error when a name is dangerous, something needed is not there, or all is far more than expected
 */
export function planFiles(source: ModelSource, listing: RepositoryListing): readonly ListedFile[] {
  const chosen = new Set(
    chooseFiles(
      source,
      listing.files.map(({ path }) => path),
    ),
  );
  const files = listing.files.filter(({ path }) => chosen.has(path));
  checkFilePaths(files.map(({ path }) => path));
  const bytes = totalBytes(files);
  const most = source.known ? source.known.bytes * MAX_GROWTH : MAX_BYTES;
  if (bytes > most) {
    throw new Error(
      `${source.repository} at ${source.revision} would take ${formatBytes(bytes)}, more than the ${formatBytes(most)} allowed for ${source.name}; nothing was downloaded.`,
    );
  }
  return files.toSorted((a, b) => a.bytes - b.bytes);
}

/** The sizes of all files together. */
export function totalBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
