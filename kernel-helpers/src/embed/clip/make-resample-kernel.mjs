/**
 * Writes resample-kernel-bytes.ts beside this file: resample-kernel.as as WebAssembly, in base64. AssemblyScript is fetched for it and not kept.
 *
 *     node kernel-helpers/src/embed/clip/make-resample-kernel.mjs
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "0.28.20";
const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "resample-kernel-"));
try {
  copyFileSync(join(here, "resample-kernel.as"), join(folder, "kernel.ts"));
  const asc = ["--yes", "-p", `assemblyscript@${VERSION}`, "asc", "kernel.ts", "-o", "kernel.wasm"];
  const { status } = spawnSync("npx", [...asc, "-O3", "--enable", "simd", "--runtime", "stub", "--importMemory"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`asc ended with ${status}.`);
  const base64 = readFileSync(join(folder, "kernel.wasm")).toString("base64");
  writeFileSync(
    join(here, "resample-kernel-bytes.ts"),
    `// Written by make-resample-kernel.mjs beside this file, with AssemblyScript ${VERSION}; not to be edited.

/** WebAssembly, base64: scaleColumns and scaleRows of resample-kernel.as, over an imported memory. */
export const RESAMPLE_KERNEL: string =
  "${base64}";
`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
