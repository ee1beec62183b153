import type { SqlValue } from "./database.js";

/** The numbers' bytes, little-endian as on every platform Node runs on. */
export function toBlob(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** @throws Error when the column does not hold whole floats: the file was damaged */
export function fromBlob(blob: SqlValue): Float32Array {
  if (!(blob instanceof Uint8Array) || blob.byteLength % 4 !== 0) {
    throw new Error("session.db: a column of numbers is damaged; restore the session from a copy.");
  }
  // floats must begin at a multiple of four; the database gives each blob a buffer of its own, so they mostly do
  if (blob.byteOffset % 4 !== 0) return new Float32Array(new Uint8Array(blob).buffer);
  return new Float32Array(blob.buffer, blob.byteOffset, blob.byteLength / 4);
}
