import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** A "jupyter" on PATH that answers as the real one does, and its folders. */
export interface FakeJupyter {
  readonly root: string;
  readonly environmentDataDir: string;
  readonly userDataDir: string;
  restore(): void;
}

/** Puts a "jupyter" with the given JupyterLab (null: none) first on PATH, in front of folders where no python is. */
export function fakeJupyter(labVersion: string | null): FakeJupyter {
  const root = mkdtempSync(join(tmpdir(), "datacrafter-jupyter-"));
  const environmentDataDir = join(root, "env", "share", "jupyter");
  const userDataDir = join(root, "home", "share", "jupyter");
  const script = `#!${process.execPath}
const asked = process.argv.slice(2).join(" ");
if (asked === "--paths --json") console.log('A warning first.\\n' + JSON.stringify({ data: ${JSON.stringify([environmentDataDir, userDataDir])} }));
else if (asked === "--data-dir") console.log(${JSON.stringify(userDataDir)});
else if (asked === "lab --version" && ${JSON.stringify(labVersion)} !== null) console.log(${JSON.stringify(labVersion)});
else process.exit(1);
`;
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin", "jupyter"), script);
  chmodSync(join(root, "bin", "jupyter"), 0o755);
  const before = process.env.PATH;
  process.env.PATH = [join(root, "bin"), join(root, "empty")].join(delimiter);
  return {
    root,
    environmentDataDir,
    userDataDir,
    restore: () => {
      process.env.PATH = before;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Writes the file by which jupyterlab_widgets is known to be installed. */
export function addWidgetManager(dataDir: string): void {
  const folder = join(dataDir, "labextensions", "@jupyter-widgets", "jupyterlab-manager");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "version": "5.0.17" }');
}
