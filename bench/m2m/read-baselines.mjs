import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NUMBERS } from "./quality-table.mjs";

/**
 * Figures others have published for the same data, from baselines.json beside it: { "<name>": { "II T": 0.9, ..., "mean": 0.7, "s": 1800 } }.
 * The names are the table's columns; any may be missing.
 * @returns {{ name: string, values: object, isMeasured: false }[]} none when there is no such file
 */
export function readBaselines(folder) {
  const path = join(folder, "baselines.json");
  if (!existsSync(path)) return [];
  const keys = new Map([...NUMBERS, ["mean", "mean"], ["s", "seconds"]]);
  return Object.entries(JSON.parse(readFileSync(path, "utf8"))).map(([name, figures]) => {
    const unknown = Object.keys(figures).find((column) => !keys.has(column));
    if (unknown !== undefined) {
      throw new Error(`${path}: "${name}" has "${unknown}"; give ${[...keys.keys()].join(", ")}.`);
    }
    const values = Object.fromEntries(Object.entries(figures).map(([column, value]) => [keys.get(column), value]));
    return { name, values, isMeasured: false };
  });
}

/** One line: whether a layout is at least as good as a baseline in every number the baseline has. */
export function compareToBaseline(values, baseline) {
  const behind = [...NUMBERS, ["mean", "mean"]].filter(([, key]) => values[key] < baseline.values[key]);
  return behind.length === 0
    ? `m2m is at least "${baseline.name}" in every column`
    : `m2m is behind "${baseline.name}" in ${behind.map(([name]) => name).join(", ")}`;
}
