import { NUMBERS } from "./quality-table.mjs";
import { runTask } from "./run-task.mjs";

/**
 * Prints how far old points moved when a fifth of the images came later, and what that cost in quality.
 * @param {{ folder: string, method: string, seed: number }} settings
 */
export async function printStability(settings) {
  const { old, withheld, added, fresh, ...shifts } = await runTask({ kind: "stability", ...settings });
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  const mean = ({ mean }) => (mean === null ? "-" : mean.toFixed(3));
  console.log(`\n${settings.method}: ${old} images first, then ${withheld} more with that layout as the start`);
  console.log(
    `  old points moved by a median of ${percent(shifts.medianShift)} of the layout's diameter (images ${percent(shifts.imageShift)}, labels ${percent(shifts.labelShift)}); 95 % by less than ${percent(shifts.largeShift)}`,
  );
  console.log(`  mean quality ${mean(added)}; of a layout of all images made afresh ${mean(fresh)}`);
  const differences = NUMBERS.filter(([, key]) => added[key] !== null).map(
    ([name, key]) => `${name} ${added[key] >= fresh[key] ? "+" : ""}${(added[key] - fresh[key]).toFixed(3)}`,
  );
  console.log(`  by number, against the fresh one: ${differences.join(", ")}`);
}
