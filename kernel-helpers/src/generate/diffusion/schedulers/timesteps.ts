import type { SchedulerConfig } from "./scheduler-config.js";

/**
 * The training times at which a sampler of so many steps asks the network, descending; whole but for linspace without rounding.
 * @param isRounded whether linspace times are made whole
 * @throws RangeError when there are more steps than training times
 * @source Lin et al. 2023, table 2
 */
export function spacedTimesteps(config: SchedulerConfig, steps: number, isRounded: boolean): number[] {
  const { numTrainTimesteps: n, timestepSpacing, stepsOffset } = config;
  if (!Number.isInteger(steps) || steps < 1 || steps > n) {
    throw new RangeError(`steps: ${steps}; give a whole number from 1 to ${n}.`);
  }
  const index = Array.from({ length: steps }, (_, i) => i);
  if (timestepSpacing === "leading") {
    const ratio = Math.floor(n / steps);
    return index.map((i) => (steps - 1 - i) * ratio + stepsOffset);
  }
  if (timestepSpacing === "trailing") return index.map((i) => roundHalfEven(n - (i * n) / steps) - 1);
  const linspace = index.map((i) => (steps === 1 ? 0 : ((steps - 1 - i) * (n - 1)) / (steps - 1)));
  return isRounded ? linspace.map(roundHalfEven) : linspace;
}

/** Rounds as Python does: halves to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
