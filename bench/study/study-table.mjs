/** Student's t for a two-sided 95 % interval, by degrees of freedom from 1; 1.96 beyond. @source Abramowitz & Stegun 1964, table 26.10 */
const T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Accuracies of all seeds as a Markdown table: mean, interval of the mean, difference to the originals within each seed. */
export function studyTable(results) {
  const names = Object.keys(results[0].accuracies);
  const rows = names.map((name) => {
    const values = results.map(({ accuracies }) => accuracies[name]);
    const gains = results.map(({ accuracies }) => accuracies[name] - accuracies.originals);
    return [name, percent(values), name === "originals" ? "" : percent(gains, true)];
  });
  const head = ["training set", "test accuracy", "beside originals alone"];
  const pointing = results.map(({ accuracies }) => accuracies.guided - accuracies.unguided);
  const cost = meanCost(results.map((result) => result.cost));
  return [
    ...[head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`),
    "",
    `${results.length === 1 ? "One seed, which says little" : `${results.length} seeds, mean and 95 % interval of the mean`}. Guided beside unguided, within each seed: ${percent(pointing, true)}. Cost of one guided set, on average: ${cost}.`,
  ].join("\n");
}

function percent(values, isSigned = false) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sign = isSigned && mean >= 0 ? "+" : "";
  const unit = isSigned ? "points" : "%";
  const center = `${sign}${(100 * mean).toFixed(1)}`;
  if (values.length < 2) return `${center} ${unit}`;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const half = ((T95[values.length - 2] ?? 1.96) * deviation) / Math.sqrt(values.length);
  return `${center} ± ${(100 * half).toFixed(1)} ${unit}`;
}

function meanCost(costs) {
  const mean = (name) => Math.round(costs.reduce((sum, cost) => sum + cost[name], 0) / costs.length);
  return `${mean("generated")} images made in ${mean("guidedSeconds")} s (unguided: ${mean("images")} in ${mean("unguidedSeconds")} s), ${mean("looked")} looked at, ${mean("rejected")} rejected, ${mean("clicks")} clicks, ${mean("personSeconds")} s of a person's time by the keystroke-level model`;
}
