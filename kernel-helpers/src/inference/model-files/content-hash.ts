import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/** What identifies a file's content. */
export interface ContentHash {
  readonly bytes: number;
  /** hex */
  readonly sha256: string;
  /** hex, as git names the content; null when it was not asked for */
  readonly gitBlob: string | null;
}

/** What a content must be: its length, and one of the two hashes. */
export interface ExpectedContent {
  readonly bytes: number;
  readonly sha256: string | null;
  readonly gitBlob: string | null;
}

/** Hashes a content as it comes, piece by piece. */
export interface ContentHasher {
  add(chunk: Uint8Array): void;
  end(): ContentHash;
}

const CHUNK_BYTES = 1024 * 1024;

/** @param expected git's hash covers the length, so it must be known beforehand */
export function hashContent(expected: ExpectedContent): ContentHasher {
  const sha256 = createHash("sha256");
  const gitBlob = expected.gitBlob === null ? null : createHash("sha1").update(`blob ${expected.bytes}\0`);
  let bytes = 0;
  return {
    add(chunk) {
      bytes += chunk.length;
      sha256.update(chunk);
      gitBlob?.update(chunk);
    },
    end: () => ({ bytes, sha256: sha256.digest("hex"), gitBlob: gitBlob?.digest("hex") ?? null }),
  };
}

/** True when length and hash are the expected ones. */
export function isExpected(content: ContentHash, expected: ExpectedContent): boolean {
  if (content.bytes !== expected.bytes) return false;
  return expected.sha256 === null ? content.gitBlob === expected.gitBlob : content.sha256 === expected.sha256;
}

/**
 * Gives a file's beginning to a hasher.
 * @param bytes how far; the file is at least as long
 * @param onBytes told of each piece's length
 */
export async function addFile(
  hasher: ContentHasher,
  file: FileHandle,
  bytes: number,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, Math.max(1, bytes)));
  for (let position = 0; position < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, bytes - position), position);
    if (bytesRead === 0) throw new Error("The file became shorter while it was read.");
    hasher.add(buffer.subarray(0, bytesRead));
    onBytes(bytesRead);
    position += bytesRead;
  }
}

/**
 * Hashes a file if it could be the expected one.
 * @returns null when it is missing, no regular file, or of another length
 */
export async function hashFile(
  path: string,
  expected: ExpectedContent,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ContentHash | null> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size !== expected.bytes) return null;
    const hasher = hashContent(expected);
    await addFile(hasher, file, stats.size, signal, onBytes);
    return hasher.end();
  } finally {
    await file.close();
  }
}
