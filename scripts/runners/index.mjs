import { jest } from "./jest.mjs";
import { kernel } from "./kernel.mjs";
import { lint } from "./lint.mjs";
import { notebooks } from "./notebooks.mjs";
import { packed } from "./packed.mjs";
import { readers } from "./readers.mjs";
import { types } from "./types.mjs";
import { ui } from "./ui.mjs";

/** @typedef {import("../support/counts.mjs").Counts} Counts */
/** results: an empty folder for reports; rest: words given for this runner. @typedef {{ root: string, python: string, env: NodeJS.ProcessEnv, results: string, rest: string[] }} RunnerContext */
/** @typedef {(context: RunnerContext) => Promise<Counts>} Runner */

/** In the order of "npm test": quick ones first. @type {Record<string, Runner>} */
export const RUNNERS = { lint, types, jest, kernel, readers, notebooks, packed, ui };
