import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install, isInstalled, uninstall } from "../../kernel-helpers/src/cli/install.js";
import * as places from "../../kernel-helpers/src/cli/package-places.js";
import { replaceFolder } from "../../kernel-helpers/src/cli/replace-folder.js";

jest.mock("../../kernel-helpers/src/cli/package-places.js", () => ({
  ...jest.requireActual("../../kernel-helpers/src/cli/package-places.js"),
  builtLabextension: jest.fn(),
}));

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

let root: string;
let dataDir: string;
let built: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "datacrafter-install-"));
  dataDir = join(root, "prefix with space", "share", "jupyter");
  built = join(root, "dist");
  mkdirSync(join(built, "static"), { recursive: true });
  writeBuild("remoteEntry.1.js");
  jest.mocked(places.builtLabextension).mockReturnValue(built);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function writeBuild(entry: string): void {
  writeFileSync(
    join(built, "package.json"),
    JSON.stringify({ version: "0.1.0", jupyterlab: { _build: { load: entry } } }),
  );
  writeFileSync(join(built, "static", entry), "code");
  writeFileSync(join(built, "static", `${entry}.map`), "map");
}

describe("install", () => {
  it("writes a kernelspec that starts this package's kernel with this Node", async () => {
    await install(dataDir);
    const folder = join(dataDir, "kernels", "datacrafter");
    expect(JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"))).toMatchObject({
      argv: [process.execPath, places.KERNEL_ENTRY, "--config-path", "{connection_file}"],
      display_name: "DataCrafter (TypeScript)",
      language: "typescript",
      interrupt_mode: "signal",
    });
  });

  it("writes logos: a 64 x 64 PNG and the SVG it was made from", async () => {
    await install(dataDir);
    const folder = join(dataDir, "kernels", "datacrafter");
    const png = readFileSync(join(folder, "logo-64x64.png"));
    expect(png.subarray(0, 8)).toEqual(PNG_SIGNATURE);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
    expect(readFileSync(join(folder, "logo-svg.svg"), "utf8")).toMatch(/^<svg /);
  });

  it("copies the extension without source maps and says who installed it", async () => {
    await install(dataDir);
    const folder = join(dataDir, "labextensions", "datacrafter-labextension");
    expect(readdirSync(join(folder, "static"))).toEqual(["remoteEntry.1.js"]);
    expect(JSON.parse(readFileSync(join(folder, "install.json"), "utf8"))).toMatchObject({
      packageManager: "npm",
      packageName: "datacrafter-labextension",
    });
  });

  it("replaces an earlier build whole", async () => {
    await install(dataDir);
    expect(isInstalled(dataDir)).toBe(true);
    rmSync(join(built, "static"), { recursive: true });
    mkdirSync(join(built, "static"));
    writeBuild("remoteEntry.2.js");
    expect(isInstalled(dataDir)).toBe(false);
    await install(dataDir);
    expect(isInstalled(dataDir)).toBe(true);
    const folder = join(dataDir, "labextensions");
    expect(readdirSync(folder)).toEqual(["datacrafter-labextension"]); // nothing half-written beside it
    expect(readdirSync(join(folder, "datacrafter-labextension", "static"))).toEqual(["remoteEntry.2.js"]);
  });

  it("notices a kernelspec that starts another Node or another copy", async () => {
    await install(dataDir);
    const path = join(dataDir, "kernels", "datacrafter", "kernel.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(JSON.stringify(process.execPath), '"/old/node"'));
    expect(isInstalled(dataDir)).toBe(false);
  });

  it("names the folder and a way out when it cannot be written", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(install(join(root, "file"))).rejects.toThrow(
      /^Cannot write .*kernels.datacrafter \((ENOTDIR|EEXIST)\); choose another place with --user or --prefix DIR\.$/,
    );
  });
});

describe("uninstall", () => {
  it("removes both and nothing else", async () => {
    await install(dataDir);
    mkdirSync(join(dataDir, "kernels", "python3"));
    expect(uninstall(dataDir)).toHaveLength(2);
    expect(readdirSync(join(dataDir, "kernels"))).toEqual(["python3"]);
    expect(readdirSync(join(dataDir, "labextensions"))).toEqual([]);
    expect(uninstall(dataDir)).toEqual([]);
  });
});

describe("replaceFolder", () => {
  it("leaves the old one when the new one cannot be finished", async () => {
    const target = join(root, "target");
    await replaceFolder(target, (folder) => writeFileSync(join(folder, "old"), ""));
    const failing = replaceFolder(target, (folder) => {
      writeFileSync(join(folder, "half"), "");
      throw new Error("disk full");
    });
    await expect(failing).rejects.toThrow("disk full");
    expect(readdirSync(target)).toEqual(["old"]);
    expect(readdirSync(root).filter((name) => name.startsWith(".target"))).toEqual([]);
  });
});

describe("refuseNpxCache", () => {
  it("refuses npx's cache and takes an installed package", () => {
    expect(() => places.refuseNpxCache("/home/a/.npm/_npx/3f2/node_modules/datacrafter")).toThrow(
      'run "npm i datacrafter"',
    );
    expect(() => places.refuseNpxCache("/home/a/node_modules/datacrafter")).not.toThrow();
  });
});

it("knows the kernel's entry by an absolute path inside this package", () => {
  expect(places.KERNEL_ENTRY).toBe(join(places.PACKAGE_ROOT, "dist", "jupyter", "kernel.js"));
  expect(existsSync(join(places.PACKAGE_ROOT, "package.json"))).toBe(true);
});
