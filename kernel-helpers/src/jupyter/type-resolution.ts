import { join, parse, sep } from "node:path";

/** What TypeScript asks the file system for; `ts.sys` of the compiler inside tslab. */
export interface CompilerSystem {
  fileExists(path: string): boolean;
  directoryExists(path: string): boolean;
  readFile(path: string, encoding?: string): string | undefined;
  getDirectories(path: string): string[];
  realpath?(path: string): string;
  watchDirectory?(path: string, callback: (path: string) => void, recursive?: boolean, options?: unknown): unknown;
}

/**
 * Makes types resolve in a notebook of any folder, and the compiler start faster. Changes the system in place, before a compiler is made.
 *
 * TypeScript looks for packages in the node_modules of the notebook's folder and of each folder above it, up to the root of the file
 * system. There, last, it now also finds the kernel's own packages (and @types/node) as if they were installed at the root: whatever
 * the notebook's folders have goes first.
 *
 * Two costs are cut: of all @types only Node's are global in cells (others can still be imported), which saves seconds in a large
 * project; and node_modules are watched at their top only, not in depth.
 * @param folders node_modules folders that stand in, first match wins
 * @param nodeTypes the folder of @types/node; undefined when there is none
 */
export function extendTypeResolution(
  system: CompilerSystem,
  folders: readonly string[],
  nodeTypes: string | undefined,
): void {
  const real = { ...system };
  const root = parse(process.cwd()).root.split(sep).join("/");
  const virtual = `${root}node_modules`;

  /** the real path behind one below the virtual folder; undefined for every other path */
  function standIn(path: string, exists: (candidate: string) => boolean): string | undefined {
    if (!path.startsWith(`${virtual}/`)) return undefined;
    const inside = path.slice(virtual.length + 1);
    if (inside === "@types/node" || inside.startsWith("@types/node/")) {
      return nodeTypes && join(nodeTypes, inside.slice("@types/node".length));
    }
    return folders.map((folder) => join(folder, inside)).find(exists);
  }

  system.fileExists = (path) => {
    if (real.fileExists(path)) return true;
    const other = standIn(path, real.fileExists);
    return other !== undefined && real.fileExists(other);
  };
  system.directoryExists = (path) => {
    if (path === virtual || path === `${virtual}/@types` || real.directoryExists(path)) return true;
    const other = standIn(path, real.directoryExists);
    return other !== undefined && real.directoryExists(other);
  };
  system.readFile = (path, encoding) =>
    real.readFile(real.fileExists(path) ? path : (standIn(path, real.fileExists) ?? path), encoding);
  system.realpath = (path) => {
    const exists = (candidate: string): boolean => real.fileExists(candidate) || real.directoryExists(candidate);
    const known = exists(path) ? path : (standIn(path, exists) ?? path);
    return real.realpath ? real.realpath(known) : known;
  };
  system.getDirectories = (path) => {
    if (path === `${virtual}/@types`) return nodeTypes ? ["node"] : [];
    const names = real.getDirectories(path);
    return /[\\/]node_modules[\\/]@types[\\/]?$/.test(path) ? names.filter((name) => name === "node") : names;
  };
  if (real.watchDirectory) {
    const watch = real.watchDirectory;
    system.watchDirectory = (path, callback, recursive, options) =>
      watch(path, callback, recursive && !/[\\/]node_modules([\\/]|$)/.test(path), options);
  }
}
