import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const SAMPLES = 16;
const SAMPLE_BYTES = 65_536;

/**
 * A short name for the content of large files: of each its size and 16 samples of 64 KB from start to end (all of a file up to 1 MB).
 * Tells models, their precisions and their trainings apart within milliseconds; it is no proof that a download is whole.
 * @returns 12 hexadecimal digits; the files' names and place make no difference, their order does
 */
export function digestFiles(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const sample = Buffer.alloc(SAMPLE_BYTES);
  for (const path of paths) {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      hash.update(`${size} `);
      const step = Math.max(SAMPLE_BYTES, (size - SAMPLE_BYTES) / (SAMPLES - 1));
      for (let i = 0; i < SAMPLES && i * step < size; i++) {
        hash.update(sample.subarray(0, readSync(file, sample, 0, SAMPLE_BYTES, Math.floor(i * step))));
      }
    } finally {
      closeSync(file);
    }
  }
  return hash.digest("hex").slice(0, 12);
}
