/** What file systems and SQLite say when there is no room or no right to write, and what to do about it. */
const REMEDIES: readonly (readonly [codes: RegExp, remedy: string])[] = [
  [/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)/, "the disk is full or a limit is reached; free some space"],
  [
    /^(EACCES|EPERM|EROFS|SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM)/,
    "the folder may not be written; change its permissions",
  ],
  [
    /^(EIO|ENOTDIR|ENOENT|SQLITE_IOERR)/,
    "the disk or the folder cannot be written at this moment; look whether it is full, away or changed",
  ],
];

/**
 * Says in a sentence why the store cannot be written, or read because it is damaged, where that is no fault of the program.
 * @returns the error to throw: with what to do, or the error itself when it is something else
 */
export function explainStoreFailure(error: unknown, path: string): unknown {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) {
    return storeError(
      `${path} is damaged (${code}); restore session.db from a copy. The images beside it are untouched.`,
      error,
    );
  }
  const remedy = REMEDIES.find(([codes]) => codes.test(code))?.[1];
  if (remedy === undefined) return error;
  return storeError(
    `${path} cannot be written (${code}): ${remedy}, then call again. What was finished before is kept.`,
    error,
  );
}

/** @returns whether this says that the store could not be written or read, and so already says what to do */
export function isStoreFailure(error: unknown): boolean {
  return (error as { name?: unknown } | null)?.name === STORE_ERROR;
}

const STORE_ERROR = "StoreError";

function storeError(message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name: STORE_ERROR });
}
