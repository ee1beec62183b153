/** One entry of package-lock.json. @typedef {{ version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[] }} Entry */
/** @typedef {{ packages: Record<string, Entry> }} Lock */

const CPUS = ["x64", "arm64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64", "wasm32"];
const SYSTEMS = ["darwin", "linux", "win32", "android", "freebsd", "openharmony"];

/**
 * Adds the prebuilt binaries that a package names as optional and that have no entry. Name and version are the package's own words;
 * system and processor are read from the name ("@swc/core-linux-arm-gnueabihf"), so that npm passes it over where it does not fit.
 * @param {Lock} lock  @returns {{ lock: Lock, added: string[] }}
 */
export function completeLock(lock) {
  const missing = missingBinaries(lock).map(
    ([name, version, dev]) => /** @type {const} */ ([`node_modules/${name}`, entryFor(name, version, dev)]),
  );
  const all = [...Object.entries(lock.packages), ...missing].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    lock: { ...lock, packages: Object.fromEntries(all) },
    added: missing.map(([path]) => path.slice("node_modules/".length)),
  };
}

/**
 * Prebuilt binaries named as optional without an entry of their own.
 * @param {Lock} lock  @returns {[name: string, version: string, dev: boolean][]}
 */
export function missingBinaries({ packages }) {
  const installed = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length)),
  );
  return Object.values(packages).flatMap(({ optionalDependencies = {}, dev = false }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !installed.has(name))
      .map(([name, version]) => /** @type {[string, string, boolean]} */ ([name, version, dev])),
  );
}

/** @param {string} name  @param {string} version  @param {boolean} dev  @returns {Entry} */
function entryFor(name, version, dev) {
  const parts = name.split(/[/-]/);
  const cpu = CPUS.filter((word) => parts.includes(word));
  const os = SYSTEMS.filter((word) => parts.includes(word));
  if (cpu.length !== 1 || !/^\d/.test(version))
    throw new Error(
      `${name}@${version} is not a prebuilt binary with an exact version; run "npm install" with a registry that has it.`,
    );
  const libc =
    os[0] !== "linux"
      ? {}
      : parts.includes("musl")
        ? { libc: ["musl"] }
        : parts.includes("gnu")
          ? { libc: ["glibc"] }
          : {};
  return { version, cpu, ...(dev ? { dev } : {}), optional: true, ...(os.length > 0 ? { os } : {}), ...libc };
}
