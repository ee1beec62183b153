import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Says on the terminal what set-up is doing, and keeps what tools print in .setup/logs. */
export class SetupLog {
  /** @param {string} root */
  constructor(root) {
    this.folder = join(root, ".setup", "logs");
    this.steps = 0;
  }

  /**
   * Does one step and says how long it took.
   * @template T
   * @param {string} what  @param {string} why
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async step(what, why, work) {
    this.steps += 1;
    const began = performance.now();
    process.stdout.write(`set-up: ${what} (${why}) ... `);
    try {
      const result = await work();
      process.stdout.write(`${secondsSince(began)}\n`);
      return result;
    } catch (error) {
      process.stdout.write(`failed after ${secondsSince(began)}\n`);
      throw error;
    }
  }

  /**
   * Keeps a tool's output; returns the file.
   * @param {string} name  @param {string} output
   */
  keep(name, output) {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, `${name}.log`);
    writeFileSync(path, output);
    return path;
  }
}

/** @param {number} began from performance.now()  @returns {string} e.g. "12.3 s" */
export function secondsSince(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
