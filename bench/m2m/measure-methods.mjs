import { PYTHON_METHODS, runPython } from "./run-python.mjs";
import { runTask } from "./run-task.mjs";

/**
 * Projects a folder with each method, one after the other, each in a process of its own, and judges the layouts.
 * @param {string} folder
 * @param {{ methods: string[], seed: number, python?: string, isJudged?: boolean }} settings with python, its methods come last
 * @param {(line: string) => void} say told of each method as it begins, and why one failed
 * @returns {Promise<{ name: string, values: object, isMeasured: true, layout: object }[]>} without those that failed; values as qualityTable's
 */
export async function measureMethods(folder, { methods, seed, python, isJudged = true }, say) {
  const runs = [
    ...methods.map((method) => ({ name: method, run: () => runTask({ kind: "project", folder, method, seed }) })),
    ...(python ? PYTHON_METHODS : []).map((method) => ({
      name: method,
      run: () => runPython(python, { folder, method, seed }),
    })),
  ];
  const measured = [];
  for (const { name, run } of runs) {
    say(`${name} ...`);
    try {
      const { layout, ...costs } = await run();
      const judged = isJudged ? await runTask({ kind: "judge", folder, layout }) : {};
      if (judged.isSampled) say(`${name}: so many images that the numbers are estimated from a sample of them`);
      measured.push({ name, values: { ...judged.quality, ...costs }, isMeasured: true, layout });
    } catch (error) {
      say(`${name} failed: ${error.message}`);
    }
  }
  return measured;
}
