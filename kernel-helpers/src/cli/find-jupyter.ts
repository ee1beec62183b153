import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./parse-command.js";
import { runQuietly } from "./run-quietly.js";

/** A Jupyter that answered. */
export interface Jupyter {
  /** the Python it runs in; null when it was found as "jupyter" on PATH */
  readonly python: string | null;
  /** where it looks for kernels and extensions, first come first served; absolute */
  readonly dataDirs: readonly string[];
  /** the user's own of them */
  readonly userDataDir: string;
}

/**
 * Asks for the Jupyter that is meant: --python, else the Python inside --prefix, else the one on PATH.
 * @returns null when none answers
 */
export function findJupyter(command: Pick<Command, "place" | "python">): Jupyter | null {
  const python = command.python ?? pythonInside(command);
  if (python !== null) return askJupyter([python, "-m", "jupyter"], python);
  return (
    askJupyter(["jupyter"], null) ??
    askJupyter(["python3", "-m", "jupyter"], "python3") ??
    askJupyter(["python", "-m", "jupyter"], "python")
  );
}

/** The version of its JupyterLab, "4.6.6"; null when there is none. */
export function jupyterLabVersion(jupyter: Jupyter): string | null {
  const words = jupyter.python === null ? ["jupyter", "lab"] : [jupyter.python, "-m", "jupyterlab"];
  const asked = runQuietly([...words, "--version"]);
  return asked.ok ? (/\d+\.\d+\.\d+\S*/.exec(asked.stdout)?.[0] ?? null) : null;
}

function pythonInside({ place }: Pick<Command, "place">): string | null {
  if (place.kind !== "prefix") return null;
  const inside = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  const path = join(place.prefix, ...inside);
  return existsSync(path) ? path : null;
}

function askJupyter(words: readonly string[], python: string | null): Jupyter | null {
  const paths = runQuietly([...words, "--paths", "--json"]);
  const user = runQuietly([...words, "--data-dir"]);
  if (!paths.ok || !user.ok) return null;
  return { python, dataDirs: readDataDirs(paths.stdout), userDataDir: user.stdout.trim() };
}

function readDataDirs(printed: string): readonly string[] {
  // a warning may stand before the JSON
  const json = printed.slice(Math.max(0, printed.indexOf("{")));
  const answer: unknown = JSON.parse(json);
  const data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : undefined;
  if (!Array.isArray(data)) throw new Error(`jupyter --paths --json named no data folders: ${printed.slice(0, 200)}`);
  return data.map(String);
}
