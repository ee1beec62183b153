import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkFilePaths } from "./check-file-paths.js";
import { type ContentHash, hashFile, isExpected } from "./content-hash.js";
import { downloadFile } from "./download-file.js";
import { formatBytes } from "./format-bytes.js";
import { type Hub, hubFromEnvironment } from "./hub.js";
import { COMMIT, type ListedFile, listRepository } from "./list-repository.js";
import { type ModelManifest, readManifest, removeManifest, writeManifest } from "./manifest.js";
import { type ModelSource, modelSource } from "./model-source.js";
import { modelsFolder } from "./models-folder.js";
import {
  adoptParts,
  diskError,
  partBytes,
  partPath,
  placeFile,
  prepareFolder,
  removeParts,
  UNFINISHED,
} from "./place-files.js";
import { takePullLock } from "./pull-lock.js";
import { type PullPlan, planFiles, totalBytes } from "./pull-plan.js";
import { type PullProgress, type PullTracker, trackPull } from "./pull-progress.js";
import { type PullTools, REAL_TOOLS } from "./pull-tools.js";
import { checkManifest } from "./verify-model.js";
import { withRetries } from "./with-retries.js";

/** A model on this machine, whole and checked. */
export interface PulledModel extends PullPlan {
  /** 0 when all was there already */
  readonly downloadedBytes: number;
}

export interface PullOptions {
  /** aborting keeps what came; the next pull goes on there */
  readonly signal?: AbortSignal;
  /** called with every piece that comes, up to a thousand times a second */
  readonly onProgress?: (progress: PullProgress) => void;
  /** called once before a download, with size and licence */
  readonly onPlan?: (plan: PullPlan) => void;
  /** a folder for this model, instead of its own in the models folder */
  readonly directory?: string;
  /** a mirror of the hub, instead of HF_ENDPOINT */
  readonly endpoint?: string;
}

/** Everything one pull is about. */
interface Pull {
  readonly source: ModelSource;
  readonly directory: string;
  readonly hub: Hub;
  readonly signal: AbortSignal;
  readonly options: PullOptions;
  readonly tools: PullTools;
}

/** Room left for everything else on the disk. */
const SPARE_BYTES = 100e6;

/**
 * Brings a model onto this machine, or checks and mends the one that is there: every file is hashed, only what is missing or damaged is fetched, and a cut-off
 * pull goes on where it ended. The commit that a branch had at the first pull stays the model's; delete its folder to get a newer one.
 * @param name a known model ("clip-vit-b32"), "owner/repository" or "owner/repository@revision"
 * @throws Error that says what to do: no such model, no connection, offline, disk full, content other than listed; the signal's reason
 */
