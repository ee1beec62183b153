import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dataDirOfPrefix, NO_JUPYTER } from "./choose-data-dir.js";
import { atLeast } from "./compare-versions.js";
import { findJupyter, type Jupyter, jupyterLabVersion } from "./find-jupyter.js";
import { kernelspecDir } from "./install-kernelspec.js";
import { hasLabextension, labextensionDir } from "./install-labextension.js";
import { PACKAGE_ROOT, packageVersion, readVersion } from "./package-places.js";
import type { Command, Place } from "./parse-command.js";
import { runQuietly } from "./run-quietly.js";

/** One thing that must be right for a notebook to work. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** what was found: "4.6.6", or why it counts as missing */
  readonly found: string;
  /** the command that mends it; null when it is ok */
  readonly remedy: string | null;
}

const OLDEST_NODE = "20.19.0";
const OLDEST_JUPYTERLAB = "4.4.0";
const NATIVE_MODULES = ["zeromq", "sharp", "libsql"];

/** Checks everything a notebook needs, without changing anything. */
export function diagnose(command: Pick<Command, "place" | "python">): readonly Check[] {
  const jupyter = findJupyter(command);
  const dataDirs = placesToLook(command.place, jupyter);
  const installCommand = `npx datacrafter install${placeOptions(command)}`;
  return [
    checkNode(process.versions.node),
    ...checkJupyter(jupyter, command.place),
    checkKernelspec(dataDirs, installCommand),
    checkLabextension(dataDirs, installCommand),
    ...NATIVE_MODULES.map(checkNativeModule),
  ];
}

/** Whether a version of Node will do. */
export function checkNode(version: string): Check {
  const ok = atLeast(version, OLDEST_NODE);
  return check(
    "Node",
    ok,
    ok ? version : `${version}, older than ${OLDEST_NODE}`,
    "install Node 20.19 or newer from https://nodejs.org",
  );
}

function checkJupyter(jupyter: Jupyter | null, place: Place): readonly Check[] {
  if (jupyter === null) return [check("Jupyter", false, "none answered", NO_JUPYTER)];
  const pip = `${quoted(jupyter.python ?? "python3")} -m pip install`;
  const lab = jupyterLabVersion(jupyter);
  const labOk = lab !== null && atLeast(lab, OLDEST_JUPYTERLAB);
  const widgets = jupyter.dataDirs.find((folder) => existsSync(widgetManager(folder)));
  return [
    check("Jupyter", true, jupyter.python ?? "on PATH", ""),
    check("JupyterLab", labOk, lab ?? "not installed", `${pip} "jupyterlab>=4.4,<5"`),
    check(
      "jupyterlab_widgets",
      widgets !== undefined,
      widgets ? readVersion(widgetManager(widgets)) : "not installed",
      `${pip} "jupyterlab_widgets>=3"`,
    ),
    ...checkSearchPath(jupyter, place),
  ];
}

// what is installed under a prefix that Jupyter does not search would never be found
function checkSearchPath(jupyter: Jupyter, place: Place): readonly Check[] {
  if (place.kind !== "prefix") return [];
  const dataDir = dataDirOfPrefix(place.prefix);
  const ok = jupyter.dataDirs.includes(dataDir);
  return [
    check("Jupyter's search path", ok, ok ? dataDir : `${dataDir} is not on it`, `export JUPYTER_PATH="${dataDir}"`),
  ];
}

function checkKernelspec(dataDirs: readonly string[], installCommand: string): Check {
  const path = dataDirs.map((folder) => join(kernelspecDir(folder), "kernel.json")).find(existsSync);
  if (path === undefined) return check("kernelspec", false, "not installed", installCommand);
  const gone = pathsOf(path).find((word) => !existsSync(word));
  return check(
    "kernelspec",
    gone === undefined,
    gone === undefined ? path : `${path} starts ${gone}, which does not exist`,
    installCommand,
  );
}

function pathsOf(kernelJson: string): readonly string[] {
  const spec = JSON.parse(readFileSync(kernelJson, "utf8")) as { argv?: unknown };
  // node and the kernel's entry; the rest are options
  return Array.isArray(spec.argv) ? spec.argv.slice(0, 2).map(String) : ["(no argv)"];
}

function checkLabextension(dataDirs: readonly string[], installCommand: string): Check {
  const dataDir = dataDirs.find((folder) => existsSync(join(labextensionDir(folder), "package.json")));
  if (dataDir === undefined) return check("JupyterLab extension", false, "not installed", installCommand);
  const version = readVersion(join(labextensionDir(dataDir), "package.json"));
  const ok = version === packageVersion() && hasLabextension(dataDir);
  const found = ok
    ? `${version} in ${labextensionDir(dataDir)}`
    : `another build (${version}) than this package's (${packageVersion()})`;
  return check("JupyterLab extension", ok, found, installCommand);
}

function checkNativeModule(name: string): Check {
  // in a process of its own: a broken binary may end the process that loads it
  const loaded = runQuietly([process.execPath, "-e", `require(${JSON.stringify(name)})`], PACKAGE_ROOT);
  const reason = loaded.stderr.split("\n").find((line) => /Error/.test(line)) ?? "it ended the process that loaded it";
  return check(
    `native module ${name}`,
    loaded.ok,
    loaded.ok ? "loads" : reason.trim(),
    "npm ci (or: npm i datacrafter)",
  );
}

function widgetManager(dataDir: string): string {
  return join(dataDir, "labextensions", "@jupyter-widgets", "jupyterlab-manager", "package.json");
}

function placesToLook(place: Place, jupyter: Jupyter | null): readonly string[] {
  if (place.kind === "prefix") return [dataDirOfPrefix(place.prefix)];
  if (jupyter === null) return [];
  return place.kind === "user" ? [jupyter.userDataDir] : jupyter.dataDirs;
}

function placeOptions({ place, python }: Pick<Command, "place" | "python">): string {
  const where = place.kind === "prefix" ? ` --prefix ${quoted(place.prefix)}` : place.kind === "user" ? " --user" : "";
  return where + (python === null ? "" : ` --python ${quoted(python)}`);
}

function quoted(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : `"${path}"`;
}

function check(name: string, ok: boolean, found: string, remedy: string): Check {
  return { name, ok, found, remedy: ok ? null : remedy };
}
