/** The eleven numbers in the order of the table: its name, and judgeLayout's. */
export const NUMBERS = [
  ["II T", "imageTrustworthiness"],
  ["II C", "imageContinuity"],
  ["LL T", "labelTrustworthiness"],
  ["LL C", "labelContinuity"],
  ["L>I T", "labelToImageTrustworthiness"],
  ["L>I C", "labelToImageContinuity"],
  ["I>L T", "imageToLabelTrustworthiness"],
  ["I>L C", "imageToLabelContinuity"],
  ["L>I AUC", "labelToImageAuc"],
  ["I>L AUC", "imageToLabelAuc"],
  ["purity", "classPurity"],
];

const COSTS = [
  { name: "s", key: "seconds", digits: 1, isHighBest: false },
  { name: "MB", key: "memoryMb", digits: 0, isHighBest: false },
  { name: "wait ms", key: "waitMs", digits: 0, isHighBest: false },
];

const COLUMNS = [
  ...NUMBERS.map(([name, key]) => ({ name, key, digits: 3, isHighBest: true })),
  { name: "mean", key: "mean", digits: 3, isHighBest: true },
  ...COSTS,
];

/** The table of what the layouts cost alone. @param {{ name: string, values: object, isMeasured: boolean }[]} layouts as qualityTable's */
export function costTable(layouts) {
  return qualityTable(layouts, COSTS);
}

/**
 * One line per layout; the best measured value of each column has a star.
 * @param {{ name: string, values: object, isMeasured: boolean }[]} layouts values by judgeLayout's names, plus seconds, memoryMb, waitMs;
 *   null or absent where there is none; those not measured here get no star
 * @returns {string}
 */
export function qualityTable(layouts, columns = COLUMNS) {
  const best = columns.map((column) => bestOf(column, layouts));
  const width = Math.max(6, ...layouts.map(({ name }) => name.length));
  const line = (name, cells) => [name.padEnd(width), ...cells.map((cell) => cell.padStart(8))].join(" ");
  return [
    line(
      "",
      columns.map(({ name }) => `${name} `),
    ),
    ...layouts.map(({ name, values, isMeasured }) =>
      line(
        name,
        columns.map(({ key, digits }, c) => cellOf(values[key], digits, isMeasured && values[key] === best[c])),
      ),
    ),
  ].join("\n");
}

function bestOf({ key, isHighBest }, layouts) {
  const values = layouts.filter(({ isMeasured }) => isMeasured).map(({ values }) => values[key]);
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.length > 1 ? (isHighBest ? Math.max(...numbers) : Math.min(...numbers)) : undefined;
}

function cellOf(value, digits, isBest) {
  return typeof value === "number" ? `${value.toFixed(digits)}${isBest ? "*" : " "}` : "- ";
}