export async function pullModel(
  name: string,
  options: PullOptions = {},
  tools: PullTools = REAL_TOOLS,
): Promise<PulledModel> {
  const source = modelSource(name);
  const directory = resolve(options.directory ?? join(modelsFolder(), source.folder));
  const signal = options.signal ?? new AbortController().signal;
  const pull: Pull = { source, directory, hub: hubFromEnvironment(options.endpoint), signal, options, tools };
  signal.throwIfAborted();
  if (pull.hub.isOffline) return offline(pull);
  try {
    prepareFolder(directory);
    refuseOtherModel(pull);
    const lock = await takePullLock(join(directory, UNFINISHED, "lock"), tools.wait, signal, () =>
      startTracker(pull, 0).begin("waiting", ""),
    );
    try {
      return (await pulledBefore(pull)) ?? (await fetchModel(pull, lock.token));
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw diskError(directory, error);
  }
}

function refuseOtherModel({ source, directory }: Pull): void {
  const there = readManifest(directory);
  if (there === null || (there.name === source.name && there.repository === source.repository)) return;
  throw new Error(
    `${directory} holds ${there.name} from ${there.repository}; delete it, or give another folder for ${source.name}.`,
  );
}

async function offline(pull: Pull): Promise<PulledModel> {
  const before = await pulledBefore(pull);
  if (before !== null) return before;
  throw new Error(
    `${pull.source.name} is not whole in ${pull.directory}, and DATACRAFTER_OFFLINE forbids every request. Unset it and run "npx datacrafter pull ${pull.source.name}", or copy that folder from a machine that has it.`,
  );
}

/** The model when an earlier pull finished it and every file still has its hash; asks nobody. */
async function pulledBefore(pull: Pull): Promise<PulledModel | null> {
  const manifest = ownManifest(pull);
  if (manifest === null || manifest.commit !== pinnedCommit(pull, manifest)) return null;
  const bytes = totalBytes(manifest.files);
  const tracker = startTracker(pull, bytes);
  tracker.begin("checking", "");
  const { problems } = await checkManifest(pull.directory, manifest, pull.signal, tracker.found);
  if (problems.length > 0) return null;
  return { ...planOf(pull, manifest.commit, manifest.licence, manifest.files), downloadedBytes: 0 };
}

// null in a folder of another model too, which offline() may meet
function ownManifest({ directory, source }: Pull): ModelManifest | null {
  const manifest = readManifest(directory);
  return manifest?.repository === source.repository && manifest.name === source.name ? manifest : null;
}

function pinnedCommit({ source }: Pull, manifest: ModelManifest | null): string | null {
  return COMMIT.test(source.revision) ? source.revision : (manifest?.commit ?? null);
}

async function fetchModel(pull: Pull, token: string): Promise<PulledModel> {
  const { source, directory, hub, signal, tools } = pull;
  const before = ownManifest(pull);
  const revision = pinnedCommit(pull, before) ?? source.revision;
  const listing = await withRetries(
    () => listRepository(hub, source.repository, revision, tools.stallMs, signal),
    tools.wait,
    signal,
  );
  const files = planFiles(source, listing);
  const plan = planOf(pull, listing.commit, source.known?.licence ?? listing.licence, files);
  pull.options.onPlan?.(plan);

  const tracker = startTracker(pull, plan.bytes);
  const contents = await hashPresent(pull, files, tracker);
  const missing = files.filter((file) => !contents.has(file.path));
  await adoptParts(directory, token);
  await checkRoom(pull, missing, token);
  if (before?.commit !== listing.commit) await removeOtherCommit(directory, before, files);
  for (const file of missing) contents.set(file.path, await fetchFile(pull, listing.commit, file, token, tracker));

  const manifest = { name: source.name, repository: source.repository, commit: listing.commit, licence: plan.licence };
  const hashed = files.map(({ path }) => ({
    path,
    bytes: contents.get(path)!.bytes,
    sha256: contents.get(path)!.sha256,
  }));
  writeManifest(directory, { ...manifest, files: hashed });
  await removeParts(directory);
  return { ...plan, downloadedBytes: totalBytes(missing) };
}

async function hashPresent(
  pull: Pull,
  files: readonly ListedFile[],
  tracker: PullTracker,
): Promise<Map<string, ContentHash>> {
  const contents = new Map<string, ContentHash>();
  for (const file of files) {
    tracker.begin("checking", file.path);
    const content = await hashFile(join(pull.directory, file.path), file, pull.signal, tracker.found);
    if (content !== null && isExpected(content, file)) contents.set(file.path, content);
    else tracker.found(-(content?.bytes ?? 0));
  }
  return contents;
}

async function checkRoom(
  { source, directory, tools }: Pull,
  missing: readonly ListedFile[],
  token: string,
): Promise<void> {
  const needed = missing.reduce((sum, file) => {
    return sum + Math.max(0, file.bytes - partBytes(partPath(directory, hashOf(file), token)));
  }, 0);
  const free = await tools.freeBytes(directory);
  if (needed === 0 || needed + SPARE_BYTES <= free) return;
  throw new Error(
    `${source.name} needs ${formatBytes(needed)} more, but ${formatBytes(free)} are free at ${directory}; make room, or set DATACRAFTER_MODELS to a folder on another disk.`,
  );
}

async function fetchFile(
  { directory, hub, source, signal, tools }: Pull,
  commit: string,
  file: ListedFile,
  token: string,
  tracker: PullTracker,
): Promise<ContentHash> {
  tracker.begin("downloading", file.path);
  const part = partPath(directory, hashOf(file), token);
  const { wait, stallMs, openFile } = tools;
  const { repository } = source;
  const content = await downloadFile({
    hub,
    repository,
    commit,
    file,
    part,
    signal,
    wait,
    stallMs,
    openFile,
    onCame: tracker.came,
    onFound: tracker.found,
  });
  await placeFile(part, directory, file.path);
  return content;
}

function hashOf(file: ListedFile): string {
  return file.sha256 ?? file.gitBlob!;
}

/** Files of two commits must never look like one model. */
async function removeOtherCommit(
  directory: string,
  before: ModelManifest | null,
  files: readonly ListedFile[],
): Promise<void> {
  const kept = new Set(files.map(({ path }) => path));
  const old = (before?.files ?? []).map(({ path }) => path).filter((path) => !kept.has(path));
  checkFilePaths(old);
  await Promise.all(old.map((path) => rm(join(directory, path), { force: true })));
  // last, since nothing else remembers the files
  removeManifest(directory);
}

function planOf(
  { source, directory }: Pull,
  commit: string,
  licence: string | null,
  files: readonly { readonly bytes: number }[],
): PullPlan {
  const { name, repository, known } = source;
  const counts = { files: files.length, bytes: totalBytes(files) };
  return { name, repository, commit, licence, note: known?.note ?? "", ...counts, directory };
}

function startTracker({ options, tools }: Pull, bytes: number): PullTracker {
  return trackPull(bytes, options.onProgress ?? (() => undefined), tools.now);
}
