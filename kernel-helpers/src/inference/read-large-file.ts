import { open } from "node:fs/promises";

/** One read of the system, bytes: Linux reads no more than 2 GiB at once. */
const PIECE = 2 ** 30;

/** The bytes of a file of any size; Node's readFile stops at 2 GiB. */
export async function readLargeFile(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, at, Math.min(PIECE, bytes.length - at), at);
      if (bytesRead === 0) throw new Error(`${path}: became shorter while it was read; try again.`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
