import { type CompilerSystem, extendTypeResolution } from "../../kernel-helpers/src/jupyter/type-resolution.js";

/** A file system of the given files. */
function systemOf(
  files: Readonly<Record<string, string>>,
): CompilerSystem & { watched: [string, boolean | undefined][] } {
  const paths = Object.keys(files);
  const watched: [string, boolean | undefined][] = [];
  return {
    watched,
    fileExists: (path) => path in files,
    directoryExists: (path) => paths.some((file) => file.startsWith(`${path}/`)),
    readFile: (path) => files[path],
    getDirectories: (path) => [
      ...new Set(
        paths.filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1).split("/")[0]),
      ),
    ],
    realpath: (path) => path,
    watchDirectory: (path, _callback, recursive) => void watched.push([path, recursive]),
  };
}

describe("extendTypeResolution", () => {
  const files = {
    "/app/node_modules/datacrafter/package.json": "kernel's",
    "/app/node_modules/both/package.json": "first",
    "/lib/node_modules/both/package.json": "second",
    "/types/node/package.json": "node types",
    "/here/node_modules/datacrafter/package.json": "notebook's",
    "/here/node_modules/@types/node/package.json": "",
    "/here/node_modules/@types/jest/package.json": "",
  };
  const extended = (): ReturnType<typeof systemOf> => {
    const system = systemOf(files);
    extendTypeResolution(system, ["/app/node_modules", "/lib/node_modules"], "/types/node");
    return system;
  };

  it("shows the kernel's packages as if installed at the root, the nearest folder first", () => {
    const system = extended();
    expect(system.fileExists("/node_modules/datacrafter/package.json")).toBe(true);
    expect(system.directoryExists("/node_modules")).toBe(true);
    expect(system.directoryExists("/node_modules/datacrafter")).toBe(true);
    expect(system.readFile("/node_modules/datacrafter/package.json")).toBe("kernel's");
    expect(system.readFile("/node_modules/both/package.json")).toBe("first");
    expect(system.realpath?.("/node_modules/datacrafter/package.json")).toBe(
      "/app/node_modules/datacrafter/package.json",
    );
  });

  it("finds nothing that is nowhere", () => {
    const system = extended();
    expect(system.fileExists("/node_modules/none/package.json")).toBe(false);
    expect(system.directoryExists("/node_modules/none")).toBe(false);
    expect(system.readFile("/node_modules/none/package.json")).toBeUndefined();
  });

  it("leaves other paths as they are", () => {
    expect(extended().readFile("/here/node_modules/datacrafter/package.json")).toBe("notebook's");
    expect(extended().fileExists("/elsewhere/node_modules/datacrafter/package.json")).toBe(false);
  });

  it("makes only Node's types global", () => {
    const system = extended();
    expect(system.getDirectories("/here/node_modules/@types")).toEqual(["node"]);
    expect(system.getDirectories("/node_modules/@types")).toEqual(["node"]);
    expect(system.readFile("/node_modules/@types/node/package.json")).toBe("node types");
  });

  it("watches node_modules at the top only", () => {
    const system = extended();
    system.watchDirectory?.("/here/node_modules", () => undefined, true);
    system.watchDirectory?.("/here/src", () => undefined, true);
    expect(system.watched).toEqual([
      ["/here/node_modules", false],
      ["/here/src", true],
    ]);
  });
});
